// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connection_menu.h"

#include "core/client/https_connection.h"
#include "ui/style/shown_name.h"
#include "ui/style/theme.h"
#include "ui/workspace/command_set.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;

ConnectionMenu::ConnectionMenu(Workspace &workspace, const RelayAccess &relays, const CommandSet &commands,
                               QWidget *parent)
    : QMenu(parent)
    , m_workspace(workspace)
    , m_relays(relays)
    , m_commands(commands)
{
    setObjectName(u"connectionMenu"_s);
    connect(this, &QMenu::aboutToShow, this, &ConnectionMenu::fill);
    fill();
}

void ConnectionMenu::fill()
{
    clear();
    if (m_relays.thisComputer)
        addRelay(tr("This computer"), u"server"_s, m_relays.thisComputer);
    if (m_relays.secrets) {
        const auto profiles = m_relays.profiles.all();
        for (const client::ConnectionProfile &profile : profiles) {
            addRelay(profile.name, u"connection"_s, [profile, secrets = m_relays.secrets] {
                return std::make_unique<client::HttpsConnection>(profile, *secrets);
            });
        }
    }
    if (!isEmpty())
        addSeparator();
    m_commands.fill(this, Command::Menu::Connection);
}

void ConnectionMenu::addRelay(const QString &name, const QString &icon,
                              const std::function<std::unique_ptr<wire::RelayConnection>()> &connection)
{
    // A name is no access key.
    QAction *action = addAction(Theme::current().icon(icon), withoutAccessKey(name));
    action->setObjectName("relay-"_L1 + name);
    action->setCheckable(true);
    const wire::RelayConnection *current = m_workspace.connection();
    const bool isShown = current && current->displayName() == name;
    action->setChecked(isShown);
    connect(action, &QAction::triggered, this, [this, connection, isShown] {
        if (isShown)
            return;
        // What cannot be opened leaves the one that is shown; why is a condition by then.
        if (auto chosen = connection())
            m_workspace.setConnection(std::move(chosen));
    });
}

} // namespace turnpike::ui
