// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace turnpike {

/// How a client reaches a listener. A closed set: whoever needs to know more of one asks the functions below,
/// or switches over all of them, so that a new one cannot be taken for another.
enum class Transport : std::uint8_t { Udp, Tcp, Tls, Dtls };

/// "udp".
[[nodiscard]] constexpr std::string_view name(Transport transport)
{
    switch (transport) {
    case Transport::Udp:
        return "udp";
    case Transport::Tcp:
        return "tcp";
    case Transport::Tls:
        return "tls";
    case Transport::Dtls:
        return "dtls";
    }
    return {};
}

/// What the system's sockets carry.
enum class SocketKind : std::uint8_t { Datagram, Stream };

[[nodiscard]] constexpr SocketKind socketKind(Transport transport)
{
    switch (transport) {
    case Transport::Udp:
    case Transport::Dtls:
        return SocketKind::Datagram;
    case Transport::Tcp:
    case Transport::Tls:
        return SocketKind::Stream;
    }
    return SocketKind::Datagram;
}

/// Bytes in order, without limits between messages.
[[nodiscard]] constexpr bool isStream(Transport transport)
{
    return socketKind(transport) == SocketKind::Stream;
}

/// Whether what is carried is encrypted.
[[nodiscard]] constexpr bool isEncrypted(Transport transport)
{
    switch (transport) {
    case Transport::Udp:
    case Transport::Tcp:
        return false;
    case Transport::Tls:
    case Transport::Dtls:
        return true;
    }
    return false;
}

/// Whether a client has a connection of its own behind the listener, which begins, ends, and proves the
/// client's address; otherwise every packet stands for itself.
[[nodiscard]] constexpr bool hasConnection(Transport transport)
{
    switch (transport) {
    case Transport::Udp:
        return false;
    case Transport::Tcp:
    case Transport::Tls:
    case Transport::Dtls:
        return true;
    }
    return false;
}

} // namespace turnpike
