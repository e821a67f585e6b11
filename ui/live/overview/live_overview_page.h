// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "core/validation/problem.h"
#include "ui/live/live_page.h"
#include "ui/workspace/background_validation.h"

class QBoxLayout;
class QLabel;
class QPushButton;

namespace turnpike::ui {

class CounterCard;
class RevisionList;

/// Is everything all right? The sentence on top says it; the rest says why.
class LiveOverviewPage final : public LivePage {
    Q_OBJECT
public:
    explicit LiveOverviewPage(Workspace &workspace, QWidget *parent = nullptr);
    [[nodiscard]] QString title() const override { return tr("Overview"); }
    [[nodiscard]] QString summary() const override;

protected:
    void refresh() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHealth();
    QWidget *makeCounters();
    QWidget *makeListeners();
    void refreshHealth();
    [[nodiscard]] bool knowsWhatRuns();
    void refreshCounters();
    void refreshListeners();

    BackgroundValidation m_validation;
    model::SharedDeployment m_checkedBase; ///< whose problems are known, or being looked for
    validation::Problems m_problemsOfBase;
    bool m_mayDiffer = false; ///< what runs may have other problems than what is edited
    QLabel *m_healthIcon;
    QLabel *m_healthSentence;
    QLabel *m_healthExplanation;
    CounterCard *m_calls;
    CounterCard *m_rate;
    CounterCard *m_loss;
    CounterCard *m_ports;
    QLabel *m_listeners;
    QPushButton *m_copyListeners;
    QBoxLayout *m_lower = nullptr; ///< what needs attention, and what is known beside it
};

} // namespace turnpike::ui
