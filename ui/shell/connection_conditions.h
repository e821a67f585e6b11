// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace turnpike::client {
class SecretStore;
}

namespace turnpike::ui {

class ShellCommands;
class Workspace;

/// Raises and clears what lasts about the connection: none, lost, refused, without its key; and a role that
/// may not edit.
class ConnectionConditions : public QObject {
    Q_OBJECT
public:
    /// `secrets` null: no relay is paired with here.
    ConnectionConditions(Workspace &workspace, ShellCommands &commands, client::SecretStore *secrets,
                         QObject *parent);
    ~ConnectionConditions() override;
    void refresh();

private:
    void refreshConnection();
    void refreshRole();
    [[nodiscard]] QString withWaitingEdits(const QString &text) const;
    void refreshKeychain();
    Workspace &m_workspace;
    ShellCommands &m_commands;
    client::SecretStore *m_secrets;
};

} // namespace turnpike::ui
