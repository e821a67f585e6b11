// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/fragmentation.h"
#include "core/base/packet.h"
#include "core/base/port_parity.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/base/transport.h"
#include "relay/stun/icmp_value.h"
#include "relay/turn/channel_number.h"
#include "relay/turn/client_path.h"
#include "relay/turn/connection_id.h"
#include "relay/turn/refused_peers.h"
#include "relay/turn/settings.h"
#include "relay/turn/shared_bandwidth.h"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace turnpike::turn {

/// Names an allocation within one Server: slot() is small and dense, so that an engine keeps its
/// sockets in a vector; the generation makes an old id of a reused slot harmless.
struct AllocationId {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    bool operator==(const AllocationId &) const = default;
};

/// RESERVATION-TOKEN, RFC 8656 section 18.9.
using ReservationToken = std::array<std::byte, 8>;

/// What a Server asks of the world. Called synchronously from inside the inputs below; the I/O
/// engine implements it, tests implement it in memory. Spans are valid during the call only. An
/// implementation does not call back into the Server before that input has returned.
class Output {
public:
    virtual ~Output() = default;

    /// A whole message for a client; on a stream the bytes are framed already (RFC 8656 section 12.5).
    virtual void sendToClient(const ClientPath &path, Bytes message) = 0;
    /// The same from another of the server's own addresses than the one that was asked (RFC 5780). Asked for
    /// with settings that name such addresses only.
    virtual void sendToClientFrom(const ClientPath &path, const TransportAddress &from, Bytes message) = 0;
    /// Payload from the allocation's relayed transport address to a peer.
    virtual void sendToPeer(AllocationId allocation, const TransportAddress &peer, Bytes payload,
                            Fragmentation fragmentation) = 0;
    /// Binds a relay socket on a random free port of the range. The address is the bound one, before
    /// any advertised address replaces it. Nothing when no port is free (the client gets 508). An allocation
    /// has one of each family at most, and what it sends leaves from that of the peer's family.
    [[nodiscard]] virtual std::optional<TransportAddress>
    openRelay(AllocationId allocation, AddressFamily family, PortParity parity) = 0;
    /// Makes the port that was reserved when `reservedBy` was opened with EvenReservingNext available under
    /// a token, on every worker: the kernel may give a client's second path to another worker than its
    /// first. An engine that cannot reserve keeps these functions as they are, and opens nothing for
    /// EvenReservingNext.
    virtual void publishReservation(AllocationId /*reservedBy*/, const ReservationToken & /*token*/,
                                    std::string_view /*username*/)
    {
    }
    /// Binds the port that any worker published under the token for this user; from then on it belongs
    /// to `allocation`. Each token works once.
    [[nodiscard]] virtual std::optional<TransportAddress>
    openPublishedRelay(AllocationId /*allocation*/, const ReservationToken & /*token*/,
                       std::string_view /*username*/)
    {
        return std::nullopt;
    }
    /// The time of a reservation is over: return its port unless somebody took it. After closeRelay() it
    /// is not called.
    virtual void releaseReservation(AllocationId /*reservedBy*/) {}
    /// Under which address the allocation's relayed transport address of this family is announced to its
    /// client; it is the bound one unless an address translator stands in front.
    virtual void relayAnnounced(AllocationId /*allocation*/, const TransportAddress & /*announced*/) {}
    /// Where to send so that it arrives at the allocation that is relayed at this address, on any worker,
    /// whether it is the bound or the announced one; nothing when none is. Asked for own addresses only. An
    /// engine whose relays cannot reach each other keeps this function and the next as they are.
    [[nodiscard]] virtual std::optional<TransportAddress>
    boundAddressOf(const TransportAddress & /*relayed*/) const
    {
        return std::nullopt;
    }
    /// The announced address of the allocation whose relay socket is bound there; nothing when none is.
    [[nodiscard]] virtual std::optional<TransportAddress>
    announcedAddressOf(const TransportAddress & /*bound*/) const
    {
        return std::nullopt;
    }
    /// Its client is reached on another path now; on none until it comes back when `path` is null.
    virtual void clientMoved(AllocationId /*allocation*/, const ClientPath * /*path*/) {}
    /// The allocation is gone: close its socket, return its port (and a sibling that is still reserved).
    virtual void closeRelay(AllocationId allocation) = 0;
    /// Of an allocation with two relay sockets that of one family is closed, and its port returned.
    virtual void closeRelayOf(AllocationId allocation, AddressFamily family) = 0;
    /// The client broke the protocol on a stream, or its allocation was ended from outside: close the
    /// connection.
    virtual void closeClient(const ClientPath &path) = 0;

    // Peers over TCP, RFC 6062. An engine without them keeps these functions as they are, and opens nothing.

    /// The same as openRelay() for TCP: it takes connections, each of which is told to
    /// Server::peerConnecting().
    [[nodiscard]] virtual std::optional<TransportAddress> openTcpRelay(AllocationId /*allocation*/,
                                                                       AddressFamily /*family*/)
    {
        return std::nullopt;
    }
    /// Begins a connection from the allocation's relayed transport address; Server::peerConnected() or
    /// peerConnectionEnded() follows. False when the system has no room for one. Nothing is read from the
    /// peer before joinConnection().
    [[nodiscard]] virtual bool connectPeer(AllocationId /*allocation*/, ConnectionId /*connection*/,
                                           const TransportAddress & /*peer*/)
    {
        return false;
    }
    /// The client's stream speaks the protocol no more: what follows the message that is being handled goes
    /// to the peer as it is, and what the peer sends comes back over it.
    virtual void joinConnection(ConnectionId /*connection*/, const ClientPath & /*path*/) {}
    /// Closes the connection with the peer, and the client's stream that joined it.
    virtual void closePeerConnection(ConnectionId /*connection*/) {}

    /// From now on until channelEnded() every packet between the client and this peer passes, whoever carries
    /// it: the channel is bound, the peer has a permission, and it lies outside this machine. Peers inside
    /// are decided on anew for each packet and are not told of. An engine without a faster path keeps these
    /// two functions as they are.
    virtual void channelBound(AllocationId /*allocation*/, ChannelNumber /*channel*/,
                              const TransportAddress & /*peer*/)
    {
    }
    /// The binding, the permission or the allocation is over, or the rules refuse the peer now. A permission
    /// that is installed again makes the channel bound again. Called before closeRelay().
    virtual void channelEnded(AllocationId /*allocation*/, ChannelNumber /*channel*/) {}
};

/// Limits that count across workers. Called when allocations come and go, never per packet. The
/// engine's implementation is safe to call from several workers; the Server is not its owner.
class Admission {
public:
    virtual ~Admission() = default;
    enum class Refusal : std::uint8_t {
        UserQuotaReached /* 486 */,
        UserPortsReached /* 486 */,
        InsufficientCapacity /* 508 */
    };
    /// What all allocations of whoever was admitted share, which is there; or why nobody was.
    using Verdict = tl::expected<std::shared_ptr<SharedBandwidth>, Refusal>;
    /// Counts one allocation with so many relay ports for the user against the limits, when admitted.
    [[nodiscard]] virtual Verdict admit(MonotonicTime now, std::string_view user, int ports,
                                        const Settings::Limits &limits) = 0;
    /// An allocation ends, and gives back so many ports.
    virtual void release(std::string_view user, int ports) = 0;
    /// An allocation that goes on gives back so many.
    virtual void portsReturned(std::string_view /*user*/, int /*ports*/) {}
    /// One of the ports that were counted for the user is kept for whoever shows the token, from now on until
    /// one of the two below.
    virtual void portReserved(std::string_view /*user*/, const ReservationToken & /*token*/) {}
    /// It is a port of this user's allocation now.
    virtual void reservedPortTaken(const ReservationToken & /*token*/, std::string_view /*user*/) {}
    /// Its time is over; nothing when it was taken.
    virtual void reservationEnded(const ReservationToken & /*token*/) {}
    /// What all allocations share.
    [[nodiscard]] virtual std::shared_ptr<SharedBandwidth> bandwidthOfAll()
    {
        return std::make_shared<SharedBandwidth>();
    }
    /// May a password from there be looked at, after all the wrong ones before? Asked for requests outside
    /// the user's own allocation only.
    [[nodiscard]] virtual bool mayTryPassword(MonotonicTime now, const TransportAddress &source,
                                              std::string_view user, const Settings::Limits &limits) = 0;
    /// One was.
    virtual void passwordTried(MonotonicTime now, const IpAddress &source, std::string_view user,
                               bool isRight, const Settings::Limits &limits) = 0;
};

/// One direction of one allocation.
struct TrafficCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0; ///< payload, without STUN or ChannelData headers
    std::uint64_t droppedPackets = 0;
    bool operator==(const TrafficCounters &) const = default;
};

/// A look at one allocation, valid until the next call that is not const.
struct AllocationView {
    AllocationId id;
    const ClientPath &path;
    const TransportAddress &relayed; ///< as announced to the client
    TransportAddress additional{};   ///< the one of the other family; none without
    std::string_view username;
    char separator; ///< between date and person in the username; '\0': it is no time-limited name
    std::string_view realm;
    MonotonicTime created;
    MonotonicTime expires; ///< of two relayed addresses, the later end
    std::size_t permissions = 0;
    std::size_t channels = 0;
    SocketKind relayedKind = SocketKind::Datagram; ///< streams: TCP, RFC 6062
    std::size_t connections = 0;                   ///< with peers over TCP, those being made included
    const TrafficCounters &fromClient;
    const TrafficCounters &toClient;
    /// Addresses with a live permission, most recent last; at most a handful for display.
    std::span<const TransportAddress> recentPeers;
    /// Peers that the rules refused, most recent first.
    std::span<const RefusedPeer> refusedPeers;
};

/// Totals since start. Each cause of a drop has its own number, so that "why no audio" has an answer.
struct ServerCounters {
    std::uint64_t bindingRequests = 0;
    std::uint64_t allocationsCreated = 0;
    std::uint64_t allocationsEnded = 0;
    std::uint64_t challenges = 0;        ///< 401
    std::uint64_t staleNonces = 0;       ///< 438
    std::uint64_t wrongCredentials = 0;  ///< 401 after a wrong integrity, 441
    std::uint64_t quotaRefusals = 0;     ///< 486: allocationsPerUser
    std::uint64_t portQuotaRefusals = 0; ///< 486: portsPerUser
    std::uint64_t capacityRefusals = 0;  ///< 508
    std::uint64_t redirects = 0;         ///< 300: sent elsewhere while draining
    std::uint64_t forbiddenPeers = 0;    ///< 403
    std::uint64_t malformedMessages = 0; ///< dropped or 400
    std::uint64_t withoutPermission = 0; ///< packets dropped, either way
    std::uint64_t unknownChannel = 0;    ///< ChannelData without a binding
    std::uint64_t overBandwidth = 0;     ///< packets above bandwidthPerAllocation
    std::uint64_t overUserBandwidth = 0;
    std::uint64_t overTotalBandwidth = 0;
    std::uint64_t overNetworkBudget = 0; ///< strangers' requests not answered, see AnswerBudget
    std::uint64_t overTotalBudget = 0;
    std::uint64_t guessesNotTried = 0;       ///< requests not answered, see auth::GuessLimit
    std::uint64_t messagesTooLong = 0;       ///< of strangers, or requests that nobody needs so long
    std::uint64_t peerConnections = 0;       ///< over TCP that came about, from either side
    std::uint64_t failedPeerConnections = 0; ///< 447
    std::uint64_t overPeerConnections = 0;   ///< beyond the limits on them, from either side
    TrafficCounters fromClients;
    TrafficCounters toClients;
};

/// Why an allocation is deleted from outside, for the event that reports it.
enum class EndCause : std::uint8_t {
    Released,
    Expired,
    ConnectionClosed,
    Killed,   ///< by an operator
    Drained,  ///< it outlasted the time to drain
    Shutdown, ///< the relay is stopped
    PolicyChanged
};

/// Told what becomes of allocations, for whoever shows them. Called from inside the inputs of a Server;
/// nothing is asked of it, and it does not call back.
class Observer {
public:
    virtual ~Observer() = default;
    /// Before the client is told.
    virtual void allocationBegan(const AllocationView & /*allocation*/) {}
    /// Its lifetime, permissions, channels or recent peers are others now.
    virtual void allocationChanged(const AllocationView & /*allocation*/) {}
    /// For each packet, passed on or dropped: the sums so far.
    virtual void fromClientCounted(AllocationId /*allocation*/, const TrafficCounters & /*counters*/) {}
    virtual void toClientCounted(AllocationId /*allocation*/, const TrafficCounters & /*counters*/) {}
    /// After it is gone.
    virtual void allocationEnded(const AllocationView & /*allocation*/, EndCause /*cause*/) {}
};

/// STUN (RFC 8489) and TURN (RFC 8656) as a pure state machine: inputs with their time come in,
/// calls to Output go out. It owns the allocations of one worker. No sockets, no clock, no threads;
/// the only randomness is handed in. Everything runs on the caller's thread.
class Server {
public:
    struct Environment {
        Output &output;
        Admission &admission;
        /// Fills with unpredictable bytes (reservation tokens); seeded in tests.
        std::function<void(std::span<std::byte>)> randomBytes;
        Observer *observer = nullptr; ///< may be none
        /// Its own among the servers that take each other's clients (ConnectionId, MobilityTicket).
        std::uint8_t number = 0;
    };

    Server(Environment environment, SharedSettings settings);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// New settings take effect for the next message; permissions and channels whose peer is now
    /// denied are removed (of most allocations by advance(), of each at the latest before its next packet).
    /// No allocation ends: what admitted it is kept with it.
    void apply(Now now, SharedSettings settings);
    /// What ends at this machine, at the beginning and whenever it changes: such addresses are peers only by
    /// a rule that was written for them.
    void machineAddressesChanged(Now now, std::vector<IpNetwork> addresses);

    /// A datagram from a client (UDP or DTLS).
    void clientDatagram(Now now, const ClientPath &path, Bytes datagram);
    /// One whole frame from a client's stream, as StreamFramer cuts them.
    void clientFrame(Now now, const ClientPath &path, Bytes frame);
    /// May so many bytes be sent to somebody who has shown nothing, by whoever greets clients before their
    /// first datagram is one? They come out of the budget that strangers' answers have.
    [[nodiscard]] bool mayAnswerStranger(Now now, const IpAddress &source, std::size_t bytes);
    /// The client's connection is gone; its allocation goes with it (RFC 8656 section 7), unless the client
    /// has a ticket to come back with.
    void clientClosed(Now now, const ClientPath &path);
    /// A datagram that arrived on an allocation's relay socket.
    void peerDatagram(Now now, AllocationId allocation, const TransportAddress &peer, Packet packet);

    /// What came back instead of an answer to a datagram that the allocation had sent to this peer.
    void peerUnreachable(Now now, AllocationId allocation, const TransportAddress &peer,
                         const stun::IcmpValue &icmp);

    // Connections with peers over TCP, RFC 6062.

    /// Whose bytes.
    enum class Side : std::uint8_t { Client, Peer };
    /// One that Output::connectPeer() began stands.
    void peerConnected(Now now, ConnectionId connection);
    /// Somebody connected to the allocation's relayed transport address: what that connection is called from
    /// now on; nothing when it is to be closed.
    [[nodiscard]] std::optional<ConnectionId> peerConnecting(Now now, AllocationId allocation,
                                                             const TransportAddress &peer);
    /// So many bytes came from one side of a connection that was joined; from when on more of them may be
    /// taken, as the limits on bandwidth allow.
    [[nodiscard]] MonotonicTime bytesCarried(Now now, ConnectionId connection, Side from, std::size_t bytes);
    /// One side says no more, and may still listen.
    void peerConnectionHalfEnded(Now now, ConnectionId connection);
    /// It is over, or could not be made.
    void peerConnectionEnded(Now now, ConnectionId connection);

    /// The earliest moment at which advance() has something to do; in the past when there is work left.
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    /// Lets lifetimes end, and goes on with what a change of settings asks of each allocation: a bounded
    /// piece of it. What is due and not done yet cannot be seen by any input.
    void advance(Now now);

    /// False when there is no such allocation.
    bool end(Now now, AllocationId allocation, EndCause cause);
    void endAll(Now now, EndCause cause);

    /// Which Server the ticket of this message names (RFC 8016); nothing when it is no Refresh request with a
    /// ticket of this process. Whether the sender may use it only that Server finds out.
    [[nodiscard]] std::optional<std::uint16_t> workerOfTicket(Now now, Bytes message) const;
    /// Is this a path of an allocation, or one that its client is moving to?
    [[nodiscard]] bool serves(const FiveTuple &path) const;
    [[nodiscard]] std::size_t allocationCount() const;
    void forEachAllocation(const std::function<void(const AllocationView &)> &visit) const;
    [[nodiscard]] const ServerCounters &counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace turnpike::turn
