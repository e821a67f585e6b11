// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>

namespace turnpike::testing {

inline const std::string kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};

/// A header of version 2: `command` is version and command, `kind` family and protocol.
inline std::string binaryHeader(int command, int kind, const std::string &rest)
{
    std::string header = kSignature;
    for (const std::size_t byte :
         {std::size_t(command), std::size_t(kind), rest.size() >> 8, rest.size() & 0xFF})
        header += static_cast<char>(byte);
    return header + rest;
}

inline std::string tlv(int type, const std::string &value)
{
    std::string text;
    for (const std::size_t byte : {std::size_t(type), value.size() >> 8, value.size() & 0xFF})
        text += static_cast<char>(byte);
    return text + value;
}

/// CRC-32C, bit by bit.
inline std::uint32_t checksumOf(const std::string &text)
{
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char byte : text) {
        sum ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0x82F63B78U : 0U);
    }
    return ~sum;
}

/// 192.0.2.7:40000 reached 198.51.100.1:443.
inline const std::string kAddresses4{"\xC0\x00\x02\x07\xC6\x33\x64\x01\x9C\x40\x01\xBB", 12};
/// [2001:db8::7]:40000 reached [2001:db8::1]:443.
inline const std::string kAddresses6{"\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x07"
                                     "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01\x9C\x40\x01\xBB",
                                     36};

/// A header of version 2 for TCP over IPv4, with a checksum and a value that nobody knows.
inline std::string checkedHeader()
{
    const std::string before = kAddresses4 + tlv(0xEE, "unknown");
    const std::string header = binaryHeader(0x21, 0x11, before + tlv(3, std::string(4, '\0')));
    const std::uint32_t sum = checksumOf(header);
    std::string value;
    for (const int shift : {24, 16, 8, 0})
        value += static_cast<char>(sum >> shift & 0xFF);
    return binaryHeader(0x21, 0x11, before + tlv(3, value));
}

} // namespace turnpike::testing
