// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace turnpike::probe {

/// Packets that look like a voice stream from outside: a correct RTP header (RFC 3550 section 5.1) in
/// front of noise.
class RtpStream {
public:
    static constexpr std::size_t kHeaderSize = 12;
    /// G.711, 20 ms: 160 bytes of sound.
    static constexpr std::size_t kPayloadSize = 160;

    /// `synchronizationSource` also decides where the sequence begins.
    explicit RtpStream(std::uint32_t synchronizationSource);
    /// Valid until the next call; `samples` passed since the last packet.
    [[nodiscard]] std::span<const std::byte> nextPacket(std::uint32_t samples);

private:
    std::array<std::byte, kHeaderSize + kPayloadSize> m_packet{};
    std::uint16_t m_sequence;
    std::uint32_t m_timestamp;
};

} // namespace turnpike::probe
