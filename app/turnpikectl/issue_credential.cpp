// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto lifetime = session.invocation().number("lifetime", 3600, 1, 86400 * 30);
    if (!lifetime)
        return session.misused(lifetime.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto credential = session.await(
        (*connection)->issueCredential(session.arguments().front(), std::chrono::seconds(*lifetime)));
    if (!credential)
        return session.failed(credential.error());
    // The password was asked for: it is the answer, not a setting that happens to be printed.
    if (session.isJson()) {
        printJson(wire::toJson(*credential));
        return kOk;
    }
    QList<QStringList> rows{{u"user name"_s, credential->username},
                            {u"password"_s, credential->password},
                            {u"expires"_s, wire::toText(credential->expires)}};
    for (const auto &url : credential->urls)
        rows.append({u"url"_s, url});
    printLines(table(rows));
    return kOk;
}

constexpr Option kOptions[] = {{"lifetime", "SECONDS", "how long it is good for (3600)"}};

} // namespace

const Command kIssueCredential{"issue-credential", "USER", 1, 1, "Make a time-limited user name and password",
                               kOptions,           run};

} // namespace turnpike::ctl
