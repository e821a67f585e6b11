// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

/// The profile and its key; a key file that a person named is theirs to remove.
int removeConnection(Session &session, const QString &name)
{
    const auto profile = session.profiles().find(name);
    if (!profile)
        return session.failed(profile.error());
    if (const auto removed = session.profiles().remove(name); !removed)
        return session.failed(removed.error());
    if (session.secrets().keeping() == client::SecretStore::Keeping::KeyFile)
        return kOk;
    if (const auto removed = session.await(session.secrets().remove(profile->secretName())); !removed)
        note(u"the private key may still be in the keychain: "_s +
             QString::fromStdString(removed.error().text()));
    return kOk;
}

QJsonObject toJson(const client::ConnectionProfile &profile)
{
    return {{u"name"_s, profile.name},
            {u"address"_s, profile.address()},
            {u"relay"_s, profile.relayName},
            {u"role"_s, wire::toText(profile.role)},
            {u"fingerprint"_s, client::fingerprintText(profile.serverCertificate)}};
}

int run(Session &session)
{
    if (session.invocation().has("remove"))
        return removeConnection(session, session.invocation().value("remove"));
    QList<Error> unreadable;
    const auto profiles = session.profiles().all(&unreadable);
    QList<QStringList> rows{{u"NAME"_s, u"ADDRESS"_s, u"RELAY"_s, u"ROLE"_s}};
    QJsonArray items;
    for (const auto &profile : profiles) {
        rows.append({profile.name, profile.address(), profile.relayName, wire::toText(profile.role)});
        items.append(toJson(profile));
    }
    if (session.isJson())
        printJson(items);
    else if (profiles.isEmpty())
        note(u"no connections yet: turnpikectl pair HOST --code CODE makes one"_s);
    else
        printLines(table(rows));
    for (const auto &error : unreadable)
        printError(error);
    return unreadable.isEmpty() ? kOk : kFailed;
}

constexpr Option kOptions[] = {{"remove", "NAME", "forget a connection and its key"}};

} // namespace

const Command kConnections{"connections", "", 0, 0, "List the saved connections", kOptions, run};

} // namespace turnpike::ctl
