// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace turnpike::ui {

class ShellCommands;
class InfoBar;
class Workspace;

/// Says what became of one's own push: kept, reverted, or not to be confirmed for now.
class PushNotices : public QObject {
    Q_OBJECT
public:
    PushNotices(Workspace &workspace, ShellCommands &commands, InfoBar &bar, QObject *parent);

private:
    void refresh();
    void followChanges();
    Workspace &m_workspace;
    ShellCommands &m_commands;
    InfoBar &m_bar;
    bool m_saysPending = false; ///< the notice of a revision that was reverted names edits
};

} // namespace turnpike::ui
