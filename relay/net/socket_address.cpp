// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/socket_address.h"

#include <arpa/inet.h>

#include <cstring>

namespace turnpike::net {

SocketAddress::SocketAddress(const TransportAddress &address)
{
    if (address.address.isV4()) {
        m_storage.v4 = sockaddr_in{};
        m_storage.v4.sin_family = AF_INET;
        m_storage.v4.sin_port = htons(address.port.value);
        m_storage.v4.sin_addr = toInAddr(address.address);
    } else if (address.address.isV6()) {
        m_storage.v6.sin6_family = AF_INET6;
        m_storage.v6.sin6_port = htons(address.port.value);
        m_storage.v6.sin6_addr = toIn6Addr(address.address);
    }
}

TransportAddress SocketAddress::toTransportAddress() const
{
    switch (data()->sa_family) {
    case AF_INET:
        return {fromInAddr(m_storage.v4.sin_addr), Port{ntohs(m_storage.v4.sin_port)}};
    case AF_INET6:
        return {fromIn6Addr(m_storage.v6.sin6_addr), Port{ntohs(m_storage.v6.sin6_port)}};
    default:
        return {};
    }
}

socklen_t SocketAddress::size() const
{
    return data()->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

IpAddress fromInAddr(const in_addr &address)
{
    return IpAddress::v4(ntohl(address.s_addr));
}

IpAddress fromIn6Addr(const in6_addr &address)
{
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), address.s6_addr, bytes.size());
    return IpAddress::v6(bytes);
}

in_addr toInAddr(const IpAddress &address)
{
    return {htonl(address.toV4())};
}

in6_addr toIn6Addr(const IpAddress &address)
{
    in6_addr result{};
    std::memcpy(result.s6_addr, address.bytes().data(), address.bytes().size());
    return result;
}

TransportAddress localAddressOf(int descriptor)
{
    SocketAddress address;
    socklen_t size = SocketAddress::capacity();
    if (::getsockname(descriptor, address.data(), &size) != 0)
        return {};
    return address.toTransportAddress();
}

} // namespace turnpike::net
