// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/client/wire.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto most = session.invocation().number("most", 50, 1, 10000);
    if (!most)
        return session.misused(most.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto entries = session.await((*connection)->audit(*most));
    if (!entries)
        return session.failed(entries.error());
    if (session.isJson()) {
        printJson(client::wire::toJson(*entries));
        return kOk;
    }
    QList<QStringList> rows{{u"NUMBER"_s, u"TIME"_s, u"WHO"_s, u"ACTION"_s, u"SUBJECT"_s}};
    for (const auto &entry : *entries)
        rows.append({QString::number(entry.number), client::wire::toText(entry.time), entry.who, entry.action,
                     entry.subject});
    printLines(table(rows, {0}));
    return kOk;
}

constexpr Option kOptions[] = {{"most", "N", "so many, newest first (50)"}};

} // namespace

const Command kAudit{"audit", "", 0, 0, "Show who did what on a relay", kOptions, run};

} // namespace turnpike::ctl
