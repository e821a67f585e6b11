// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connection_conditions.h"

#include "core/client/secret_store.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using wire::RelayConnection;
using Severity = Conditions::Severity;

namespace {

const QString kConnection = u"connection"_s;
const QString kReadOnly = u"read-only"_s;
const QString kKeychain = u"keychain"_s;

} // namespace

ConnectionConditions::ConnectionConditions(Workspace &workspace, ShellCommands &commands,
                                           client::SecretStore *secrets, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_secrets(secrets)
{
    // A store that never had a keychain, as in tests, promises none; what turns is worth a bar.
    if (m_secrets)
        connect(m_secrets, &client::SecretStore::keepingChanged, this,
                &ConnectionConditions::refreshKeychain);
    connect(&workspace, &Workspace::connectionChanged, this, &ConnectionConditions::refresh);
    refresh();
}

ConnectionConditions::~ConnectionConditions()
{
    // Their buttons lead back to this object.
    for (const QString &id : {kConnection, kReadOnly, kKeychain})
        m_workspace.conditions().clear(id);
}

void ConnectionConditions::refresh()
{
    refreshConnection();
    refreshRole();
}

void ConnectionConditions::refreshConnection()
{
    Conditions &conditions = m_workspace.conditions();
    const auto run = [this](const Command &command) { return [this, &command] { m_commands.run(command); }; };
    const RelayConnection *connection = m_workspace.connection();
    if (!connection) {
        conditions.raise({kConnection, Severity::Information,
                          tr("No relay is connected. Choose one to see and change its configuration."),
                          tr("Connections…"), run(m_commands.chooseConnection)});
        return;
    }
    const QString name = connection->displayName();
    const QString why = connection->lastError() ? errorText(*connection->lastError()) : QString();
    switch (connection->state()) {
    case RelayConnection::State::Connected:
        conditions.clear(kConnection);
        break;
    case RelayConnection::State::Connecting:
        // A try of its own after a loss: until it has worked, what was said still holds.
        if (why.isEmpty())
            conditions.clear(kConnection);
        break;
    case RelayConnection::State::Refused:
        conditions.raise({kConnection, Severity::Error,
                          withWaitingEdits(tr("%1 refused this console. %2").arg(name, why)),
                          tr("Connections…"), run(m_commands.chooseConnection)});
        break;
    case RelayConnection::State::NoKey: {
        // The relay was not even asked: what helps is with the keychain, or a new key when there is none.
        const Error::Code code =
            connection->lastError() ? connection->lastError()->code : Error::Code::NotFound;
        const bool isGone = code != Error::Code::Forbidden && code != Error::Code::Unavailable;
        conditions.raise(
            {kConnection, Severity::Error,
             withWaitingEdits(
                 tr("The key for %1 cannot be read, so it was not connected to. %2").arg(name, why)),
             isGone ? tr("Pair again…") : tr("Try again"),
             run(isGone ? m_commands.chooseConnection : m_commands.connectAgain)});
        break;
    }
    case RelayConnection::State::Disconnected:
        conditions.raise(
            {kConnection, Severity::Warning,
             withWaitingEdits(
                 why.isEmpty()
                     ? tr("%1 is disconnected.").arg(name)
                     : tr("The connection to %1 is lost and is tried again by itself. %2").arg(name, why)),
             tr("Connect again"), run(m_commands.connectAgain)});
        break;
    }
}

/// What an earlier run left is not lost, only out of sight.
QString ConnectionConditions::withWaitingEdits(const QString &text) const
{
    return m_workspace.hasWaitingEdits() ? text + u' ' +
                                               tr("Changes of an earlier run that are not pushed are kept, "
                                                  "and wait for this connection.")
                                         : text;
}

void ConnectionConditions::refreshRole()
{
    const auto &status = m_workspace.relayStatus();
    if (status && status->role != wire::Role::Administrator)
        m_workspace.conditions().raise({kReadOnly, Severity::Information, m_workspace.whyReadOnly()});
    else
        m_workspace.conditions().clear(kReadOnly);
}

void ConnectionConditions::refreshKeychain()
{
    if (m_secrets->keeping() != client::SecretStore::Keeping::SessionOnly) {
        m_workspace.conditions().clear(kKeychain);
        return;
    }
    m_workspace.conditions().raise({kKeychain, Severity::Warning, m_secrets->explanation(), tr("Try again"),
                                    [this] { (void)m_secrets->tryOut(); }});
}

} // namespace turnpike::ui
