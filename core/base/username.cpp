// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/username.h"

#include <algorithm>
#include <charconv>

namespace turnpike {

std::optional<TimeLimitedName> TimeLimitedName::parse(std::string_view username, char separator)
{
    if (separator == '\0')
        return std::nullopt;
    const std::string_view date = username.substr(0, username.find(separator));
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(date.data(), date.data() + date.size(), seconds);
    // A year far enough away to overflow milliseconds is a forgery or a mistake.
    constexpr std::int64_t kLatest = 253'402'300'799; // the end of the year 9999
    if (error != std::errc{} || !std::ranges::all_of(date, isDigit) || seconds > kLatest)
        return std::nullopt;
    const std::size_t rest = std::min(date.size() + 1, username.size());
    return TimeLimitedName{WallTime(std::chrono::seconds(seconds)), username.substr(rest)};
}

std::string_view personOf(std::string_view username, char separator)
{
    const auto name = TimeLimitedName::parse(username, separator);
    return name && !name->person.empty() ? name->person : username;
}

} // namespace turnpike
