// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process_secrets.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstring>

namespace turnpike {

namespace {

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

} // namespace turnpike
