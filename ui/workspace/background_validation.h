// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>

namespace turnpike::ui {

/// Checks configuration snapshots off the GUI thread, shortly after the last change. Only the result for the
/// newest snapshot is reported; a result that was overtaken by a change is dropped.
class BackgroundValidation : public QObject {
    Q_OBJECT
public:
    using Rules = std::function<validation::Problems(const model::Deployment &)>;

    explicit BackgroundValidation(Rules rules, QObject *parent = nullptr);
    ~BackgroundValidation() override;

    /// Starts 150 ms after the last call.
    void schedule(model::SharedDeployment snapshot);
    /// Starts at once.
    void runNow(model::SharedDeployment snapshot);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void finished(const turnpike::validation::Problems &problems);
    void busyChanged(bool busy);

private:
    void start();
    void take(quint64 generation, const validation::Problems &problems);
    void setBusy(bool busy);
    Rules m_rules;
    QThreadPool m_pool;
    QTimer m_delay;
    model::SharedDeployment m_snapshot;
    quint64 m_generation = 0;
    bool m_isBusy = false;
};

} // namespace turnpike::ui
