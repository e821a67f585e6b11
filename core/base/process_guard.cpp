// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process_guard.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace turnpike {

namespace {

/// Connections of administrators, the database with its journal, listeners of a configuration that is put
/// back.
constexpr rlim_t kMostReserved = 64;

void eraseText(char *text)
{
    std::memset(text, '*', std::strlen(text));
}

/// The value behind "--name=", or null.
char *valueIn(char *argument, std::string_view option)
{
    const std::string_view text(argument);
    const bool isMeant = text.size() > option.size() + 3 && text.starts_with("--") &&
                         text.substr(2, option.size()) == option && text[option.size() + 2] == '=';
    return isMeant ? argument + option.size() + 3 : nullptr;
}

bool isOption(const char *argument, std::string_view option)
{
    const std::string_view text(argument);
    return text.starts_with("--") && text.substr(2) == option;
}

} // namespace

void forbidDumps()
{
    ::prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

void eraseArguments(int count, char **arguments, std::span<const std::string_view> options)
{
    for (int i = 1; i < count; ++i) {
        if (options.empty()) {
            eraseText(arguments[i]);
            continue;
        }
        for (const auto option : options) {
            if (char *value = valueIn(arguments[i], option)) {
                eraseText(value);
            } else if (isOption(arguments[i], option) && i + 1 < count) {
                eraseText(arguments[++i]);
                break;
            }
        }
    }
}

std::uint64_t raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    if (limit.rlim_cur < limit.rlim_max) {
        const rlimit raised{limit.rlim_max, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return limit.rlim_cur;
}

bool isReservedDescriptor(int descriptor)
{
    rlimit limit{};
    if (descriptor < 0 || ::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return false;
    const rlim_t reserved = std::min<rlim_t>(kMostReserved, limit.rlim_cur / 4);
    return static_cast<rlim_t>(descriptor) >= limit.rlim_cur - reserved;
}

} // namespace turnpike
