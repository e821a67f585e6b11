// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

enum class AddressFamily : std::uint8_t { None, V4, V6 };

/// An IPv4 or IPv6 address as a value; default-constructed it is "none". No zones, no names.
class IpAddress {
public:
    constexpr IpAddress() = default;
    [[nodiscard]] static constexpr IpAddress v4(std::uint32_t hostOrder)
    {
        IpAddress address;
        address.m_family = AddressFamily::V4;
        for (std::size_t i = 0; i < 4; ++i)
            address.m_bytes[i] = static_cast<std::uint8_t>(hostOrder >> (24 - 8 * i));
        return address;
    }
    [[nodiscard]] static constexpr IpAddress v6(const std::array<std::uint8_t, 16> &networkOrder)
    {
        IpAddress address;
        address.m_family = AddressFamily::V6;
        address.m_bytes = networkOrder;
        return address;
    }

    /// Dotted quad or RFC 4291 text; brackets and zones are refused.
    [[nodiscard]] static Result<IpAddress> parse(std::string_view text);
    /// RFC 5952 text; empty for none.
    [[nodiscard]] std::string toString() const;

    [[nodiscard]] constexpr AddressFamily family() const { return m_family; }
    [[nodiscard]] constexpr bool isNone() const { return m_family == AddressFamily::None; }
    [[nodiscard]] constexpr bool isV4() const { return m_family == AddressFamily::V4; }
    [[nodiscard]] constexpr bool isV6() const { return m_family == AddressFamily::V6; }
    /// 0 (none), 4 or 16.
    [[nodiscard]] constexpr std::size_t size() const { return isV4() ? 4U : isV6() ? 16U : 0U; }
    [[nodiscard]] constexpr int bits() const { return static_cast<int>(size()) * 8; }
    /// Network order; only the first size() bytes mean anything, the rest are zero.
    [[nodiscard]] constexpr const std::array<std::uint8_t, 16> &bytes() const { return m_bytes; }
    /// Host order; only for IPv4.
    [[nodiscard]] constexpr std::uint32_t toV4() const
    {
        return std::uint32_t{m_bytes[0]} << 24 | std::uint32_t{m_bytes[1]} << 16 |
               std::uint32_t{m_bytes[2]} << 8 | m_bytes[3];
    }
    [[nodiscard]] bool isLoopback() const;
    [[nodiscard]] bool isUnspecified() const;
    /// The IPv4 address that an IPv6 one carries inside: mapped, compatible, 6to4, NAT64 (well-known
    /// prefix), Teredo. Policy must look at this too, or "::ffff:127.0.0.1" walks past a rule for 127/8.
    [[nodiscard]] std::optional<IpAddress> embeddedV4() const;

    constexpr auto operator<=>(const IpAddress &) const = default;

private:
    AddressFamily m_family = AddressFamily::None;
    std::array<std::uint8_t, 16> m_bytes{};
};

/// Address and port: one end of a UDP or TCP path (RFC 8656 section 3, "transport address").
struct TransportAddress {
    IpAddress address;
    Port port;

    /// "192.0.2.1:3478" or "[2001:db8::1]:3478".
    [[nodiscard]] static Result<TransportAddress> parse(std::string_view text);
    [[nodiscard]] std::string toString() const;
    constexpr auto operator<=>(const TransportAddress &) const = default;
};

} // namespace turnpike

template <>
struct std::hash<turnpike::IpAddress> {
    std::size_t operator()(const turnpike::IpAddress &address) const noexcept;
};
template <>
struct std::hash<turnpike::TransportAddress> {
    std::size_t operator()(const turnpike::TransportAddress &address) const noexcept;
};
