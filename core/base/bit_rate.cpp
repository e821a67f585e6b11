// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bit_rate.h"

#include <charconv>

namespace turnpike {

Result<BitRate> BitRate::parse(std::string_view text)
{
    constexpr std::int64_t kMost = 4'294'967'296; // the old management class's largest value, in kbit/s
    const auto refused = [text] {
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not a bit rate", {},
                    "0 to 4294967296 with kbit/s, Mbit/s or Gbit/s; a bare number is kbit/s");
    };
    const char *const last = text.data() + text.size();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || value < 0)
        return refused();
    std::string_view rest(end, static_cast<std::size_t>(last - end));
    // "7.5": as many figures behind the point as can mean a whole number of kbit/s.
    std::int64_t millionths = 0;
    if (!rest.empty() && rest.front() == '.') {
        std::size_t figures = 1;
        for (std::int64_t place = 100'000;
             figures < rest.size() && rest[figures] >= '0' && rest[figures] <= '9'; ++figures, place /= 10) {
            if (place == 0)
                return refused();
            millionths += place * (rest[figures] - '0');
        }
        if (figures == 1)
            return refused();
        rest.remove_prefix(figures);
    }
    while (!rest.empty() && rest.front() == ' ')
        rest.remove_prefix(1);
    const std::int64_t factor = rest.empty() || rest == "kbit/s" ? 1
                                : rest == "Mbit/s"               ? 1'000
                                : rest == "Gbit/s"               ? 1'000'000
                                                                 : 0;
    if (factor == 0 || value > kMost / factor || millionths * factor % 1'000'000 != 0)
        return refused();
    const std::int64_t rate = value * factor + millionths * factor / 1'000'000;
    if (rate > kMost)
        return refused();
    return BitRate{rate};
}

std::string BitRate::toString() const
{
    return std::to_string(kbitPerSecond) + " kbit/s";
}

} // namespace turnpike
