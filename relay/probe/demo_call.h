// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/probe/rtp_stream.h"
#include "relay/probe/turn_endpoint.h"

namespace turnpike::probe {

/// One synthetic call between two people. Each has an allocation and sends its media through it to
/// the other's own address; what comes back is sent straight to the relayed address, so that both
/// allocations carry packets both ways. Over TCP there is no own address that could be reached: then
/// only the caller has an allocation. Lives on its engine's thread.
class DemoCall final : private TurnEndpoint::Events {
public:
    struct Plan {
        TurnEndpoint::Target caller;
        TurnEndpoint::Target callee; ///< always UDP
        RtpStream::Media media = RtpStream::Media::Voice;
        bool withChannels = true; ///< else Send and Data indications
        std::chrono::milliseconds packetInterval{20};
        std::chrono::seconds duration{60};
    };
    enum class State : std::uint8_t { Connecting, Talking, HangingUp, Over };

    [[nodiscard]] static Result<std::unique_ptr<DemoCall>> dial(net::IoEngine &engine, Plan plan,
                                                                MonotonicTime now);

    /// Sends what is due; to be called every few milliseconds.
    void advance(MonotonicTime now);
    void hangUp(MonotonicTime now);
    [[nodiscard]] State state() const { return m_state; }
    /// Why the call came to nothing.
    [[nodiscard]] const std::optional<TurnClient::Failure> &failure() const { return m_failure; }
    [[nodiscard]] std::uint64_t packetsReceived() const { return m_packetsReceived; }

private:
    /// What the relay may hold for a party. Asked counts as well: who hangs up while the answer is on
    /// its way would leave an allocation behind that nobody knows of.
    enum class Allocation : std::uint8_t { None, Asked, Held };
    struct Party {
        std::unique_ptr<TurnEndpoint> endpoint;
        RtpStream media;  ///< through the own allocation
        RtpStream answer; ///< to the other's relayed address
        Allocation allocation = Allocation::None;
        bool isReady = false;
    };

    DemoCall(Plan plan, MonotonicTime now);
    [[nodiscard]] Party &otherOf(const TurnEndpoint &endpoint);
    [[nodiscard]] Party &partyOf(const TurnEndpoint &endpoint);
    static void allocate(Party &party, MonotonicTime now);
    void sendPackets();
    void endIfReleased();

    void allocated(TurnEndpoint &endpoint) override;
    void peerReady(TurnEndpoint &endpoint, const TransportAddress &peer) override;
    void payloadReceived(TurnEndpoint &, const TransportAddress &, Bytes) override { ++m_packetsReceived; }
    void directlyReceived(TurnEndpoint &, const TransportAddress &, Bytes) override { ++m_packetsReceived; }
    void released(TurnEndpoint &endpoint) override;
    void failed(TurnEndpoint &endpoint, const TurnClient::Failure &failure) override;
    void disconnected(TurnEndpoint &endpoint) override;

    Plan m_plan;
    State m_state = State::Connecting;
    MonotonicTime m_nextPacket;
    MonotonicTime m_end;
    std::optional<TurnClient::Failure> m_failure;
    std::uint64_t m_packetsReceived = 0;
    Party m_caller;
    Party m_callee;
};

} // namespace turnpike::probe
