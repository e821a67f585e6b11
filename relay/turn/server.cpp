// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server.h"

#include "relay/stun/dialect.h"
#include "relay/stun/fingerprint.h"
#include "relay/turn/server_impl.h"

#include <utility>

namespace turnpike::turn {

namespace {

bool isStream(const ClientPath &path)
{
    return path.tuple.transport == ClientTransport::Tcp || path.tuple.transport == ClientTransport::Tls;
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

void Server::machineAddressesChanged(Now now, std::vector<IpAddress> addresses)
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

void Server::clientClosed(Now now, const ClientPath &path)
{
    m_impl->clientClosed(now, path);
}

void Server::peerDatagram(Now now, AllocationId allocation, const TransportAddress &peer, PeerPacket packet)
{
    m_impl->peerDatagram(now, allocation, peer, packet);
}

std::optional<MonotonicTime> Server::nextDeadline() const
{
    return m_impl->allocations().nextDeadline();
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
{
    m_environment.randomBytes(std::as_writable_bytes(std::span(&m_indicationSeed, 1)));
}

void Server::Impl::apply(Now now, SharedSettings settings)
{
    advance(now);
    const SharedSettings before = std::exchange(m_settings, std::move(settings));
    m_nonces = auth::NonceIssuer(m_settings->nonceKey);
    if (before->credentials != m_settings->credentials)
        noteReplacedCredentials(now, *before);
    withdrawDeniedPeers();
}

void Server::Impl::machineAddressesChanged(Now now, std::vector<IpAddress> addresses)
{
    advance(now);
    m_machineAddresses = std::move(addresses);
    withdrawDeniedPeers();
}

// From this moment on a running allocation has as much time left as after an expiry.
void Server::Impl::noteReplacedCredentials(Now now, const Settings &before)
{
    const auth::Credentials &credentials = m_settings->credentials;
    m_allocations.forEach([&](Allocation &allocation) {
        Admittance &admittance = allocation.admittance;
        bool isReplaced = false;
        if (admittance.isOfUser) {
            // A key of another realm does not tell whether the password is another one.
            const auto key = credentials.keyOfUser(allocation.username);
            const auto old = before.credentials.keyOfUser(allocation.username);
            isReplaced = before.realm == m_settings->realm && key && *key != old.value_or(admittance.key);
        } else {
            isReplaced = !credentials.sign(admittance.name, admittance.realm, admittance.key);
        }
        if (isReplaced)
            admittance.end = std::min(admittance.end, now.monotonic);
    });
}

void Server::Impl::withdrawDeniedPeers()
{
    m_allocations.forEach([this](Allocation &allocation) {
        allocation.permissions.judgeAgain([this](const IpAddress &peer) { return reach(peer); });
        allocation.channels.removeIf([this](const TransportAddress &peer) {
            return reach(peer.address) == PeerPolicy::Reach::Refused;
        });
        allocation.recentPeers.keepIf(
            [&](const IpAddress &peer) { return allocation.permissions.allows(peer); });
    });
}

void Server::Impl::clientMessage(Now now, const ClientPath &path, Bytes message)
{
    advance(now);
    switch (stun::classify(message).kind) {
    case stun::Classification::Kind::ChannelData:
        relayChannelData(now, path, message);
        return;
    case stun::Classification::Kind::Message:
        handleStun(now, path, message);
        return;
    case stun::Classification::Kind::Unknown:
        refuseFrame(path);
        return;
    }
}

void Server::Impl::handleStun(Now now, const ClientPath &path, Bytes bytes)
{
    const auto message = stun::MessageView::parse(bytes);
    if (!message || stun::checkFingerprint(*message) == stun::Fingerprint::Wrong) {
        refuseFrame(path);
        return;
    }
    if (message->messageClass() == stun::Class::Request) {
        Request request{.now = now, .path = path, .message = *message};
        handleRequest(request);
    } else if (message->messageClass() == stun::Class::Indication &&
               message->method() == stun::Method::Send) {
        relayIndication(now, path, *message);
    }
    // A Binding indication only keeps a NAT's mapping alive (RFC 8489 section 11); responses are not ours.
}

void Server::Impl::handleRequest(Request &request)
{
    const stun::Method method = request.message.method();
    using enum stun::Method;
    const bool isTurn =
        method == Allocate || method == Refresh || method == CreatePermission || method == ChannelBind;
    if (!isTurn && method != Binding) {
        ++m_counters.malformedMessages; // RFC 8489 section 6.3: a method nobody knows gets no answer
        return;
    }
    if (isTurn && !authenticate(request))
        return;
    if (const auto unknown = request.message.unknownRequired(isKnownAttribute); unknown.count > 0) {
        refuseUnknown(request, unknown);
        return;
    }
    if (method == Binding) {
        handleBinding(request);
        return;
    }
    Allocation *const allocation = m_allocations.find(request.path.tuple);
    if (allocation != nullptr && allocation->username != request.username) {
        ++m_counters.wrongCredentials;
        refuse(request, stun::ErrorCode::WrongCredentials); // RFC 8656 section 5
        return;
    }
    if (allocation != nullptr && request.isCurrent)
        keepAdmittance(request, allocation->admittance); // perhaps a new password
    if (method == Allocate)
        handleAllocate(request);
    else if (allocation == nullptr)
        refuse(request, stun::ErrorCode::AllocationMismatch);
    else if (method == Refresh)
        handleRefresh(request, *allocation);
    else if (method == CreatePermission)
        handleCreatePermission(request, *allocation);
    else
        handleChannelBind(request, *allocation);
}

void Server::Impl::refuseFrame(const ClientPath &path)
{
    ++m_counters.malformedMessages;
    if (!isStream(path))
        return;
    // Nothing is damaged on the way over TCP: whoever sends this does not speak the protocol.
    if (const Allocation *const allocation = m_allocations.find(path.tuple))
        end(allocation->id, EndCause::ConnectionClosed);
    m_environment.output.closeClient(path);
}

void Server::Impl::clientClosed(Now now, const ClientPath &path)
{
    advance(now);
    if (const Allocation *const allocation = m_allocations.find(path.tuple))
        end(allocation->id, EndCause::ConnectionClosed);
}

void Server::Impl::advance(Now now)
{
    while (Allocation *const allocation = m_allocations.due(now.monotonic)) {
        if (allocation->expires <= now.monotonic) {
            end(allocation->id, EndCause::Expired);
            continue;
        }
        allocation->permissions.expire(now.monotonic);
        allocation->channels.expire(now.monotonic);
        allocation->recentPeers.keepIf(
            [allocation](const IpAddress &peer) { return allocation->permissions.allows(peer); });
        if (allocation->reservation && allocation->reservation->end <= now.monotonic) {
            allocation->reservation.reset();
            m_environment.output.releaseReservation(allocation->id);
        }
        m_allocations.reschedule(*allocation);
    }
}

bool Server::Impl::end(AllocationId id, EndCause cause)
{
    const std::unique_ptr<Allocation> allocation = m_allocations.take(id);
    if (!allocation)
        return false;
    m_environment.output.closeRelay(id);
    m_environment.admission.release(allocation->person());
    ++m_counters.allocationsEnded;
    if (m_environment.ended)
        m_environment.ended(allocation->view(), cause);
    // A client that was cut off on purpose learns it at once where the transport allows it.
    const bool fromOutside =
        cause == EndCause::Killed || cause == EndCause::Shutdown || cause == EndCause::PolicyChanged;
    if (fromOutside && isStream(allocation->path))
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
