// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/relay_access.h"

#include <QMenu>

namespace turnpike::ui {

class CommandSet;
class Workspace;

/// What the connection button offers: every relay that this console knows, the one that is shown checked, and
/// the commands about connections. Filled when it opens, as relays come and go.
class ConnectionMenu : public QMenu {
    Q_OBJECT
public:
    ConnectionMenu(Workspace &workspace, const RelayAccess &relays, const CommandSet &commands,
                   QWidget *parent);

private:
    void fill();
    void addRelay(const QString &name, const QString &icon,
                  const std::function<std::unique_ptr<wire::RelayConnection>()> &connection);
    Workspace &m_workspace;
    const RelayAccess &m_relays;
    const CommandSet &m_commands;
};

} // namespace turnpike::ui
