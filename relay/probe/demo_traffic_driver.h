// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/username.h"
#include "core/diagnosis/demo_traffic.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike::probe {

/// The relay that demo calls go through, and who may call.
struct DemoTarget {
    struct User {
        std::string name;
        std::string password;
    };
    /// A listener that is bound to "any" is reached over loopback.
    TransportAddress udp;
    std::optional<TransportAddress> tcp; ///< when set, some callers use it
    std::string realm;
    std::string sharedSecret;                     ///< when set, further people call with time-limited names
    char separator = TimeLimitedName::kSeparator; ///< in those names
    std::vector<User> users;
};

/// Calls between people who each have an address of their own in 127.0.0.0/8, so that views show
/// different clients and peers; the relay must allow loopback peers. Runs on a thread of its own.
[[nodiscard]] std::unique_ptr<diagnosis::DemoTraffic> makeDemoTraffic(DemoTarget target);

} // namespace turnpike::probe
