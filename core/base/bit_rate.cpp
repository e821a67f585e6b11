// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bit_rate.h"

#include <charconv>

namespace turnpike {

Result<BitRate> BitRate::parse(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    while (!unit.empty() && unit.front() == ' ')
        unit.remove_prefix(1);
    const std::int64_t factor = unit.empty() || unit == "kbit/s" ? 1
                                : unit == "Mbit/s"               ? 1'000
                                : unit == "Gbit/s"               ? 1'000'000
                                                                 : 0;
    constexpr std::int64_t kMost = 4'294'967'296; // the old management class's largest value, in kbit/s
    if (error != std::errc{} || factor == 0 || value < 0 || value > kMost / factor)
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not a bit rate", {},
                    "0 to 4294967296 with kbit/s, Mbit/s or Gbit/s; a bare number is kbit/s");
    return BitRate{value * factor};
}

std::string BitRate::toString() const
{
    return std::to_string(kbitPerSecond) + " kbit/s";
}

} // namespace turnpike
