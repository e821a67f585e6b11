// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ip_network.h"

#include <charconv>
#include <vector>

namespace turnpike {

IpNetwork::IpNetwork(const IpAddress &address, int prefixLength)
    : m_prefixLength(prefixLength)
{
    auto bytes = address.bytes();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int keep = prefixLength - static_cast<int>(i) * 8;
        if (keep <= 0)
            bytes[i] = 0;
        else if (keep < 8)
            bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xff << (8 - keep)));
    }
    m_address = address.isV6() ? IpAddress::v6(bytes)
                               : IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                                               std::uint32_t{bytes[2]} << 8 | bytes[3]);
}

Result<IpNetwork> IpNetwork::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    int length = address ? address->bits() : 0;
    bool valid = address.has_value();
    if (valid && slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        valid = error == std::errc{} && end == digits.data() + digits.size() && length >= 0 &&
                length <= address->bits();
    }
    if (!valid)
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not a network", {},
                    "an address with a prefix length, such as 192.0.2.0/24 or 2001:db8::/32");
    const IpNetwork network(*address, length);
    if (network.address() != *address)
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" has bits set after its prefix",
                    {}, network.toString() + ", or a longer prefix");
    return network;
}

std::string IpNetwork::toString() const
{
    return m_address.toString() + "/" + std::to_string(m_prefixLength);
}

bool IpNetwork::contains(const IpAddress &address) const
{
    return address.family() == m_address.family() &&
           IpNetwork(address, m_prefixLength).m_address == m_address;
}

std::span<const SpecialBlock> specialBlocks()
{
    static const std::vector<SpecialBlock> blocks = [] {
        std::vector<SpecialBlock> rows;
        const auto add = [&rows](std::string_view cidr, std::string_view name, std::string_view source,
                                 bool neverPeer = false, bool isPrivateUse = false) {
            rows.push_back({IpNetwork::parse(cidr).value(), name, source, neverPeer, isPrivateUse});
        };
        constexpr bool kNeverPeer = true;
        constexpr bool kPrivateUse = true;
        add("0.0.0.0/8", "This network", "RFC 791", kNeverPeer);
        add("10.0.0.0/8", "Private-Use", "RFC 1918", false, kPrivateUse);
        add("100.64.0.0/10", "Shared Address Space", "RFC 6598", false, kPrivateUse);
        add("127.0.0.0/8", "Loopback", "RFC 1122");
        add("169.254.0.0/16", "Link-Local", "RFC 3927");
        add("172.16.0.0/12", "Private-Use", "RFC 1918", false, kPrivateUse);
        add("192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890");
        add("192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737");
        add("192.31.196.0/24", "AS112-v4", "RFC 7535");
        add("192.52.193.0/24", "AMT", "RFC 7450");
        add("192.88.99.0/24", "6to4 Relay Anycast (deprecated)", "RFC 7526");
        add("192.168.0.0/16", "Private-Use", "RFC 1918", false, kPrivateUse);
        add("192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534");
        add("198.18.0.0/15", "Benchmarking", "RFC 2544");
        add("198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737");
        add("203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737");
        add("224.0.0.0/4", "Multicast", "RFC 5771", kNeverPeer);
        add("240.0.0.0/4", "Reserved", "RFC 1112", kNeverPeer);
        add("255.255.255.255/32", "Limited Broadcast", "RFC 8190", kNeverPeer);
        add("::/128", "Unspecified Address", "RFC 4291", kNeverPeer);
        add("::1/128", "Loopback Address", "RFC 4291");
        // Whatever else begins with eight zero bits, for example the "IPv4-translated" ::ffff:0:10.0.0.1 of
        // RFC 2765: one more way to write an IPv4 address.
        add("::/8", "Reserved by IETF", "RFC 4291", kNeverPeer);
        add("::ffff:0:0/96", "IPv4-mapped Address", "RFC 4291", kNeverPeer);
        add("::/96", "IPv4-compatible Address (deprecated)", "RFC 4291", kNeverPeer);
        add("64:ff9b::/96", "IPv4-IPv6 Translation", "RFC 6052");
        add("64:ff9b:1::/48", "IPv4-IPv6 Translation, local use", "RFC 8215");
        add("100::/64", "Discard-Only Address Block", "RFC 6666", kNeverPeer);
        add("100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780", kNeverPeer);
        add("2001::/23", "IETF Protocol Assignments", "RFC 2928");
        add("2001::/32", "Teredo", "RFC 4380", kNeverPeer);
        add("2001:db8::/32", "Documentation", "RFC 3849");
        add("2002::/16", "6to4", "RFC 3056", kNeverPeer);
        add("2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534");
        add("3fff::/20", "Documentation", "RFC 9637");
        add("5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602");
        add("fc00::/7", "Unique-Local", "RFC 4193", false, kPrivateUse);
        add("fe80::/10", "Link-Local Unicast", "RFC 4291");
        add("fec0::/10", "Site-Local (deprecated)", "RFC 3879");
        add("ff00::/8", "Multicast", "RFC 4291", kNeverPeer);
        return rows;
    }();
    return blocks;
}

const SpecialBlock *specialBlockOf(const IpAddress &address)
{
    const SpecialBlock *best = nullptr;
    for (const SpecialBlock &block : specialBlocks()) {
        if (block.network.contains(address) &&
            (best == nullptr || block.network.prefixLength() > best->network.prefixLength()))
            best = &block;
    }
    if (best == nullptr) {
        if (const auto inner = address.embeddedV4())
            return specialBlockOf(*inner);
    }
    return best;
}

} // namespace turnpike
