// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/turn_url.h"

#include <charconv>
#include <optional>

namespace turnpike::probe {

namespace {

constexpr Port kPlainPort{3478};
constexpr Port kSecurePort{5349};

/// What stands before `end`; the rest begins behind it.
std::optional<std::string_view> takeUntil(std::string_view &text, char end)
{
    const auto at = text.find(end);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto taken = text.substr(0, at);
    text.remove_prefix(at + 1);
    return taken;
}

std::optional<Port> portFrom(std::string_view text)
{
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0)
        return std::nullopt;
    return Port{number};
}

} // namespace

Result<TurnUrl> TurnUrl::parse(std::string_view text)
{
    const auto refuse = [text] {
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is no address of a TURN server",
                    {}, "turn:HOST:PORT?transport=udp or tcp, or turns: for TLS and DTLS");
    };
    std::string_view rest = text;
    const auto scheme = takeUntil(rest, ':');
    if (!scheme || (*scheme != "turn" && *scheme != "turns"))
        return refuse();
    const bool isSecure = *scheme == "turns";
    std::string_view transport = isSecure ? "tcp" : "udp";
    if (const auto query = rest.find('?'); query != std::string_view::npos) {
        constexpr std::string_view kTransport = "transport=";
        if (rest.substr(query + 1, kTransport.size()) != kTransport)
            return refuse();
        transport = rest.substr(query + 1 + kTransport.size());
        rest = rest.substr(0, query);
    }
    if (transport != "udp" && transport != "tcp")
        return refuse();
    TurnUrl url;
    url.port = isSecure ? kSecurePort : kPlainPort;
    url.transport = transport == "tcp" ? (isSecure ? Transport::Tls : Transport::Tcp)
                                       : (isSecure ? Transport::Dtls : Transport::Udp);
    std::string_view port;
    if (rest.starts_with('[')) {
        rest.remove_prefix(1);
        const auto host = takeUntil(rest, ']');
        if (!host || (!rest.empty() && rest.front() != ':'))
            return refuse();
        url.host = *host;
        port = rest.empty() ? rest : rest.substr(1);
    } else {
        const auto colon = rest.find(':');
        url.host = rest.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
    if (!port.empty()) {
        const auto number = portFrom(port);
        if (!number)
            return refuse();
        url.port = *number;
    }
    if (url.host.empty())
        return refuse();
    return url;
}

} // namespace turnpike::probe
