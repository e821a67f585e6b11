// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/relay/simulation/expected_relay.h"
#include "tests/relay/simulation/simulated_connection.h"
#include "tests/relay/simulation/virtual_events.h"

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace turnpike::testing {

/// Some clients and peers, a network that loses, repeats, reorders and damages, clocks that jump and an
/// administrator who changes settings, all out of one number: the same seed is the same run. After each step
/// the relay is compared with what it has to be, and at the end of time nothing may be left.
class Simulation {
public:
    enum class Carrier : std::uint8_t {
        Datagrams,
        Streams ///< most clients come over TCP, in pieces
    };

    Simulation(Carrier carrier, std::uint32_t seed, bool keepsTrace = false);

    /// What was wrong first, and in which step; nothing when everything held.
    [[nodiscard]] std::optional<std::string> run();
    /// What happened, a line each, when it is kept.
    [[nodiscard]] const std::vector<std::string> &trace() const { return m_trace; }
    [[nodiscard]] const turn::ServerCounters &counters() const { return m_world.server->counters(); }

private:
    static constexpr int kSteps = 120;
    static constexpr int kAgents = 5;
    static constexpr std::uint16_t kPortOfTuples = 1000;

    /// One five-tuple of a client. Those that were given up stay: late packets still come from them.
    struct Tuple {
        std::unique_ptr<TestClient> client;
        std::unique_ptr<SimulatedConnection> connection; ///< none over datagrams
    };
    /// Somebody who makes calls.
    struct Agent {
        std::string person; ///< of time-limited names; empty: a user with a password
        int tuple = 0;
        std::optional<SentMessage> pending; ///< no answer yet
        int attempts = 0;
        std::vector<SentMessage> past; ///< for whoever repeats them
    };
    /// How bad it is in this run.
    struct Weather {
        unsigned lossPercent = 0;
        unsigned repeatPercent = 0;
        unsigned damagePercent = 0;
        std::uint16_t ports = 20;
        bool relaysBothFamilies = false;
        bool limitsBandwidth = false;
        bool limitsStrangers = false;
        std::chrono::seconds refreshAfterExpiry{0};
    };

    // simulation.cpp
    [[nodiscard]] static Weather weatherOf(std::mt19937 &random);
    [[nodiscard]] bool chance(unsigned percent) { return m_random() % 100 < percent; }
    template <class Value>
    [[nodiscard]] Value pick(std::initializer_list<Value> values)
    {
        return *(values.begin() + m_random() % values.size());
    }
    void applySettings();
    [[nodiscard]] Agent &agentOf(int tuple);
    void openTuple(int agent);
    void giveCredential(TestClient &client, const Agent &agent);
    [[nodiscard]] std::chrono::milliseconds anyPause();
    /// Everything that happens until then happens.
    void goTo(MonotonicTime time);
    void waitUntil(MonotonicTime time, bool advances);
    void settle();
    void finish();
    template <class... Parts>
    void note(const Parts &...parts)
    {
        if (m_keepsTrace)
            writeTrace((std::string() + ... + parts));
    }
    void writeTrace(const std::string &line);
    /// The first fault is kept: what follows follows from it.
    void expect(bool holds, const char *what);
    void fail(const std::string &what);

    // simulation_steps.cpp
    void step();
    void act(int agent);
    [[nodiscard]] SentMessage anyMessage(const Tuple &tuple);
    [[nodiscard]] SentMessage anyAllocate();
    [[nodiscard]] TransportAddress anyPeer();
    /// Mostly one that a call of the five-tuple may talk to.
    [[nodiscard]] TransportAddress likelyPeer(int tuple);
    [[nodiscard]] std::uint16_t anyChannel();
    [[nodiscard]] std::uint16_t likelyChannel(int tuple);
    void seal(SentMessage &message);
    void sendGarbage(int tuple);
    void send(int agent, SentMessage message);
    void sendAgain(int agent, const SentMessage &message, std::chrono::milliseconds after);
    void carry(const SentMessage &message);
    void carryPiece(int tuple);
    void arrived(int tuple, const OwnedBytes &bytes);
    void answered(int agent, const Answer &answer);
    void peerSends();
    void changeSomething();
    void changeUsers();
    void changeRules();
    [[nodiscard]] static std::string describe(const SentMessage &message);

    // simulation_checks.cpp
    void deliver(const SentMessage &message);
    void deliverFromPeer(const TransportAddress &peer, const TransportAddress &relayed,
                         const OwnedBytes &data);
    void deliverUnreachable(const TransportAddress &peer, const TransportAddress &relayed);
    void checkRequest(const SentMessage &message, const turn::ServerCounters &before);
    void checkAnswer(const SentMessage &message, int code, const Answer &answer);
    void checkData(const SentMessage &message, const turn::ServerCounters &before);
    void checkGarbage(const SentMessage &message);
    [[nodiscard]] bool isSilenceAllowed(const SentMessage &message, const turn::ServerCounters &before) const;
    [[nodiscard]] bool isOverBandwidth(const turn::ServerCounters &before) const;
    void takeOverCounters();
    void checkPeersOfOutput();
    void passOnOutput();
    void compare();
    void compareCounters();
    void compareAllocations();
    void connectionEnded(int tuple);

    std::mt19937 m_random;
    Carrier m_carrier;
    bool m_keepsTrace;
    Weather m_weather;
    RelayWorld m_world;
    ExpectedRelay m_expected;
    ExpectedRelay::Rules m_rules;
    VirtualEvents m_events;
    std::vector<Tuple> m_tuples;
    std::vector<Agent> m_agents;
    std::vector<turn::ReservationToken> m_tokens; ///< that were told to anybody
    std::vector<std::string> m_trace;
    std::string m_fault;
    int m_step = 0;
};

} // namespace turnpike::testing
