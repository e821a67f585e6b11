// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/classic_binding.h"
#include "relay/turn/server_impl.h"

#include <algorithm>

namespace turnpike::turn {

namespace {

// CHANGE-REQUEST, RFC 5780 section 7.2.
constexpr std::uint32_t kChangeAddress = 4;
constexpr std::uint32_t kChangePort = 2;
/// PADDING makes fragments; this is longer than any packet that has none.
constexpr std::size_t kMostPadding = 1500;

} // namespace

// RFC 8489 section 3: no credentials, no state, one attribute.
void Server::Impl::handleBinding(const Request &request)
{
    ++m_counters.bindingRequests;
    if (isInNatDiscovery(request)) {
        handleNatDiscovery(request);
        return;
    }
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addXorAddress(stun::AttributeType::XorMappedAddress, request.path.tuple.client);
    send(request, message);
}

bool Server::Impl::isInNatDiscovery(const Request &request) const
{
    const FiveTuple &tuple = request.path.tuple;
    return request.message.method() == stun::Method::Binding && m_settings->natDiscovery &&
           tuple.transport == Transport::Udp && m_settings->natDiscovery->has(tuple.server);
}

// RFC 5780 section 6.1: the answer leaves from where the client wants it, and says what other addresses there
// are.
void Server::Impl::handleNatDiscovery(const Request &request)
{
    using enum stun::AttributeType;
    const NatDiscovery &discovery = *m_settings->natDiscovery;
    const TransportAddress &asked = request.path.tuple.server;
    const auto change = request.number(ChangeRequest, 0);
    const auto port = request.number(ResponsePort, std::uint32_t{request.path.tuple.client.port.value} << 16);
    const auto padding = request.message.find(Padding);
    const bool hasPort = request.message.has(ResponsePort);
    // Nobody lives on port 0.
    if (!change || !port || (hasPort && *port >> 16 == 0) || (padding && hasPort)) {
        refuse(request, stun::ErrorCode::BadRequest);
        return;
    }
    Request answered = request;
    answered.answerFrom =
        discovery.from(asked, (*change & kChangeAddress) != 0, (*change & kChangePort) != 0);
    answered.answerPort = Port{static_cast<std::uint16_t>(*port >> 16)};
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addXorAddress(XorMappedAddress, request.path.tuple.client)
        .addAddress(MappedAddress, request.path.tuple.client)
        .addAddress(ResponseOrigin, *answered.answerFrom)
        .addAddress(OtherAddress, discovery.from(asked, true, true));
    // As much as the client sent, which is enough to make fragments and no more than it paid for.
    if (padding) {
        static constexpr std::array<std::byte, kMostPadding> kPadding{};
        message.add(Padding, Bytes(kPadding).first(std::min(padding->size(), kMostPadding)));
    }
    send(answered, message);
}

// No allocation has a client that speaks like this, so these are strangers' requests.
void Server::Impl::handleClassicBinding(Now now, const ClientPath &path, Bytes message)
{
    const TransportAddress &client = path.tuple.client;
    if (!m_settings->answersClassicStun || path.tuple.transport != Transport::Udp || !client.address.isV4() ||
        !stun::ClassicBinding::isRequest(message)) {
        refuseFrame(path);
        return;
    }
    const auto verdict = budgetFor(path).judge(now.monotonic, client.address, answerLimits());
    countUnanswered(verdict);
    if (verdict != AnswerBudget::Verdict::Answer)
        return;
    ++m_counters.bindingRequests;
    const auto response = stun::ClassicBinding::respond(message, client);
    budgetFor(path).charge(now.monotonic, client.address, response.size(), answerLimits());
    m_environment.output.sendToClient(path, response);
}

} // namespace turnpike::turn
