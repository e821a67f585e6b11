// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace turnpike::probe {

/// Packets that look like a media stream from outside: a correct RTP header (RFC 3550 section 5.1) in
/// front of noise.
class RtpStream {
public:
    static constexpr std::size_t kHeaderSize = 12;
    enum class Media : std::uint8_t {
        Voice, ///< G.711, 20 ms: 160 bytes of sound
        Video  ///< packets as large as encoders make them for the internet
    };

    /// `synchronizationSource` also decides where the sequence begins.
    RtpStream(Media media, std::uint32_t synchronizationSource);
    /// Valid until the next call; `samples` passed since the last packet.
    [[nodiscard]] std::span<const std::byte> nextPacket(std::uint32_t samples);

private:
    static constexpr std::size_t kVoiceSize = 160;
    static constexpr std::size_t kVideoSize = 1100;

    std::array<std::byte, kHeaderSize + kVideoSize> m_packet{};
    std::size_t m_size;
    std::uint16_t m_sequence;
    std::uint32_t m_timestamp;
};

} // namespace turnpike::probe
