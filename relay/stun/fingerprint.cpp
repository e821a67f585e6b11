// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/fingerprint.h"

namespace turnpike::stun {

namespace {

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder & 1) != 0 ? remainder >> 1 ^ 0xEDB88320U : remainder >> 1;
        table[byte] = remainder;
    }
    return table;
}();

std::uint32_t crc32(Bytes bytes)
{
    std::uint32_t crc = 0xffffffffU;
    for (const std::byte byte : bytes)
        crc = crc >> 8 ^ kCrcTable[(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xff];
    return ~crc;
}

} // namespace

std::uint32_t fingerprintOf(Bytes beforeAttribute)
{
    return crc32(beforeAttribute) ^ 0x5354554eU;
}

Fingerprint checkFingerprint(const MessageView &message)
{
    const auto at = message.fingerprintOffset();
    if (!at)
        return Fingerprint::Absent;
    const Bytes bytes = message.bytes();
    const bool isLast = *at + Attribute::kHeaderSize + 4 == bytes.size() && loadBig16(&bytes[*at + 2]) == 4;
    const bool matches = isLast && loadBig32(&bytes[*at + 4]) == fingerprintOf(bytes.first(*at));
    return matches ? Fingerprint::Correct : Fingerprint::Wrong;
}

} // namespace turnpike::stun
