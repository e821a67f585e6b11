// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace turnpike {

Result<IpAddress> IpAddress::parse(std::string_view text)
{
    const std::string copy(text); // inet_pton wants a terminated string
    std::array<std::uint8_t, 16> bytes{};
    if (copy.size() == text.size() && copy.find('\0') == std::string::npos) {
        if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) {
            return v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                      std::uint32_t{bytes[2]} << 8 | bytes[3]);
        }
        if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1)
            return v6(bytes);
    }
    return fail(Error::Code::InvalidValue, "\"" + copy + "\" is not an IP address", {},
                "an IPv4 or IPv6 address such as 192.0.2.1 or 2001:db8::1");
}

std::string IpAddress::toString() const
{
    if (isNone())
        return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(isV4() ? AF_INET : AF_INET6, m_bytes.data(), text.data(), text.size());
    return text.data();
}

bool IpAddress::isLoopback() const
{
    return isV4() ? m_bytes[0] == 127
                  : isV6() && m_bytes[15] == 1 &&
                        std::all_of(m_bytes.begin(), m_bytes.end() - 1, [](auto byte) { return byte == 0; });
}

bool IpAddress::isUnspecified() const
{
    return !isNone() && std::all_of(m_bytes.begin(), m_bytes.end(), [](auto byte) { return byte == 0; });
}

std::optional<IpAddress> IpAddress::embeddedV4() const
{
    if (!isV6())
        return std::nullopt;
    const auto &b = m_bytes;
    const auto at = [&b](std::size_t i, std::uint8_t mask = 0) {
        const auto byte = [&](std::size_t k) {
            return std::uint32_t{static_cast<std::uint8_t>(b[i + k] ^ mask)};
        };
        return v4(byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3));
    };
    const auto startsWith = [&b](std::initializer_list<std::uint8_t> prefix) {
        return std::equal(prefix.begin(), prefix.end(), b.begin());
    };
    if (startsWith({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}))
        return at(12); // mapped, RFC 4291 section 2.5.5.2
    if (startsWith({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        return at(12); // compatible (deprecated), RFC 4291 section 2.5.5.1; also :: and ::1
    if (startsWith({0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}) ||
        startsWith({0x00, 0x64, 0xff, 0x9b, 0, 1}))
        return at(12); // NAT64, RFC 6052 and the local-use prefix of RFC 8215
    if (startsWith({0x20, 0x02}))
        return at(2); // 6to4, RFC 3056
    if (startsWith({0x20, 0x01, 0, 0}))
        return at(12, 0xff); // Teredo's client address is stored inverted, RFC 4380
    return std::nullopt;
}

Result<TransportAddress> TransportAddress::parse(std::string_view text)
{
    const auto wrong = [&text] {
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not an address with a port",
                    {}, "192.0.2.1:3478 or [2001:db8::1]:3478");
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return wrong();
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    const auto port = Port::parse(text.substr(colon + 1));
    if (!address || !port || address->isV6() != bracketed)
        return wrong();
    return TransportAddress{*address, *port};
}

std::string TransportAddress::toString() const
{
    return (address.isV6() ? "[" + address.toString() + "]" : address.toString()) + ":" + port.toString();
}

} // namespace turnpike

std::size_t std::hash<turnpike::IpAddress>::operator()(const turnpike::IpAddress &address) const noexcept
{
    // Two 64-bit halves mixed by multiplication: fast, and spread enough for tables keyed by
    // addresses that have already proved themselves (nonce, permission).
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, address.bytes().data(), sizeof high);
    std::memcpy(&low, address.bytes().data() + 8, sizeof low);
    std::uint64_t mixed = (high ^ static_cast<std::uint64_t>(address.family())) * 0x9E3779B97F4A7C15ULL;
    mixed = (mixed ^ (mixed >> 32) ^ low) * 0xD6E8FEB86659FD93ULL;
    return mixed ^ (mixed >> 32);
}

std::size_t
std::hash<turnpike::TransportAddress>::operator()(const turnpike::TransportAddress &address) const noexcept
{
    const std::uint64_t mixed =
        (std::hash<turnpike::IpAddress>{}(address.address) ^ address.port.value) * 0x9E3779B97F4A7C15ULL;
    return mixed ^ (mixed >> 32);
}
