// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int killUser(Session &session, wire::RelayConnection &connection, const QString &user)
{
    const auto ended = session.await(connection.endAllocationsOf(user));
    if (!ended)
        return session.failed(ended.error());
    print(u"%1 allocations of \"%2\" ended"_s.arg(*ended).arg(user));
    return kOk;
}

int run(Session &session)
{
    const bool hasUser = session.invocation().has("user");
    if (hasUser != session.arguments().isEmpty())
        return session.misused({Error::Code::InvalidValue, "say what to end: one of both", "kill",
                                "ALLOCATION..., or --user NAME", "turnpikectl allocations lists them"});
    std::vector<live::AllocationKey> keys;
    for (const auto &argument : session.arguments()) {
        const auto key = live::AllocationKey::parse(argument.toStdString());
        if (!key)
            return session.misused(key.error());
        keys.push_back(*key);
    }
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    if (hasUser)
        return killUser(session, **connection, session.invocation().value("user"));
    for (const auto key : keys) {
        if (const auto ended = session.await((*connection)->endAllocation(key)); !ended)
            return session.failed(ended.error());
        print(QString::fromStdString(key.toString()) + u" ended"_s);
    }
    return kOk;
}

constexpr Option kOptions[] = {{"user", "NAME", "all of this user's"}};

} // namespace

const Command kKill{"kill", "ALLOCATION... | --user NAME", 0, -1, "End calls now", kOptions, run};

} // namespace turnpike::ctl
