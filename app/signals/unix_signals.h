// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace turnpike::app {

/// SIGTERM, SIGINT and SIGHUP as Qt signals.
class UnixSignals : public QObject {
    Q_OBJECT
public:
    /// Keeps them from every thread that starts from here on; a thread from before would end the process.
    /// Call it before the application object is made where that starts threads.
    static void block();

    /// Needs the application object.
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

Q_SIGNALS:
    void askedToEnd();
    void askedToReload();

private:
    void read();
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace turnpike::app
