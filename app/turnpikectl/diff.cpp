// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/document/json_codec.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

constexpr int kMostRevisions = 10000;

struct Sides {
    model::SharedDeployment before;
    model::SharedDeployment after;
};

/// The newest before `number` that was not reverted; nothing before the first.
Result<model::SharedDeployment> ranBefore(Session &session, wire::RelayConnection &connection, quint64 number)
{
    const auto revisions = session.await(connection.revisions(kMostRevisions));
    if (!revisions)
        return tl::make_unexpected(revisions.error());
    for (const auto &revision : *revisions) {
        if (revision.number >= number || revision.state == wire::Revision::State::Reverted)
            continue;
        const auto before = session.await(connection.fetchRevision(revision.number));
        if (!before)
            return tl::make_unexpected(before.error());
        return before->deployment;
    }
    return std::make_shared<const model::Deployment>();
}

Result<Sides> sidesOfRevision(Session &session)
{
    const auto number = session.invocation().number("revision", 0, 1, 1000000000);
    if (!number)
        return tl::make_unexpected(number.error());
    const auto connection = session.relay();
    if (!connection)
        return tl::make_unexpected(connection.error());
    const auto revision = static_cast<quint64>(*number);
    const auto after = session.await((*connection)->fetchRevision(revision));
    if (!after)
        return tl::make_unexpected(after.error());
    const auto before = ranBefore(session, **connection, revision);
    if (!before)
        return tl::make_unexpected(before.error());
    return Sides{*before, after->deployment};
}

Result<Sides> sides(Session &session)
{
    if (session.invocation().has("revision"))
        return sidesOfRevision(session);
    const auto document = session.document();
    if (!document)
        return tl::make_unexpected(document.error());
    Sides found{(*document)->base(), (*document)->working()};
    if (session.invocation().has("against")) {
        const auto other = document::readDeployment(session.invocation().value("against"));
        if (!other)
            return tl::make_unexpected(other.error());
        found.before = std::make_shared<const model::Deployment>(*other);
    }
    return found;
}

int run(Session &session)
{
    if (session.isOffline() && !session.invocation().has("against"))
        return session.misused({Error::Code::InvalidValue,
                                "a file has no edits that are not pushed",
                                "--deployment",
                                {},
                                "--against FILE compares it with another"});
    const auto found = sides(session);
    if (!found)
        return session.failed(found.error());
    const auto changes = document::difference(*found->before, *found->after);
    if (session.isJson())
        printJson(document::toJson(changes));
    else if (changes.empty())
        note(u"nothing differs"_s);
    else
        printChanges(*found->after, changes);
    return kOk;
}

constexpr Option kOptions[] = {{"revision", "N", "what revision N changed"},
                               {"against", "FILE", "compare with this file"}};

} // namespace

const Command kDiff{"diff", "", 0, 0, "Show the edits that are not pushed yet", kOptions, run};

} // namespace turnpike::ctl
