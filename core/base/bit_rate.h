// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// A bit rate. Zero means "no limit" where it is a limit.
struct BitRate {
    std::int64_t kbitPerSecond = 0;

    /// "3000", "3000 kbit/s", "3 Mbit/s", "1 Gbit/s"; a bare number is kbit/s. Not negative.
    [[nodiscard]] static Result<BitRate> parse(std::string_view text);
    /// "3000 kbit/s".
    [[nodiscard]] std::string toString() const;
    auto operator<=>(const BitRate &) const = default;
};

} // namespace turnpike
