// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/notice_bar.h"

#include <QTimer>

namespace turnpike::ui {

class ShellCommands;
class Workspace;

/// While the relay tries a revision, whoever pushed it: how long it runs, when it reverts by itself, and the
/// choice.
class ConfirmBar : public NoticeBar {
    Q_OBJECT
public:
    /// The buttons are the commands that keep and revert.
    ConfirmBar(Workspace &workspace, ShellCommands &commands, QWidget *parent = nullptr);
    /// Called once a second while it is shown.
    void refresh();

private:
    Workspace &m_workspace;
    ShellCommands &m_commands;
    QTimer m_timer;
    QPushButton *m_keep;
    QPushButton *m_revert;
};

} // namespace turnpike::ui
