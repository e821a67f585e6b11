// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int list(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto clients = session.await((*connection)->knownClients());
    if (!clients)
        return session.failed(clients.error());
    if (session.isJson()) {
        printJson(wire::toJson(*clients));
        return kOk;
    }
    QList<QStringList> rows{{u"NAME"_s, u"ROLE"_s, u"PAIRED"_s, u"CERTIFICATE SHA-256"_s}};
    for (const auto &known : *clients)
        rows.append(
            {known.name, wire::toText(known.role), wire::toText(known.paired),
             QString::fromLatin1(known.fingerprint.first(qMin<qsizetype>(16, known.fingerprint.size())))});
    printLines(table(rows));
    return kOk;
}

int revoke(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto name = session.arguments().front();
    const auto revoked = session.await((*connection)->revokeClient(name));
    if (!revoked)
        return session.failed(revoked.error());
    print(u"the certificate of %1 is void, and what ran with it was cut"_s.arg(name));
    return kOk;
}

} // namespace

const Command kClients{"clients", "", 0, 0, "Show who is paired with a relay, and with which role", {}, list};
const Command kRevoke{"revoke",
                      "NAME",
                      1,
                      1,
                      "Make the certificate of somebody who is paired void",
                      {},
                      revoke,
                      "Running connections and live streams with it end at once; nobody else pairs anew.\n"
                      "`turnpikectl clients` lists the names."};

} // namespace turnpike::ctl
