// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server.h"

#include "relay/stun/dialect.h"
#include "relay/stun/fingerprint.h"
#include "relay/turn/server_impl.h"

#include <utility>

namespace turnpike::turn {

namespace {

std::uint64_t randomNumber(const Server::Environment &environment)
{
    std::uint64_t number = 0;
    environment.randomBytes(std::as_writable_bytes(std::span(&number, 1)));
    return number;
}

} // namespace

Server::Server(Environment environment, SharedSettings settings)
    : m_impl(std::make_unique<Impl>(std::move(environment), std::move(settings)))
{
}

Server::~Server() = default;

void Server::apply(Now now, SharedSettings settings)
{
    m_impl->apply(now, std::move(settings));
}

void Server::machineAddressesChanged(Now now, std::vector<IpNetwork> addresses)
{
    m_impl->machineAddressesChanged(now, std::move(addresses));
}

void Server::clientDatagram(Now now, const ClientPath &path, Bytes datagram)
{
    m_impl->clientMessage(now, path, datagram);
}

void Server::clientFrame(Now now, const ClientPath &path, Bytes frame)
{
    m_impl->clientMessage(now, path, frame);
}

bool Server::mayAnswerStranger(Now now, const IpAddress &source, std::size_t bytes)
{
    return m_impl->mayAnswerStranger(now, source, bytes);
}

void Server::clientClosed(Now now, const ClientPath &path)
{
    m_impl->clientClosed(now, path);
}

void Server::peerDatagram(Now now, AllocationId allocation, const TransportAddress &peer, Packet packet)
{
    m_impl->peerDatagram(now, allocation, peer, packet);
}

void Server::peerUnreachable(Now now, AllocationId allocation, const TransportAddress &peer,
                             const stun::IcmpValue &icmp)
{
    m_impl->peerUnreachable(now, allocation, peer, icmp);
}

void Server::peerConnected(Now now, ConnectionId connection)
{
    m_impl->peerConnected(now, connection);
}

std::optional<ConnectionId> Server::peerConnecting(Now now, AllocationId allocation,
                                                   const TransportAddress &peer)
{
    return m_impl->peerConnecting(now, allocation, peer);
}

MonotonicTime Server::bytesCarried(Now now, ConnectionId connection, Side from, std::size_t bytes)
{
    return m_impl->bytesCarried(now, connection, from, bytes);
}

void Server::peerConnectionHalfEnded(Now now, ConnectionId connection)
{
    m_impl->peerConnectionHalfEnded(now, connection);
}

void Server::peerConnectionEnded(Now now, ConnectionId connection)
{
    m_impl->peerConnectionEnded(now, connection);
}

std::optional<MonotonicTime> Server::nextDeadline() const
{
    return m_impl->nextDeadline();
}

void Server::advance(Now now)
{
    m_impl->advance(now);
}

bool Server::end(Now now, AllocationId allocation, EndCause cause)
{
    m_impl->advance(now);
    return m_impl->end(allocation, cause);
}

void Server::endAll(Now now, EndCause cause)
{
    m_impl->advance(now);
    m_impl->endAll(cause);
}

std::optional<std::uint16_t> Server::workerOfTicket(Now now, Bytes message) const
{
    return m_impl->workerOfTicket(now, message);
}

bool Server::serves(const FiveTuple &path) const
{
    return m_impl->allocations().find(path) != nullptr;
}

std::size_t Server::allocationCount() const
{
    return m_impl->allocations().size();
}

void Server::forEachAllocation(const std::function<void(const AllocationView &)> &visit) const
{
    m_impl->allocations().forEach([&visit](const Allocation &allocation) { visit(allocation.view()); });
}

const ServerCounters &Server::counters() const
{
    return m_impl->counters();
}

Server::Impl::Impl(Environment environment, SharedSettings settings)
    : m_environment(std::move(environment))
    , m_settings(std::move(settings))
    , m_nonces(m_settings->nonceKey)
    , m_tickets(m_settings->nonceKey)
    , m_bandwidthOfAll(m_environment.admission.bandwidthOfAll())
    , m_datagramAnswers(randomNumber(m_environment))
    , m_streamAnswers(randomNumber(m_environment))
    , m_indicationSeed(randomNumber(m_environment))
{
}

void Server::Impl::clientMessage(Now now, const ClientPath &path, Bytes message)
{
    switch (stun::classify(message).kind) {
    case stun::Classification::Kind::ChannelData:
        relayChannelData(now, path, message);
        return;
    case stun::Classification::Kind::Message: {
        Allocation *const allocation = current(now, m_allocations.find(path.tuple));
        if (allocation != nullptr || isProcessed(now, path, message))
            handleStun(now, path, message, allocation);
        return;
    }
    case stun::Classification::Kind::Classic:
        handleClassicBinding(now, path, message);
        return;
    case stun::Classification::Kind::Unknown:
        refuseFrame(path);
        return;
    }
}

void Server::Impl::handleStun(Now now, const ClientPath &path, Bytes bytes, Allocation *allocation)
{
    const auto message = stun::MessageView::parse(bytes);
    if (!message || stun::checkFingerprint(*message) == stun::Fingerprint::Wrong) {
        refuseFrame(path);
        return;
    }
    switch (message->messageClass()) {
    case stun::Class::Request: {
        if (bytes.size() > kLongestRequest) {
            ++m_counters.messagesTooLong;
            return;
        }
        Request request{.now = now, .path = path, .message = *message};
        handleRequest(request);
        return;
    }
    case stun::Class::Indication:
        handleIndication(now, path, allocation, *message);
        return;
    case stun::Class::Success:
    case stun::Class::Error:
        return; // this server asks nothing
    }
}

void Server::Impl::refuseFrame(const ClientPath &path)
{
    ++m_counters.malformedMessages;
    if (!isStream(path.tuple.transport))
        return;
    // Nothing is damaged on the way over TCP: whoever sends this does not speak the protocol.
    if (Allocation *const allocation = m_allocations.find(path.tuple)) {
        if (allocation->mobility && allocation->mobility->arrivesOn(path.tuple))
            forgetArrival(*allocation);
        else
            end(allocation->id, EndCause::ConnectionClosed);
    }
    m_environment.output.closeClient(path);
}

void Server::Impl::clientClosed(Now now, const ClientPath &path)
{
    Allocation *const allocation = current(now, m_allocations.find(path.tuple));
    if (allocation == nullptr)
        return;
    const bool isArriving = allocation->mobility && allocation->mobility->arrivesOn(path.tuple);
    const ClientPath &known = isArriving ? allocation->mobility->arrival->path : allocation->path;
    // A balancer tells the five-tuple of a connection that is gone for a new one before it ends the old one.
    if (known.handle != path.handle)
        return;
    if (isArriving)
        forgetArrival(*allocation);
    else if (allocation->mobility && m_settings->mobility)
        leavePath(*allocation);
    else
        end(allocation->id, EndCause::ConnectionClosed);
}

bool Server::Impl::end(AllocationId id, EndCause cause)
{
    const std::unique_ptr<Allocation> allocation = m_allocations.take(id);
    if (!allocation)
        return false;
    tellEnd(*allocation, cause);
    m_environment.admission.release(allocation->countedAs, allocation->ports);
    ++m_counters.allocationsEnded;
    // A client that was cut off on purpose learns it at once where the transport allows it.
    const bool fromOutside = cause == EndCause::Killed || cause == EndCause::Drained ||
                             cause == EndCause::Shutdown || cause == EndCause::PolicyChanged;
    if (fromOutside && isStream(allocation->path.tuple.transport) && !allocation->isAway())
        m_environment.output.closeClient(allocation->path);
    return true;
}

void Server::Impl::endAll(EndCause cause)
{
    std::vector<AllocationId> all;
    m_allocations.forEach([&all](const Allocation &allocation) { all.push_back(allocation.id); });
    for (const AllocationId id : all)
        end(id, cause);
}

} // namespace turnpike::turn
