// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using wire::Revision;

/// The one named, or the one that awaits confirmation.
Result<quint64> chosenRevision(Session &session, wire::RelayConnection &connection)
{
    if (!session.arguments().isEmpty()) {
        bool isNumber = false;
        const auto number = session.arguments().front().toULongLong(&isNumber);
        if (!isNumber || number == 0)
            return fail(Error::Code::InvalidValue,
                        '"' + session.arguments().front().toStdString() + "\" is not a revision", {},
                        "a number", "turnpikectl history lists them");
        return number;
    }
    const auto status = session.await(connection.status());
    if (!status)
        return tl::make_unexpected(status.error());
    if (status->revision.state != Revision::State::AwaitingConfirmation)
        return fail(Error::Code::NotFound, "no revision awaits confirmation", {}, {},
                    "turnpikectl history lists all revisions");
    return status->revision.number;
}

int report(const Session &session, const Result<Revision> &revision)
{
    if (!revision)
        return session.failed(revision.error());
    if (session.isJson())
        printJson(wire::toJson(*revision));
    else
        print(u"revision %1 is %2"_s.arg(revision->number).arg(wire::toText(revision->state)));
    return kOk;
}

int runConfirm(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto number = chosenRevision(session, **connection);
    if (!number)
        return session.failed(number.error());
    return report(session, session.await((*connection)->confirm(*number)));
}

int runRevert(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto number = chosenRevision(session, **connection);
    if (!number)
        return session.failed(number.error());
    return report(session,
                  session.await((*connection)->revert(*number, session.invocation().value("reason"))));
}

int runHistory(Session &session)
{
    const auto most = session.invocation().number("most", 20, 1, 10000);
    if (!most)
        return session.misused(most.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto revisions = session.await((*connection)->revisions(*most));
    if (!revisions)
        return session.failed(revisions.error());
    if (session.isJson()) {
        printJson(wire::toJson(*revisions));
        return kOk;
    }
    QList<QStringList> rows{{u"REVISION"_s, u"CREATED"_s, u"STATE"_s, u"AUTHOR"_s, u"REASON"_s}};
    for (const auto &revision : *revisions)
        rows.append({QString::number(revision.number), wire::toText(revision.created),
                     wire::toText(revision.state), revision.author, revision.reason});
    printLines(table(rows, {0}));
    return kOk;
}

constexpr Option kRevertOptions[] = {{"reason", "TEXT", "why; kept in the history"}};
constexpr Option kHistoryOptions[] = {{"most", "N", "so many, newest first (20)"}};

} // namespace

const Command kConfirm{"confirm", "[REVISION]", 0, 1, "Keep the revision that awaits confirmation",
                       {},        runConfirm};
const Command kRevert{"revert",       "[REVISION]", 0, 1, "Go back to the configuration before a revision",
                      kRevertOptions, runRevert};
const Command kHistory{"history", "", 0, 0, "List the revisions of a relay", kHistoryOptions, runHistory};

} // namespace turnpike::ctl
