// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "relay/auth/credentials.h"
#include "relay/stun/integrity.h"
#include "relay/stun/message_view.h"
#include "relay/turn/client_path.h"

#include <cstdint>
#include <optional>
#include <string>

namespace turnpike::turn {

struct Allocation;

/// A request on its way through the handlers, with what is known about its sender.
struct Request {
    Now now;
    const ClientPath &path;
    const stun::MessageView &message;
    /// Set once the sender has proved to know the password; the answer is protected in the same way.
    stun::IntegrityKind integrity = stun::IntegrityKind::None;
    auth::LongTermKey key{};
    std::string username{}; ///< prepared (core/base/opaque_string.h); empty when nobody is called so
    /// Where the answer comes from and goes to when a client asked for something else than usual (RFC 5780).
    std::optional<TransportAddress> answerFrom{};
    std::optional<Port> answerPort{};
    std::optional<WallTime> tokenEnd{}; ///< of the token that admits it
    /// The allocation on its path, or the one whose ticket it shows; null for none.
    Allocation *allocation = nullptr;
    /// The number of the ticket that it shows on a path that is not the allocation's.
    std::optional<std::uint32_t> ticket{};
    /// The credentials of today admit it; otherwise only those that once admitted the allocation do.
    bool isCurrent = false;

    [[nodiscard]] bool isAuthenticated() const { return integrity != stun::IntegrityKind::None; }
    /// The value of an attribute that holds four bytes: `absent` when it is missing, nothing when it
    /// has another length.
    [[nodiscard]] std::optional<std::uint32_t> number(stun::AttributeType type, std::uint32_t absent) const;
};

/// Required attributes that this server understands; any other is answered with 420.
[[nodiscard]] bool isKnownAttribute(stun::AttributeType type);
/// The same in Binding requests of a server that has a second address for RFC 5780.
[[nodiscard]] bool isKnownInNatDiscovery(stun::AttributeType type);

} // namespace turnpike::turn
