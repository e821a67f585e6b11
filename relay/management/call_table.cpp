// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/call_table.h"

#include "core/wire/json.h"

namespace turnpike::management {

namespace {

Error notAnswered(const wire::Route &route)
{
    return {Error::Code::Internal, std::string("nobody answers the call ") + route.name, {}, {}, {}};
}

} // namespace

void CallTable::answer(const Asker &asker, const std::shared_ptr<wire::PendingCall> &call) const
{
    const wire::Route &route = call->route();
    const auto handler = m_handlers.find(&route);
    if (handler == m_handlers.end())
        return call->fail(notAnswered(route));
    if (auto allowed = trust::require(asker.caller, route); !allowed)
        return call->fail(allowed.error());
    handler->second->answer(asker, call);
}

http::Answer CallTable::answer(const wire::Route &route, const Asker &asker,
                               const wire::CarriedCall &call) const
{
    const auto handler = m_handlers.find(&route);
    if (handler == m_handlers.end())
        return http::Response::refusal(notAnswered(route));
    // Who may not make a call learns that, and nothing about what was sent.
    if (auto allowed = trust::require(asker.caller, route); !allowed)
        return http::Response::refusal(allowed.error());
    return handler->second->answer(asker, call);
}

http::Response responseOf(const wire::CarriedAnswer &answer)
{
    http::Response response{answer.status, {}, answer.body, {}, false};
    if (!answer.body.isEmpty())
        response.contentType = wire::kJsonType;
    for (const auto &[name, value] : answer.headers)
        response.with(name, value);
    return response;
}

http::Response responseOf(const wire::Refusal &refusal)
{
    return http::Response::refusal(refusal.error, refusal.status);
}

} // namespace turnpike::management
