// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/byte_stream.h"

#include <functional>
#include <string>

namespace turnpike::testing {

inline const IpAddress kLoopback = IpAddress::v4(0x7F000001);

inline std::string textOf(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}
inline Bytes bytesOf(const std::string &text)
{
    return std::as_bytes(std::span(text));
}

/// What was heard of a stream.
struct Stream : net::StreamHandler {
    std::string text;
    int writable = 0;
    int ended = 0;
    std::function<void()> onBytes;

    void bytesReceived(Bytes bytes) override
    {
        text += textOf(bytes);
        if (onBytes)
            onBytes();
    }
    void streamWritable() override { ++writable; }
    void streamEnded() override { ++ended; }
};

} // namespace turnpike::testing
