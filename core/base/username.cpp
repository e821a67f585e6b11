// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/username.h"

#include <charconv>

namespace turnpike {

std::optional<TimeLimitedName> TimeLimitedName::parse(std::string_view username)
{
    const auto colon = username.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    const char *const last = username.data() + colon;
    const auto [end, error] = std::from_chars(username.data(), last, seconds);
    // A year far enough away to overflow milliseconds is a forgery or a mistake.
    constexpr std::int64_t kLatest = 253'402'300'799; // the end of the year 9999
    if (error != std::errc{} || end != last || seconds < 0 || seconds > kLatest)
        return std::nullopt;
    return TimeLimitedName{WallTime(std::chrono::seconds(seconds)), username.substr(colon + 1)};
}

std::string_view personOf(std::string_view username)
{
    const auto name = TimeLimitedName::parse(username);
    return name && !name->person.empty() ? name->person : username;
}

} // namespace turnpike
