// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/five_tuple.h"
#include "core/base/fragmentation.h"
#include "core/base/time.h"
#include "relay/auth/credentials.h"
#include "relay/stun/icmp_value.h"
#include "relay/stun/integrity.h"
#include "relay/stun/message_builder.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace turnpike::probe {

/// The client's side of STUN and TURN as a pure state machine: inputs with their time come in, calls
/// to Host go out. One path to one server, at most one allocation. It keeps what it has alive
/// (allocation, permissions, channels) until told otherwise.
class TurnClient {
public:
    /// A request that the server refused, or that nobody answered.
    struct Failure {
        stun::Method method{};
        int code = 0; ///< ERROR-CODE; 0 when no answer came
        std::string reason;
        TransportAddress peer; ///< of CreatePermission and ChannelBind
    };

    /// What the client asks of the world and tells it; called from inside the inputs below.
    class Host {
    public:
        virtual ~Host() = default;
        /// A whole message for the server; padded already when the path is a stream.
        virtual void sendToServer(Bytes message) = 0;
        virtual void bindingAnswered(const TransportAddress & /*mapped*/) {}
        virtual void allocated(const TransportAddress & /*relayed*/, const TransportAddress & /*mapped*/) {}
        /// Packets from and to this peer pass from now on; told once per peer.
        virtual void peerReady(const TransportAddress & /*peer*/) {}
        virtual void payloadReceived(const TransportAddress & /*peer*/, Bytes /*payload*/) {}
        /// What came back to a packet for this peer.
        virtual void peerUnreachable(const TransportAddress & /*peer*/, const stun::IcmpValue & /*icmp*/) {}
        /// The allocation is gone on the client's own wish.
        virtual void released() {}
        virtual void failed(const Failure & /*failure*/) {}
    };

    struct Options {
        std::string username;
        std::string password;
        bool isStream = false; ///< TCP or TLS: no retransmission, ChannelData padded
        /// Transaction ids; seeded in tests.
        std::function<void(std::span<std::byte>)> randomBytes;
    };
    enum class Parity : std::uint8_t { Any, Even, EvenReservingNext };

    TurnClient(Host &host, Options options);

    void requestBinding(MonotonicTime now);
    void allocate(MonotonicTime now, Parity parity = Parity::Any);
    /// Takes the port that another allocation of the same user reserved.
    void allocateReserved(MonotonicTime now, Bytes reservationToken);
    void createPermission(MonotonicTime now, const TransportAddress &peer);
    void bindChannel(MonotonicTime now, const TransportAddress &peer);
    /// Zero releases the allocation.
    void refresh(MonotonicTime now, std::chrono::seconds lifetime);
    /// On the peer's channel if it has one, else in a Send indication, which alone can say that the network
    /// may not cut it.
    void sendToPeer(const TransportAddress &peer, Bytes payload,
                    Fragmentation fragmentation = Fragmentation::Allowed);

    /// A whole message from the server; what is none, or answers nothing, is ignored.
    void messageReceived(MonotonicTime now, Bytes message);
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    /// Repeats what was not answered, refreshes what would end.
    void advance(MonotonicTime now);

    [[nodiscard]] bool isAllocated() const { return m_isAllocated; }
    /// Of the last Allocate response that had one; empty otherwise.
    [[nodiscard]] Bytes reservationToken() const { return m_reservationToken; }

private:
    struct Request {
        stun::Method method{};
        TransportAddress peer{};
        std::uint16_t channel = 0;
        std::chrono::seconds lifetime{0};
        Parity parity = Parity::Any;
        std::vector<std::byte> token{};
    };
    struct Transaction {
        Request request;
        std::vector<std::byte> message;
        MonotonicTime nextSend;
        std::chrono::milliseconds interval{};
        int sent = 0;
        int challenges = 0;
    };
    struct Peer {
        std::uint16_t channel = 0; ///< 0: permission only
        bool isReady = false;
        MonotonicTime refreshAt;
    };

    void start(MonotonicTime now, Request request, int challenges = 0);
    [[nodiscard]] std::vector<std::byte> encode(const Request &request, const stun::TransactionId &id) const;
    void succeed(MonotonicTime now, const Request &request, const stun::MessageView &response);
    void refuse(MonotonicTime now, const Transaction &transaction, const stun::MessageView &response);
    void receiveData(const stun::MessageView &indication);
    void receiveChannelData(Bytes message);
    void keepAlive(MonotonicTime now);

    Host &m_host;
    Options m_options;
    std::string m_realm;
    std::string m_nonce;
    auth::LongTermKey m_key{};
    std::map<stun::TransactionId, Transaction> m_transactions;
    bool m_isAllocated = false;
    std::chrono::seconds m_lifetime{0};
    MonotonicTime m_refreshAt;
    std::map<TransportAddress, Peer> m_peers;
    std::map<std::uint16_t, TransportAddress> m_channels;
    std::uint16_t m_nextChannel = 0x4000;
    std::vector<std::byte> m_reservationToken;
    std::vector<std::byte> m_sendBuffer;
};

} // namespace turnpike::probe
