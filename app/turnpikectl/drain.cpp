// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto deadline = session.invocation().number("deadline", 3600, 0, 86400);
    if (!deadline)
        return session.misused(deadline.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto drained = session.await((*connection)->drain(std::chrono::seconds(*deadline)));
    if (!drained)
        return session.failed(drained.error());
    print(u"no new calls from now on; what is left is cut in %1 seconds"_s.arg(*deadline));
    return kOk;
}

constexpr Option kOptions[] = {{"deadline", "SECONDS", "when the rest is cut (3600)"}};

} // namespace

const Command kDrain{"drain", "", 0, 0, "Refuse new calls and let the others end", kOptions, run};

} // namespace turnpike::ctl
