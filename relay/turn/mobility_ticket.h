// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "relay/auth/aes_gcm.h"
#include "relay/turn/server.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike::turn {

/// What the value of MOBILITY-TICKET (RFC 8016 section 3.5) means to the relay that issued it.
struct MobilityTicket {
    std::uint16_t worker = 0; ///< whose allocation it is
    AllocationId allocation;
    std::uint32_t number = 0; ///< which ticket of the allocation
    WallTime end;             ///< to the second

    bool operator==(const MobilityTicket &) const = default;
};

/// Seals and opens tickets. All workers of a process have the same key; clients read nothing in a ticket and
/// make none.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                    Nonce (12 bytes, random)                   |
///     +---------------------------------------------------------------+
///     |    encrypted: worker (2), slot (4), generation (4),           |
///     |    number (4), end in seconds (8), and 16 bytes of tag        |
///     +---------------------------------------------------------------+
class TicketSeal {
public:
    using Nonce = std::array<std::byte, auth::AesGcm::kNonceSize>;

    /// The key is made from that of the nonces, and tells nothing of it.
    explicit TicketSeal(const std::array<std::uint8_t, 32> &nonceKey);

    [[nodiscard]] std::vector<std::byte> seal(const MobilityTicket &ticket, const Nonce &nonce) const;
    /// Nothing when somebody else made it, or it has ended.
    [[nodiscard]] std::optional<MobilityTicket> open(Bytes value, WallTime now) const;

private:
    std::array<std::byte, auth::AesGcm::kLongKey> m_key;
};

} // namespace turnpike::turn
