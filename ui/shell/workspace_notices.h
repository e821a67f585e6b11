// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/conditions.h"

#include <QMap>
#include <QObject>

class QWidget;

namespace turnpike::wire {
class RelayConnection;
}

namespace turnpike::ui {

class InfoBar;
class ModalPort;
class ShellCommands;
class Workspace;

/// Puts what the workspace reports into the info bar: failures, conditions that last, what others did, what
/// is to be decided, and that the live view is frozen. Of one's own push, PushNotices tells.
class WorkspaceNotices : public QObject {
    Q_OBJECT
public:
    /// `window` is what dialogs stand over, and owns this.
    WorkspaceNotices(Workspace &workspace, ShellCommands &commands, InfoBar &bar, ModalPort &dialogs,
                     QWidget *window);

    /// Asks what is to become of the edits that an earlier run left.
    void decideRecovery();

private:
    void showCondition(const Conditions::Condition &condition);
    void tellNews(quint64 revision, const QString &text);
    void forgetOtherRelay();
    void refreshOverlap();
    void refreshFrozen();
    Workspace &m_workspace;
    ShellCommands &m_commands;
    InfoBar &m_bar;
    ModalPort &m_dialogs;
    QWidget *m_window;
    QMap<quint64, QString> m_news;                     ///< by revision: what is shown of what others did
    const wire::RelayConnection *m_newsFrom = nullptr; ///< the connection that it came by; only compared
};

} // namespace turnpike::ui
