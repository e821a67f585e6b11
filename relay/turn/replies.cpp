// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/fingerprint.h"
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

stun::MessageBuilder Server::Impl::reply(const Request &request, stun::Class messageClass)
{
    return {m_replyBuffer, {messageClass, request.message.method()}, request.message.transactionId()};
}

void Server::Impl::send(const Request &request, stun::MessageBuilder &message)
{
    if (!mayAnswer(request))
        return;
    message.addIntegrity(request.integrity, std::as_bytes(std::span(request.key)));
    if (request.message.fingerprintOffset())
        message.addFingerprint();
    const Bytes bytes = message.finish();
    if (bytes.empty())
        return;
    chargeAnswer(request, bytes.size());
    if (!request.answerFrom && !request.answerPort) {
        m_environment.output.sendToClient(request.path, bytes);
        return;
    }
    ClientPath path = request.path;
    path.tuple.client.port = request.answerPort.value_or(path.tuple.client.port);
    m_environment.output.sendToClientFrom(path, request.answerFrom.value_or(path.tuple.server), bytes);
}

void Server::Impl::refuse(const Request &request, stun::ErrorCode code)
{
    switch (code) {
    case stun::ErrorCode::BadRequest:
        ++m_counters.malformedMessages;
        break;
    case stun::ErrorCode::Forbidden:
        ++m_counters.forbiddenPeers;
        break;
    case stun::ErrorCode::InsufficientCapacity:
        ++m_counters.capacityRefusals;
        break;
    default:
        break;
    }
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    // Strangers get the number without the words: what they are sent may not be meant for them.
    message.addErrorCode(code, request.isAuthenticated() ? stun::reason(code) : std::string_view());
    send(request, message);
}

void Server::Impl::refuseUnknown(const Request &request, const stun::UnknownAttributes &unknown)
{
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    const auto code = stun::ErrorCode::UnknownAttribute;
    message.addErrorCode(code, request.isAuthenticated() ? stun::reason(code) : std::string_view());
    message.addUnknownAttributes(unknown);
    send(request, message);
}

} // namespace turnpike::turn
