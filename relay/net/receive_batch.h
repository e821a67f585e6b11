// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/io_engine.h"
#include "relay/net/socket_address.h"

#include <array>
#include <vector>

namespace turnpike::net {

/// Buffers for one recvmmsg: each datagram lies with room around it, so that a relayed packet gets
/// its header in place. Made once per worker; nothing is allocated afterwards.
class ReceiveBatch {
public:
    ReceiveBatch();
    ReceiveBatch(const ReceiveBatch &) = delete;
    ReceiveBatch &operator=(const ReceiveBatch &) = delete;

    /// How many datagrams were waiting, at most the batch's size. Never blocks.
    [[nodiscard]] std::size_t receive(int socket);
    /// Valid until the next receive().
    [[nodiscard]] Datagram datagram(std::size_t index);

    static constexpr std::size_t kDatagrams = 32;

private:
    static constexpr std::size_t kLargest = 65535;
    static constexpr std::size_t kStride = Packet::kHeadroom + kLargest + Packet::kTailroom;
    /// Where the datagram was sent to, and how many were lost.
    struct alignas(cmsghdr) Control {
        std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(std::uint32_t))> bytes;
    };

    std::vector<std::byte> m_memory;
    std::array<mmsghdr, kDatagrams> m_messages{};
    std::array<iovec, kDatagrams> m_pieces{};
    std::array<SocketAddress, kDatagrams> m_sources{};
    std::array<Control, kDatagrams> m_controls{};
};

/// Makes a message leave from one of the machine's addresses instead of the one that routing picks:
/// a reply must come from the address that was asked. `control` must outlive the message.
void setSourceAddress(msghdr &message, std::span<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> control,
                      const IpAddress &from);

} // namespace turnpike::net
