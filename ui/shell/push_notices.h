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
    Workspace &m_workspace;
    ShellCommands &m_commands;
    InfoBar &m_bar;
};

} // namespace turnpike::ui
