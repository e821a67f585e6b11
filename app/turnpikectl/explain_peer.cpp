// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto address = session.arguments().front();
    const auto verdict = session.await((*connection)->explainPeer(address));
    if (!verdict)
        return session.failed(verdict.error());
    if (session.isJson())
        printJson(wire::toJson(*verdict));
    else
        print(u"%1 is %2: %3"_s.arg(address, verdict->allowed ? u"allowed"_s : u"denied"_s, verdict->rule));
    return kOk;
}

} // namespace

const Command kExplainPeer{
    "explain-peer", "ADDRESS", 1, 1, "Say whether calls may reach an address, and why", {}, run};

} // namespace turnpike::ctl
