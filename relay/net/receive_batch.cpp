// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/receive_batch.h"

#include <cstring>

namespace turnpike::net {

namespace {

/// What the kernel says beside a datagram.
struct Ancillary {
    IpAddress destination;
    std::uint32_t drops = 0;
};

Ancillary ancillaryOf(msghdr &message)
{
    Ancillary ancillary;
    for (cmsghdr *control = CMSG_FIRSTHDR(&message); control; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            ancillary.destination = fromInAddr(info.ipi_addr);
        }
        if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            ancillary.destination = fromIn6Addr(info.ipi6_addr);
        }
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL)
            std::memcpy(&ancillary.drops, CMSG_DATA(control), sizeof ancillary.drops);
    }
    return ancillary;
}

template <class Info>
void putControl(msghdr &message, std::span<std::byte> memory, int level, int type, const Info &info)
{
    message.msg_control = memory.data();
    message.msg_controllen = CMSG_SPACE(sizeof info);
    cmsghdr *control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = level;
    control->cmsg_type = type;
    control->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

} // namespace

ReceiveBatch::ReceiveBatch()
    : m_memory(kDatagrams * kStride)
{
    for (std::size_t i = 0; i < kDatagrams; ++i) {
        m_pieces[i] = {m_memory.data() + i * kStride + Packet::kHeadroom, kLargest};
        msghdr &header = m_messages[i].msg_hdr;
        header.msg_iov = &m_pieces[i];
        header.msg_iovlen = 1;
        header.msg_name = m_sources[i].data();
        header.msg_control = m_controls[i].bytes.data();
    }
}

std::size_t ReceiveBatch::receive(int socket)
{
    for (auto &message : m_messages) {
        message.msg_hdr.msg_namelen = SocketAddress::capacity();
        message.msg_hdr.msg_controllen = sizeof(Control::bytes);
    }
    const int got = ::recvmmsg(socket, m_messages.data(), kDatagrams, MSG_DONTWAIT, nullptr);
    return got < 0 ? 0 : static_cast<std::size_t>(got);
}

Datagram ReceiveBatch::datagram(std::size_t index)
{
    const auto buffer = std::span(m_memory).subspan(index * kStride, kStride);
    const Ancillary ancillary = ancillaryOf(m_messages[index].msg_hdr);
    return {m_sources[index].toTransportAddress(),
            ancillary.destination,
            {buffer, buffer.subspan(Packet::kHeadroom, m_messages[index].msg_len)},
            ancillary.drops};
}

void setSourceAddress(msghdr &message, std::span<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> control,
                      const IpAddress &from)
{
    std::memset(control.data(), 0, control.size());
    if (from.isV4()) {
        in_pktinfo info{};
        info.ipi_spec_dst = toInAddr(from);
        putControl(message, control, IPPROTO_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        info.ipi6_addr = toIn6Addr(from);
        putControl(message, control, IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
}

} // namespace turnpike::net
