// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/server.h"
#include "tests/relay/simulation/sent_message.h"
#include "tests/relay/turn/reference_model.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace turnpike::testing {

/// What a relay has to do about each message, written without a thought for speed: the ReferenceModel's rules
/// and those of credentials, quotas, ports and reservations. It also keeps the counters that the relay must
/// have.
class ExpectedRelay {
public:
    /// As they are in force; whoever changes the settings of the relay changes these.
    struct Rules {
        std::map<std::string, std::string> passwords; ///< by user
        std::vector<std::string> secrets;
        int allocations = 0;
        int allocationsPerUser = 0;
        int portsPerUser = 0;
        int nonceKey = 0; ///< a number for each key
        bool draining = false;
        bool hasAlternate = false;
    };
    static constexpr const char *kRealm = "example.org";

    ExpectedRelay(std::set<std::uint16_t> ports, bool relaysBothFamilies,
                  std::chrono::seconds refreshAfterExpiry);

    void advance(Now now);
    void changeRules(const Rules &rules);
    [[nodiscard]] const Rules &rules() const { return m_rules; }
    /// The number of the answer that the request deserves (0: success); what it asks for is done.
    [[nodiscard]] int answerTo(const SentMessage &request);
    /// Learns from an answer what only the relay can choose. Empty when it may choose that.
    [[nodiscard]] std::string learn(const SentMessage &request, int code, const Answer &answer);
    /// What a challenge gives can be used, whatever it was that was challenged.
    void learnNonce(const turn::ClientPath &path, const Answer &challenge);
    /// Where the data of an indication or of ChannelData goes to; nothing when it is dropped, which is
    /// counted.
    [[nodiscard]] std::optional<TransportAddress> destinationOf(const SentMessage &message);
    /// Whether what came to the relay port of a call is passed on; counted when not.
    [[nodiscard]] bool passesToClient(int tuple, const TransportAddress &peer);
    /// Nothing is left of what the five-tuple had.
    void end(int tuple);
    void endAll();

    [[nodiscard]] std::optional<int> tupleRelayedAt(const TransportAddress &relayed) const;
    [[nodiscard]] bool has(int tuple) const { return model.allocations.contains(tuple); }
    [[nodiscard]] std::size_t freePorts() const;
    [[nodiscard]] int portsOf(const std::string &user) const;

    ReferenceModel model;
    turn::ServerCounters counters;

private:
    struct Nonce {
        TransportAddress client;
        WallTime issued;
        int key = 0;
    };
    struct Reservation {
        int reservedBy = 0;
        std::string username;
        std::string countedAs;
        std::uint16_t port = 0;
        AddressFamily family = AddressFamily::V4;
        MonotonicTime end;
    };
    /// What the ReferenceModel does not keep of an allocation.
    struct Call {
        std::string username;
        std::string countedAs;
        auth::LongTermKey key{};
        bool isOfUser = false;
        MonotonicTime credentialEnd = MonotonicTime::max();
        stun::TransactionId createdBy{};
        std::map<AddressFamily, std::uint16_t> ports;
        std::optional<turn::ReservationToken> token; ///< told to its client
        MonotonicTime tokenEnd;
    };

    [[nodiscard]] int authenticate(const SentMessage &request, bool &isCurrent);
    [[nodiscard]] bool admits(const std::string &user, const auth::LongTermKey &key) const;
    [[nodiscard]] bool isSigned(const std::string &user, const auth::LongTermKey &key) const;
    [[nodiscard]] bool mayContinue(const SentMessage &request, const Call &call) const;
    void keepCredential(const SentMessage &request, Call &call) const;
    [[nodiscard]] int allocate(const SentMessage &request);
    [[nodiscard]] int objection(const SentMessage &request) const;
    [[nodiscard]] int quota(const std::string &countedAs, int ports);
    [[nodiscard]] std::string learnPorts(const SentMessage &request, const Answer &answer);
    [[nodiscard]] int refresh(const SentMessage &request);
    [[nodiscard]] int bind(const SentMessage &request);
    [[nodiscard]] int counted(int code);
    [[nodiscard]] std::set<std::uint16_t> free() const;
    [[nodiscard]] static std::string countedAs(const std::string &user);
    /// Whatever belonged to what the model has no more.
    void forgetEnded();

    std::set<std::uint16_t> m_ports;
    bool m_relaysBothFamilies;
    std::chrono::seconds m_refreshAfterExpiry;
    Rules m_rules;
    Now m_now;
    std::map<std::string, Nonce> m_nonces;
    std::map<int, Call> m_calls;
    std::map<turn::ReservationToken, Reservation> m_reservations;
    int m_portsWanted = 0; ///< by the Allocate request that was judged last
};

} // namespace turnpike::testing
