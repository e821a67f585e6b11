// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace turnpike::net {

/// A transport address in the form that the socket calls want.
class SocketAddress {
public:
    SocketAddress() = default;
    explicit SocketAddress(const TransportAddress &address);

    /// None when the family is neither IPv4 nor IPv6.
    [[nodiscard]] TransportAddress toTransportAddress() const;

    [[nodiscard]] sockaddr *data() { return reinterpret_cast<sockaddr *>(&m_storage); }
    [[nodiscard]] const sockaddr *data() const { return reinterpret_cast<const sockaddr *>(&m_storage); }
    /// Of the address held; a call that writes an address wants capacity().
    [[nodiscard]] socklen_t size() const;
    [[nodiscard]] static constexpr socklen_t capacity() { return sizeof(Storage); }

private:
    union Storage {
        sockaddr_in6 v6;
        sockaddr_in v4;
    };
    Storage m_storage{};
};

[[nodiscard]] IpAddress fromInAddr(const in_addr &address);
[[nodiscard]] IpAddress fromIn6Addr(const in6_addr &address);
[[nodiscard]] in_addr toInAddr(const IpAddress &address);
[[nodiscard]] in6_addr toIn6Addr(const IpAddress &address);

/// The address that the system bound a socket to.
[[nodiscard]] TransportAddress localAddressOf(int descriptor);

} // namespace turnpike::net
