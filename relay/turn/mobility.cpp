// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/dialect.h"
#include "relay/turn/server_impl.h"

#include <utility>

// A client whose address changed shows a ticket on its new path (RFC 8016). Until data comes from there the
// old path stays as it is, since a ticket alone moves nobody for good; then it is forgotten.

namespace turnpike::turn {

std::optional<std::uint16_t> Server::Impl::workerOfTicket(Now now, Bytes message) const
{
    if (!m_settings->mobility || stun::classify(message).kind != stun::Classification::Kind::Message)
        return std::nullopt;
    const auto type = stun::MessageType::decode(stun::loadBig16(message.data()));
    if (type.messageClass != stun::Class::Request || type.method != stun::Method::Refresh)
        return std::nullopt;
    const auto view = stun::MessageView::parse(message);
    const auto value = view ? view->find(stun::AttributeType::MobilityTicket) : std::nullopt;
    const auto ticket = value ? m_tickets.open(*value, now.wall) : std::nullopt;
    return ticket ? std::optional(ticket->worker) : std::nullopt;
}

void Server::Impl::findByTicket(Request &request)
{
    const auto value = request.message.find(stun::AttributeType::MobilityTicket);
    if (!value || !m_settings->mobility)
        return;
    const auto ticket = m_tickets.open(*value, request.now.wall);
    if (!ticket || ticket->worker != m_environment.number)
        return;
    Allocation *const allocation = current(request.now, m_allocations.find(ticket->allocation));
    if (allocation == nullptr || !allocation->mobility ||
        ticket->number < allocation->mobility->firstGoodTicket)
        return;
    request.allocation = allocation;
    request.ticket = ticket->number;
}

void Server::Impl::expectOn(const Request &request, Allocation &allocation)
{
    if (!request.ticket)
        return;
    forgetArrival(allocation); // one at a time
    m_allocations.addPath(allocation, request.path.tuple);
    allocation.mobility->arrival = {request.path, *request.ticket};
    if (allocation.isAway())
        completeMove(allocation);
}

void Server::Impl::completeMove(Allocation &allocation)
{
    Mobility &mobility = *allocation.mobility;
    if (!mobility.isAway)
        m_allocations.removePath(allocation, allocation.path.tuple);
    allocation.path = mobility.arrival->path;
    mobility.firstGoodTicket = mobility.arrival->ticket + 1;
    mobility.arrival.reset();
    mobility.isAway = false;
    m_environment.output.clientMoved(allocation.id, &allocation.path);
    tellObserver(allocation);
}

void Server::Impl::forgetArrival(Allocation &allocation)
{
    if (const auto arrival = std::exchange(allocation.mobility->arrival, std::nullopt))
        m_allocations.removePath(allocation, arrival->path.tuple);
}

void Server::Impl::leavePath(Allocation &allocation)
{
    if (allocation.mobility->arrival) {
        completeMove(allocation);
        return;
    }
    m_allocations.removePath(allocation, allocation.path.tuple);
    allocation.mobility->isAway = true;
    m_environment.output.clientMoved(allocation.id, nullptr);
}

void Server::Impl::addTicket(const Request &request, Allocation &allocation, stun::MessageBuilder &message)
{
    if (!allocation.mobility || !m_settings->mobility)
        return;
    TicketSeal::Nonce nonce{};
    m_environment.randomBytes(nonce);
    const auto left = std::chrono::ceil<std::chrono::seconds>(allocation.end() - request.now.monotonic);
    const MobilityTicket ticket{.worker = m_environment.number,
                                .allocation = allocation.id,
                                .number = allocation.mobility->nextTicket++,
                                .end = request.now.wall + left};
    message.add(stun::AttributeType::MobilityTicket, m_tickets.seal(ticket, nonce));
}

} // namespace turnpike::turn
