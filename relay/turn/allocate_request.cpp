// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/username.h"
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

#include <algorithm>
#include <utility>

namespace turnpike::turn {

/// What an Allocate request asks for.
struct Server::Impl::AllocateOptions {
    SocketKind kind = SocketKind::Datagram;
    AddressFamily family = AddressFamily::V4;
    bool wantsBoth = false; ///< an IPv6 address beside that of IPv4
    PortParity parity = PortParity::Any;
    std::chrono::seconds lifetime{0};
    std::optional<ReservationToken> token; ///< of a port reserved earlier
    bool wantsTickets = false;             ///< to move with, RFC 8016
};

namespace {

constexpr int kExpiredForRoom = 4;
// RFC 8656 section 18.7: the protocol numbers of IPv4.
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kTcp = 6;        // RFC 6062
constexpr std::byte kReserveNext{0x80}; // EVEN-PORT's R bit, section 18.6

/// The value of ADDRESS-ERROR-CODE without words, RFC 8656 section 18.12: the family, then a code as
/// ERROR-CODE has it.
constexpr std::uint32_t addressErrorOf(const MissingFamily &missing)
{
    const auto code = static_cast<std::uint32_t>(missing.cause);
    return std::uint32_t{stun::familyNumber(missing.family)} << 24 | code / 100 << 8 | code % 100;
}

// The value's first byte; the other three are reserved.
constexpr std::uint8_t firstByte(std::uint32_t number)
{
    return static_cast<std::uint8_t>(number >> 24);
}

} // namespace

void Server::Impl::handleAllocate(const Request &request)
{
    if (Allocation *const allocation = request.allocation) {
        // The same request again means that our answer was lost; it gets the same answer.
        if (allocation->createdBy == request.message.transactionId())
            confirmAllocation(request, *allocation);
        else
            refuse(request, stun::ErrorCode::AllocationMismatch);
        return;
    }
    // Whoever's time is over makes room.
    advance(request.now, kExpiredForRoom);
    AllocateOptions options;
    if (const auto refusal = readOptions(request, options))
        refuse(request, *refusal);
    else
        createAllocation(request, options);
}

// The checks of RFC 8656 section 7.2 in their order.
std::optional<stun::ErrorCode> Server::Impl::readOptions(const Request &request,
                                                         AllocateOptions &options) const
{
    using enum stun::AttributeType;
    using stun::ErrorCode;
    const stun::MessageView &message = request.message;
    const auto transport = request.number(RequestedTransport, 0);
    const auto lifetime = request.number(Lifetime, 0);
    const auto family = request.number(RequestedAddressFamily, std::uint32_t{1} << 24);
    const auto additionalType =
        message.has(AdditionalAddressFamily) ? AdditionalAddressFamily : DraftAdditionalAddressFamily;
    const auto additional = request.number(additionalType, std::uint32_t{2} << 24);
    const auto evenPort = message.find(EvenPort);
    const auto token = message.find(ReservationToken);
    const auto ticket = message.find(MobilityTicket);
    const bool hasFamily = message.has(RequestedAddressFamily);
    const bool hasAdditional = message.has(additionalType);
    const bool reservesNext =
        evenPort && !evenPort->empty() && (evenPort->front() & kReserveNext) != std::byte{0};

    if (!message.has(RequestedTransport) || !transport || !lifetime || !family || !additional ||
        (evenPort && evenPort->size() != 1) || (ticket && !ticket->empty()) ||
        (token && token->size() != turn::ReservationToken{}.size()))
        return ErrorCode::BadRequest;
    const bool isTcp = firstByte(*transport) == kTcp && m_settings->relaysTcp;
    if (firstByte(*transport) != kUdp && !isTcp)
        return ErrorCode::UnsupportedTransport;
    // RFC 6062 section 5.1.
    if (isTcp && (!isStream(request.path.tuple.transport) || token || evenPort || message.has(DontFragment)))
        return ErrorCode::BadRequest;
    options.kind = isTcp ? SocketKind::Stream : SocketKind::Datagram;
    // RFC 8016 section 3.1.2. Connections with peers belong to the client's connections, which do not move.
    if (ticket && (isTcp || !m_settings->mobility))
        return ErrorCode::MobilityForbidden;
    if (token && (evenPort || hasFamily || hasAdditional))
        return ErrorCode::BadRequest;
    if (hasAdditional && (hasFamily || reservesNext || firstByte(*additional) != 2))
        return ErrorCode::BadRequest;
    options.family = stun::familyOf(firstByte(*family));
    if (options.family == AddressFamily::None)
        return ErrorCode::AddressFamilyNotSupported;
    options.wantsBoth = hasAdditional;
    if (token)
        std::ranges::copy(*token, options.token.emplace().begin());
    options.parity = !evenPort      ? PortParity::Any
                     : reservesNext ? PortParity::EvenReservingNext
                                    : PortParity::Even;
    options.lifetime = lifetimeFor(*lifetime);
    options.wantsTickets = ticket.has_value();
    return std::nullopt;
}

// A port that was reserved is counted already, and what this relay does not have at all costs nobody
// anything.
int Server::Impl::portsFor(const AllocateOptions &options) const
{
    if (options.token)
        return 0;
    const bool isPair = options.parity == PortParity::EvenReservingNext ||
                        (options.wantsBoth && m_settings->relaysBothFamilies);
    return isPair ? 2 : 1;
}

Server::Impl::OpenedRelays Server::Impl::openRelays(AllocationId id, const Request &request,
                                                    const AllocateOptions &options)
{
    Output &output = m_environment.output;
    if (options.token)
        return {output.openPublishedRelay(id, *options.token, request.username), {}, {}};
    const auto openAny = [&](AddressFamily family) {
        return options.kind == SocketKind::Stream ? output.openTcpRelay(id, family)
                                                  : output.openRelay(id, family, options.parity);
    };
    if (!options.wantsBoth)
        return {openAny(options.family), {}, {}};
    const auto openOf = [&](AddressFamily family) {
        return m_settings->relays(family) ? openAny(family) : std::nullopt;
    };
    const auto v4 = openOf(AddressFamily::V4);
    const auto v6 = openOf(AddressFamily::V6);
    if (v4 && v6)
        return {v4, v6, {}};
    const AddressFamily missing = v4 ? AddressFamily::V6 : AddressFamily::V4;
    return {v4 ? v4 : v6, {}, MissingFamily{missing, refusalOf(missing)}};
}

void Server::Impl::refuseAllocation(const Request &request, Admission::Refusal refusal)
{
    using Refusal = Admission::Refusal;
    if (refusal == Refusal::InsufficientCapacity) {
        refuse(request, stun::ErrorCode::InsufficientCapacity);
        return;
    }
    ++(refusal == Refusal::UserPortsReached ? m_counters.portQuotaRefusals : m_counters.quotaRefusals);
    refuse(request, stun::ErrorCode::AllocationQuotaReached);
}

stun::ErrorCode Server::Impl::refusalOf(AddressFamily family) const
{
    return m_settings->relays(family) ? stun::ErrorCode::InsufficientCapacity
                                      : stun::ErrorCode::AddressFamilyNotSupported;
}

TransportAddress Server::Impl::announced(const TransportAddress &bound) const
{
    const IpAddress &advertised = m_settings->advertisedAddress;
    return advertised.family() == bound.address.family() ? TransportAddress{advertised, bound.port} : bound;
}

// RFC 8489 section 10: a client believes it only when it is signed, and this is.
void Server::Impl::redirect(const Request &request)
{
    ++m_counters.redirects;
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    message.addErrorCode(stun::ErrorCode::TryAlternate, stun::reason(stun::ErrorCode::TryAlternate));
    message.addAddress(stun::AttributeType::AlternateServer,
                       {m_settings->alternateServer, request.path.tuple.server.port});
    send(request, message);
}

void Server::Impl::createAllocation(const Request &request, const AllocateOptions &options)
{
    const IpAddress &client = request.path.tuple.client.address;
    if (m_settings->draining && m_settings->alternateServer.family() == client.family()) {
        redirect(request);
        return;
    }
    const char separator = request.tokenEnd ? '\0' : m_settings->credentials.separatorIn(request.username);
    const std::string counted =
        request.tokenEnd ? countedAs(request.key) : countedAs(request.username, separator, client);
    Admission &admission = m_environment.admission;
    const int ports = portsFor(options);
    const Admission::Verdict admitted =
        m_settings->draining ? tl::unexpected(Admission::Refusal::InsufficientCapacity)
                             : admission.admit(request.now.monotonic, counted, ports, m_settings->limits);
    if (!admitted) {
        refuseAllocation(request, admitted.error());
        return;
    }
    const AllocationId id = m_allocations.reserveId();
    const OpenedRelays relays = openRelays(id, request, options);
    if (!relays.first) {
        m_allocations.giveBack(id);
        admission.release(counted, ports);
        // One family at least is relayed here.
        const bool wasPossible = options.token || options.wantsBoth;
        refuse(request, wasPossible ? stun::ErrorCode::InsufficientCapacity : refusalOf(options.family));
        return;
    }
    if (relays.missing && ports == 2)
        admission.portsReturned(counted, 1);
    if (options.token)
        admission.reservedPortTaken(*options.token, counted);
    auto allocation = std::make_unique<Allocation>();
    allocation->id = id;
    allocation->path = request.path;
    allocation->relayed = announced(*relays.first);
    allocation->relayedKind = options.kind;
    allocation->missingFamily = relays.missing;
    allocation->username = request.username;
    allocation->separator = separator;
    allocation->countedAs = counted;
    allocation->ports = relays.second ? 2 : 1;
    allocation->bandwidthOfUser = *admitted;
    keepAdmittance(request, allocation->admittance);
    allocation->seenChanges = m_change.number;
    allocation->createdBy = request.message.transactionId();
    allocation->created = request.now.monotonic;
    allocation->expires = endAfter(request.now, options.lifetime, allocation->admittance);
    if (relays.second)
        allocation->additional = {announced(*relays.second), allocation->expires};
    if (options.parity == PortParity::EvenReservingNext)
        reserveNextPort(*allocation);
    if (options.wantsTickets)
        allocation->mobility.emplace();
    begin(request, std::move(allocation));
}

void Server::Impl::reserveNextPort(Allocation &allocation)
{
    Reservation &reservation = allocation.reservation.emplace();
    m_environment.randomBytes(reservation.token);
    reservation.end = allocation.created + Reservation::kLifetime;
    m_environment.admission.portReserved(allocation.countedAs, reservation.token);
    m_environment.output.publishReservation(allocation.id, reservation.token, allocation.username);
}

void Server::Impl::begin(const Request &request, std::unique_ptr<Allocation> allocation)
{
    Output &output = m_environment.output;
    output.relayAnnounced(allocation->id, allocation->relayed);
    if (allocation->additional)
        output.relayAnnounced(allocation->id, allocation->additional->relayed);
    ++m_counters.allocationsCreated;
    Allocation &begun = m_allocations.insert(std::move(allocation));
    if (m_environment.observer != nullptr)
        m_environment.observer->allocationBegan(begun.view());
    confirmAllocation(request, begun);
}

void Server::Impl::confirmAllocation(const Request &request, Allocation &allocation)
{
    using enum stun::AttributeType;
    const auto left = std::chrono::ceil<std::chrono::seconds>(allocation.end() - request.now.monotonic);
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addXorAddress(XorRelayedAddress, allocation.relayed);
    if (allocation.additional)
        message.addXorAddress(XorRelayedAddress, allocation.additional->relayed);
    message.addNumber(Lifetime, static_cast<std::uint32_t>(left.count()));
    message.addXorAddress(XorMappedAddress, request.path.tuple.client);
    if (allocation.reservation)
        message.add(ReservationToken, allocation.reservation->token);
    if (allocation.missingFamily)
        message.addNumber(AddressErrorCode, addressErrorOf(*allocation.missingFamily));
    addTicket(request, allocation, message);
    send(request, message);
}

// RFC 7635 section 9 lets no allocation outlive its token. What the policy adds for calls whose credential
// has expired, it adds here, too.
MonotonicTime Server::Impl::endAfter(Now now, std::chrono::seconds lifetime,
                                     const Admittance &admittance) const
{
    const MonotonicTime wanted = now.monotonic + lifetime;
    const bool isLimited = admittance.isOfToken && admittance.end != MonotonicTime::max();
    return isLimited ? std::min(wanted, admittance.end + m_settings->refreshAfterExpiry) : wanted;
}

std::chrono::seconds Server::Impl::lifetimeFor(std::uint32_t requestedSeconds) const
{
    const Settings::Lifetimes &limits = m_settings->lifetimes;
    const std::chrono::seconds wanted =
        std::max<std::chrono::seconds>(std::chrono::seconds(requestedSeconds), limits.allocationDefault);
    return std::max(std::min(wanted, limits.allocationMax), std::chrono::seconds(1));
}

} // namespace turnpike::turn
