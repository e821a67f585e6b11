// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <span>

namespace turnpike {

/// A CIDR block. Bits after the prefix are zero.
class IpNetwork {
public:
    constexpr IpNetwork() = default;
    /// Host bits are cleared. `prefixLength` is 0 to address.bits().
    IpNetwork(const IpAddress &address, int prefixLength);

    /// "192.0.2.0/24", "2001:db8::/32", or one address. Host bits that are set are refused: they are
    /// more often a typing error than an intention.
    [[nodiscard]] static Result<IpNetwork> parse(std::string_view text);
    [[nodiscard]] std::string toString() const;
    [[nodiscard]] bool contains(const IpAddress &address) const;
    [[nodiscard]] const IpAddress &address() const { return m_address; }
    [[nodiscard]] int prefixLength() const { return m_prefixLength; }
    auto operator<=>(const IpNetwork &) const = default;

private:
    IpAddress m_address;
    int m_prefixLength = 0;
};

/// A row of the IANA special-purpose registries (RFC 6890 and what came after), or a block that can
/// never be a peer (multicast).
struct SpecialBlock {
    IpNetwork network;
    std::string_view name;   ///< "Private-Use", "Loopback"
    std::string_view source; ///< "RFC 1918"
    /// A block in which no peer can ever live (0/8, multicast, broadcast …): no allow rule opens it.
    bool neverPeer = false;
    /// RFC 1918, RFC 6598 or unique local: what `peers.allowPrivate` opens.
    bool isPrivateUse = false;
};

[[nodiscard]] std::span<const SpecialBlock> specialBlocks();
/// The most specific special-purpose block that holds the address or an IPv4 address inside it;
/// null when the address is publicly routable.
[[nodiscard]] const SpecialBlock *specialBlockOf(const IpAddress &address);

} // namespace turnpike
