// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace turnpike::diagnosis {

/// A step of a real call through a relay, as a client makes it. Each needs the one before it, except that a
/// certificate which is not believed stops nothing.
struct TestStep {
    enum class Kind {
        Name,        ///< the host's address
        Connection,  ///< TCP; of UDP nothing is known before an answer
        Encryption,  ///< the handshake of TLS or DTLS
        Certificate, ///< whether this machine believes it
        Answer,      ///< STUN Binding (RFC 8489)
        Allocation,  ///< TURN Allocate (RFC 8656) with the user's password
        Relaying     ///< a packet through the relay to a second allocation
    };
    Kind kind{};
    std::string found; ///< what it learned: an address, a version; may be empty
    std::optional<Error> error;
    std::chrono::milliseconds took{};
};

/// What came of one URL.
struct TransportTest {
    std::string url;             ///< "turns:relay.example.org:5349?transport=tcp"
    std::vector<TestStep> steps; ///< up to the one that failed

    [[nodiscard]] bool passed() const
    {
        for (const TestStep &step : steps) {
            if (step.error)
                return false;
        }
        return !steps.empty();
    }
};

struct TestCredential {
    std::string username;
    std::string password;
};

/// Makes a call over the transport that the URL (RFC 7065) names, and ends it. Takes up to half a minute when
/// nobody answers, and a moment once it is to stop, so it runs on a thread of its own; any number at a time.
/// Implemented in relay/probe, handed out by app/.
using RelayTester = std::function<TransportTest(const std::string &url, const TestCredential &credential,
                                                const std::stop_token &stop)>;

} // namespace turnpike::diagnosis
