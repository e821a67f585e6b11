// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/nonce.h"
#include "relay/stun/message_builder.h"
#include "relay/turn/allocation_table.h"
#include "relay/turn/answer_budget.h"
#include "relay/turn/mobility_ticket.h"
#include "relay/turn/request.h"
#include "relay/turn/server.h"

#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace turnpike::turn {

/// The state behind Server. Its functions lie in one file per subject: authentication.cpp, one
/// <method>_request.cpp for each method, relaying.cpp for data, server.cpp for the rest.
class Server::Impl {
public:
    Impl(Environment environment, SharedSettings settings);

    void apply(Now now, SharedSettings settings);
    void machineAddressesChanged(Now now, std::vector<IpNetwork> addresses);
    void clientMessage(Now now, const ClientPath &path, Bytes message);
    [[nodiscard]] bool mayAnswerStranger(Now now, const IpAddress &source, std::size_t bytes);
    void clientClosed(Now now, const ClientPath &path);
    void peerDatagram(Now now, AllocationId id, const TransportAddress &source, Packet packet);
    void peerUnreachable(Now now, AllocationId id, const TransportAddress &peer, const stun::IcmpValue &icmp);
    void peerConnected(Now now, ConnectionId id);
    [[nodiscard]] std::optional<ConnectionId> peerConnecting(Now now, AllocationId allocation,
                                                             const TransportAddress &source);
    [[nodiscard]] MonotonicTime bytesCarried(Now now, ConnectionId id, Side from, std::size_t bytes);
    void peerConnectionHalfEnded(Now now, ConnectionId id);
    void peerConnectionEnded(Now now, ConnectionId id);
    void advance(Now now, int most = kExpiredAtOnce);
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    bool end(AllocationId id, EndCause cause);
    void endAll(EndCause cause);

    [[nodiscard]] std::optional<std::uint16_t> workerOfTicket(Now now, Bytes message) const;

    [[nodiscard]] const AllocationTable &allocations() const { return m_allocations; }
    [[nodiscard]] const ServerCounters &counters() const { return m_counters; }

private:
    // server.cpp
    void handleStun(Now now, const ClientPath &path, Bytes bytes, Allocation *allocation);
    void refuseFrame(const ClientPath &path);
    void handleClassicBinding(Now now, const ClientPath &path, Bytes message);

    // methods.cpp
    /// How requests of one method are handled: by the one function or by the other.
    struct RequestMethod {
        stun::Method method;
        bool needsCredentials;
        void (Impl::*handle)(const Request &);
        /// In the client's allocation; without one the request is refused.
        void (Impl::*handleInAllocation)(const Request &, Allocation &);
    };
    struct IndicationMethod {
        stun::Method method;
        void (Impl::*handle)(Now, const ClientPath &, Allocation *, const stun::MessageView &);
    };
    static const std::array<RequestMethod, 7> kRequestMethods;
    static const std::array<IndicationMethod, 1> kIndicationMethods;
    void handleRequest(Request &request);
    [[nodiscard]] static bool isOwner(const Request &request, const Allocation &allocation);
    void handleIndication(Now now, const ClientPath &path, Allocation *allocation,
                          const stun::MessageView &indication);

    // mobility.cpp
    void findByTicket(Request &request);
    /// After a Refresh that prolongs: on another path than before the client is expected there.
    void expectOn(const Request &request, Allocation &allocation);
    /// The client sent something on this path: if it was expected there, it has moved.
    void noteUse(Allocation &allocation, const ClientPath &path)
    {
        if (allocation.mobility && allocation.mobility->arrivesOn(path.tuple))
            completeMove(allocation);
    }
    void completeMove(Allocation &allocation);
    void forgetArrival(Allocation &allocation);
    /// The connection of a client that may come back is gone.
    void leavePath(Allocation &allocation);
    /// When a ticket has to be told.
    void addTicket(const Request &request, Allocation &allocation, stun::MessageBuilder &message);

    // upkeep.cpp
    /// What one call of advance() does at most: a client may own everything that is due at one moment.
    static constexpr int kExpiredAtOnce = 64;
    static constexpr std::size_t kReevaluatedAtOnce = 4096; ///< permissions and channels
    /// The allocation, unless its time is over; what ended in it is gone, what changed is heeded.
    [[nodiscard]] Allocation *current(Now now, Allocation *found);
    [[nodiscard]] Allocation *expireParts(Now now, Allocation &allocation);
    void beginChange(Now now, SharedSettings before);
    void continueChange(std::size_t most);
    void applyChange(Allocation &allocation);
    void noteReplacedCredentials(Allocation &allocation) const;
    void withdrawDeniedPeers(Allocation &allocation);

    // changes.cpp
    /// After permissions, channels, recent peers or the lifetime changed.
    void tellChanges(Allocation &allocation);
    /// Closes what belongs to an allocation that was taken out of the table.
    void tellEnd(Allocation &allocation, EndCause cause);
    /// Of two relayed addresses one is over: what it was for goes with it, the other stays.
    void dropFamily(Allocation &allocation, AddressFamily family);
    void tellObserver(const Allocation &allocation) const;
    void noteRecentPeer(Allocation &allocation, const TransportAddress &peer) const;
    void noteRefusedPeer(Allocation &allocation, const TransportAddress &peer) const;
    /// The same for each packet: once for each peer, and now and then.
    void noteRefusedPacket(Now now, Allocation &allocation, const TransportAddress &peer) const;

    // strangers.cpp
    /// Requests longer than this are not looked at: a hundred peers fit in.
    static constexpr std::size_t kLongestRequest = 4096;
    [[nodiscard]] bool isProcessed(Now now, const ClientPath &path, Bytes message);
    [[nodiscard]] bool mayAnswer(const Request &request);
    void chargeAnswer(const Request &request, std::size_t bytes);
    [[nodiscard]] AnswerBudget &budgetFor(const ClientPath &path);
    [[nodiscard]] AnswerBudget::Limits answerLimits() const
    {
        return {m_settings->limits.strangerBytesPerNetwork, m_settings->limits.strangerBytesInAll};
    }
    void countUnanswered(AnswerBudget::Verdict verdict);

    // replies.cpp
    [[nodiscard]] stun::MessageBuilder reply(const Request &request, stun::Class messageClass);
    void send(const Request &request, stun::MessageBuilder &message);
    void refuse(const Request &request, stun::ErrorCode code);
    void refuseUnknown(const Request &request, const stun::UnknownAttributes &unknown);

    // authentication.cpp
    [[nodiscard]] bool authenticate(Request &request);
    struct Claim;
    [[nodiscard]] const Allocation *runningFor(const Request &request) const;
    [[nodiscard]] std::optional<Claim> readClaim(const Request &request, const Allocation *running) const;
    [[nodiscard]] std::string nameOfHash(Bytes hash, std::string_view realm, const Allocation *running) const;
    [[nodiscard]] static bool isSignedWith(const Request &request, const auth::LongTermKey &key);
    [[nodiscard]] bool checkPassword(Request &request, const Claim &claim,
                                     stun::PasswordAlgorithm algorithm) const;
    [[nodiscard]] bool checkAdmittance(Request &request, const Allocation *running, const Claim &claim,
                                       stun::PasswordAlgorithm algorithm) const;
    [[nodiscard]] bool checkToken(Request &request, const Claim &claim, Bytes value) const;
    [[nodiscard]] auth::SecurityOffer offerFor(const Allocation *running) const;
    [[nodiscard]] bool mayContinue(const Request &request, const Allocation &allocation) const;
    void keepAdmittance(const Request &request, Admittance &admittance) const;
    void challenge(const Request &request, stun::ErrorCode code);

    // <method>_request.cpp
    void handleBinding(const Request &request);
    [[nodiscard]] bool isInNatDiscovery(const Request &request) const;
    void handleNatDiscovery(const Request &request);
    void handleAllocate(const Request &request);
    void handleRefresh(const Request &request, Allocation &allocation);
    void handleCreatePermission(const Request &request, Allocation &allocation);
    void handleChannelBind(const Request &request, Allocation &allocation);
    void handleConnect(const Request &request, Allocation &allocation);
    void handleConnectionBind(const Request &request);

    // allocate_request.cpp
    struct AllocateOptions;
    [[nodiscard]] std::optional<stun::ErrorCode> readOptions(const Request &request,
                                                             AllocateOptions &options) const;
    /// How many ports of its user that counts for.
    [[nodiscard]] int portsFor(const AllocateOptions &options) const;
    /// What could be had of what an allocation is to have; without a first one, nothing.
    struct OpenedRelays {
        std::optional<TransportAddress> first;
        std::optional<TransportAddress> second;
        std::optional<MissingFamily> missing;
    };
    [[nodiscard]] OpenedRelays openRelays(AllocationId id, const Request &request,
                                          const AllocateOptions &options);
    [[nodiscard]] stun::ErrorCode refusalOf(AddressFamily family) const;
    [[nodiscard]] TransportAddress announced(const TransportAddress &bound) const;
    void redirect(const Request &request);
    void createAllocation(const Request &request, const AllocateOptions &options);
    void reserveNextPort(Allocation &allocation);
    void begin(const Request &request, std::unique_ptr<Allocation> allocation);
    void refuseAllocation(const Request &request, Admission::Refusal refusal);
    void confirmAllocation(const Request &request, Allocation &allocation);
    [[nodiscard]] std::chrono::seconds lifetimeFor(std::uint32_t requestedSeconds) const;
    [[nodiscard]] MonotonicTime endAfter(Now now, std::chrono::seconds lifetime,
                                         const Admittance &admittance) const;

    // peer_connections.cpp
    /// Both null when there is none any more.
    [[nodiscard]] std::pair<Allocation *, PeerConnection *> connectionOf(Now now, ConnectionId id);
    PeerConnection &addConnection(Allocation &allocation, const TransportAddress &peer,
                                  PeerConnection::State state, MonotonicTime end);
    /// Closes those of its connections that are like this.
    template <class Predicate>
    void endConnections(Allocation &allocation, Predicate isUnwanted)
    {
        std::erase_if(allocation.connections, [&](const PeerConnection &connection) {
            if (!isUnwanted(connection))
                return false;
            m_connections.erase(connection.id);
            m_environment.output.closePeerConnection(connection.id);
            return true;
        });
    }
    /// It is closed already, or never was.
    void forgetConnection(Allocation &allocation, ConnectionId id);
    void expireConnections(Now now, Allocation &allocation);
    void withdrawDeniedConnections(Allocation &allocation);
    [[nodiscard]] bool mayStayConnected(const Allocation &allocation, const TransportAddress &peer) const;
    void answerConnect(const Allocation &allocation, const PeerConnection &connection,
                       std::optional<stun::ErrorCode> refusal);

    // create_permission_request.cpp
    [[nodiscard]] PeerPolicy::Reach reach(const IpAddress &peer) const
    {
        return m_settings->peers.reach(peer, m_machineAddresses);
    }
    [[nodiscard]] std::optional<stun::ErrorCode> refusalFor(const Allocation &allocation,
                                                            const IpAddress &peer) const;
    void refusePeer(const Request &request, Allocation &allocation, const IpAddress &peer,
                    stun::ErrorCode refusal);

    // relaying.cpp
    void relayChannelData(Now now, const ClientPath &path, Bytes message);
    void relayIndication(Now now, const ClientPath &path, Allocation *allocation,
                         const stun::MessageView &indication);
    [[nodiscard]] std::optional<TransportAddress> ownDestination(const TransportAddress &peer,
                                                                 PeerPolicy::Reach reach) const;
    /// Whether the limits on bandwidth let a packet of this direction pass, which is counted then.
    template <class Direction>
    [[nodiscard]] bool hasBandwidth(Now now, Allocation &allocation, std::size_t bytes);
    template <class Direction>
    [[nodiscard]] MonotonicTime takeBandwidth(Now now, Allocation &allocation, std::size_t bytes);
    [[nodiscard]] std::optional<TransportAddress> permittedSender(const Allocation &allocation,
                                                                  const TransportAddress &source) const;
    void countFromClient(Allocation &allocation, std::size_t bytes);
    void countToClient(Allocation &allocation, std::size_t bytes);
    void dropFromClient(Allocation &allocation);
    void dropToClient(Allocation &allocation);
    void relayToPeer(Now now, Allocation &allocation, const TransportAddress &peer, Bytes payload,
                     Fragmentation fragmentation = Fragmentation::Allowed);
    void deliverOnChannel(const Allocation &allocation, ChannelNumber channel, Packet packet);
    void deliverAsIndication(const Allocation &allocation, const TransportAddress &peer, Packet packet);
    [[nodiscard]] stun::TransactionId nextIndicationId();

    Environment m_environment;
    SharedSettings m_settings;
    auth::NonceIssuer m_nonces;
    TicketSeal m_tickets;
    std::vector<IpNetwork> m_machineAddresses;
    std::shared_ptr<SharedBandwidth> m_bandwidthOfAll;
    AllocationTable m_allocations;
    std::unordered_map<ConnectionId, AllocationId> m_connections;
    ServerCounters m_counters;
    std::vector<TransportAddress> m_requestedPeers; ///< kept, so that its memory is, too
    std::vector<PermissionTable::Permission> m_newPermissions;
    AnswerBudget m_datagramAnswers;
    /// Nobody can forge the address of a stream, so forged datagrams use up nothing of these.
    AnswerBudget m_streamAnswers;
    /// The last change of settings or of the machine's addresses. Allocations are gone through piece by
    /// piece.
    struct Change {
        std::uint64_t number = 0;
        Now when;
        SharedSettings before;  ///< null: the credentials are the same
        std::uint32_t next = 0; ///< slot of the allocation to go on with
        bool isPending = false;
    };
    Change m_change;
    std::uint64_t m_indicationSeed = 0;
    std::array<std::byte, 2048> m_replyBuffer{};
};

} // namespace turnpike::turn
