// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/rtp_stream.h"

#include "relay/stun/byte_order.h"

namespace turnpike::probe {

namespace {
constexpr std::byte kVersion2{0x80};
constexpr std::byte kPayloadTypePcma{8}; // RFC 3551 section 6
constexpr std::byte kPayloadTypeDynamic{96};
} // namespace

RtpStream::RtpStream(Media media, std::uint32_t synchronizationSource)
    : m_size(kHeaderSize + (media == Media::Voice ? kVoiceSize : kVideoSize))
    , m_sequence(static_cast<std::uint16_t>(synchronizationSource >> 16))
    , m_timestamp(synchronizationSource * 2654435761U)
{
    m_packet[0] = kVersion2;
    m_packet[1] = media == Media::Voice ? kPayloadTypePcma : kPayloadTypeDynamic;
    stun::storeBig32(&m_packet[8], synchronizationSource);
    std::uint32_t noise = synchronizationSource | 1U;
    for (std::size_t i = kHeaderSize; i < m_packet.size(); ++i) {
        noise = noise * 1664525U + 1013904223U;
        m_packet[i] = static_cast<std::byte>(noise >> 24);
    }
}

std::span<const std::byte> RtpStream::nextPacket(std::uint32_t samples)
{
    stun::storeBig16(&m_packet[2], m_sequence++);
    stun::storeBig32(&m_packet[4], m_timestamp);
    m_timestamp += samples;
    return std::span(m_packet).first(m_size);
}

} // namespace turnpike::probe
