// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

/// Whoever gives calls no more time than this means to cut them.
constexpr int kAtOnce = 10;

/// Nobody cuts calls without having read how many.
Result<void> confirmCut(Session &session, wire::RelayConnection &connection, int deadline)
{
    if (deadline > kAtOnce || session.invocation().has("yes"))
        return {};
    const auto status = session.await(connection.status());
    if (!status)
        return tl::make_unexpected(status.error());
    if (status->allocations == 0)
        return {};
    const QString what = u"this cuts %1 allocations in %2 seconds"_s.arg(status->allocations).arg(deadline);
    // Without a terminal nobody is there to answer.
    if (isatty(STDIN_FILENO) == 1 && ask({what + u"; go on? [y/N]"_s}).toLower() == u"y")
        return {};
    return fail(Error::Code::Conflict, what.toStdString(), "--deadline", {},
                "give calls time to end with a longer --deadline, or cut them with --yes");
}

int drain(Session &session)
{
    const auto deadline = session.invocation().number("deadline", 3600, 0, 86400);
    if (!deadline)
        return session.misused(deadline.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    if (const auto confirmed = confirmCut(session, **connection, *deadline); !confirmed)
        return session.failed(confirmed.error());
    const auto drained = session.await((*connection)->drain(std::chrono::seconds(*deadline)));
    if (!drained)
        return session.failed(drained.error());
    print(u"no new calls from now on; what is left is cut in %1 seconds; turnpikectl undrain takes it back"_s
              .arg(*deadline));
    return kOk;
}

int undrain(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto ended = session.await((*connection)->undrain());
    if (!ended)
        return session.failed(ended.error());
    print(u"new calls are taken again"_s);
    return kOk;
}

constexpr Option kOptions[] = {{"deadline", "SECONDS", "when the rest is cut (3600)"},
                               {"yes", nullptr, "cut calls without asking"}};

} // namespace

const Command kDrain{"drain", "", 0, 0, "Refuse new calls and let the others end", kOptions, drain};
const Command kUndrain{"undrain", "", 0, 0, "Take new calls again", {}, undrain};

} // namespace turnpike::ctl
