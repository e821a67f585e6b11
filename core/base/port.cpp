// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/port.h"

#include <charconv>

namespace turnpike {

Result<Port> Port::parse(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > 65535)
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not a port", {},
                    "1 to 65535");
    return Port{static_cast<std::uint16_t>(value)};
}

std::string Port::toString() const
{
    return std::to_string(value);
}

Result<PortRange> PortRange::parse(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = Port::parse(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : Port::parse(text.substr(dash + 1));
    if (!first || !last)
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not a range of ports", {},
                    "first-last, each 1 to 65535, for example 50000-59999");
    if (*first > *last)
        return fail(Error::Code::InvalidValue,
                    "the range \"" + std::string(text) + "\" ends before it begins", {},
                    "first-last with first <= last");
    return PortRange{*first, *last};
}

std::string PortRange::toString() const
{
    return first == last ? first.toString() : first.toString() + "-" + last.toString();
}

} // namespace turnpike
