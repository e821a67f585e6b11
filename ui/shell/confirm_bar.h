// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/notice_bar.h"

#include <QDateTime>
#include <QTimer>

#include <functional>

namespace turnpike::ui {

class CommandSet;
class Workspace;

/// While a pushed revision awaits confirmation: how long it runs, when it reverts by itself, and the choice.
class ConfirmBar : public NoticeBar {
    Q_OBJECT
public:
    using Clock = std::function<QDateTime()>;

    /// The buttons are the commands "push.keep" and "push.revert".
    ConfirmBar(Workspace &workspace, CommandSet &commands, QWidget *parent = nullptr);
    void setClock(Clock clock);
    /// Called once a second while it is shown.
    void refresh();

private:
    Workspace &m_workspace;
    CommandSet &m_commands;
    Clock m_clock;
    QTimer m_timer;
    QPushButton *m_keep;
    QPushButton *m_revert;
};

} // namespace turnpike::ui
