// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// RFC 6062 section 5.4: the stream that this came over belongs to a peer from now on.
void Server::Impl::handleConnectionBind(const Request &request)
{
    const auto id = request.number(stun::AttributeType::ConnectionId, 0);
    const bool isControl = m_allocations.find(request.path.tuple) != nullptr;
    const auto [allocation, connection] = connectionOf(request.now, ConnectionId{id.value_or(0)});
    if (!isStream(request.path.tuple.transport) || isControl || connection == nullptr ||
        connection->state != PeerConnection::State::Waiting) {
        refuse(request, stun::ErrorCode::BadRequest);
        return;
    }
    if (!isOwner(request, *allocation)) {
        ++m_counters.wrongCredentials;
        refuse(request, stun::ErrorCode::WrongCredentials);
        return;
    }
    connection->state = PeerConnection::State::Joined;
    connection->end = MonotonicTime::max();
    m_allocations.reschedule(*allocation);
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    send(request, message);
    m_environment.output.joinConnection(connection->id, request.path);
}

} // namespace turnpike::turn
