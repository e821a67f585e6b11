// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int verify(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto head = session.await((*connection)->verifyAudit());
    if (!head)
        return session.failed(head.error());
    if (session.isJson())
        printJson(wire::toJson(*head));
    else
        print(u"the audit is whole: %1 lines, the last with hash %2"_s.arg(head->lines)
                  .arg(QString::fromLatin1(head->hash)));
    return kOk;
}

int run(Session &session)
{
    if (session.invocation().has("verify"))
        return verify(session);
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
        printJson(wire::toJson(*entries));
        return kOk;
    }
    QList<QStringList> rows{{u"NUMBER"_s, u"TIME"_s, u"WHO"_s, u"ACTION"_s, u"SUBJECT"_s}};
    for (const auto &entry : *entries)
        rows.append({QString::number(entry.number), wire::toText(entry.time), entry.who, entry.action,
                     entry.subject});
    printLines(table(rows, {0}));
    return kOk;
}

constexpr Option kOptions[] = {{"most", "N", "so many, newest first (50)"},
                               {"verify", nullptr, "say whether a line was changed, cut off or made up"}};

} // namespace

const Command kAudit{"audit", "", 0, 0, "Show who did what on a relay", kOptions, run};

} // namespace turnpike::ctl
