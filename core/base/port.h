// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// A TCP or UDP port. 0 means "any" where a listener may choose, and is refused by parse().
struct Port {
    std::uint16_t value = 0;

    /// Decimal digits, 1 to 65535; no sign, no spaces.
    [[nodiscard]] static Result<Port> parse(std::string_view text);
    [[nodiscard]] std::string toString() const;
    auto operator<=>(const Port &) const = default;
};

/// Ports first to last, both included; first <= last.
struct PortRange {
    Port first;
    Port last;

    /// "50000-59999", or one port.
    [[nodiscard]] static Result<PortRange> parse(std::string_view text);
    [[nodiscard]] std::string toString() const;
    [[nodiscard]] int size() const { return last.value - first.value + 1; }
    [[nodiscard]] bool contains(Port port) const { return first <= port && port <= last; }
    [[nodiscard]] bool overlaps(const PortRange &other) const
    {
        return first <= other.last && other.first <= last;
    }
    bool operator==(const PortRange &) const = default;
};

} // namespace turnpike
