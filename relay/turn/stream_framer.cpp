// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/stream_framer.h"

#include "relay/stun/dialect.h"
#include "relay/stun/header.h"
#include "relay/turn/channel_data.h"

namespace turnpike::turn {

namespace {

StreamFramer::Next wholeFrame(Bytes stream, std::size_t size, std::size_t sizeOnStream)
{
    if (stream.size() < sizeOnStream)
        return {};
    return {StreamFramer::Status::Frame, stream.first(size), sizeOnStream};
}

} // namespace

StreamFramer::Next StreamFramer::first(Bytes stream)
{
    if (!stream.empty() && stun::beginsChannelData(std::to_integer<std::uint8_t>(stream[0])))
        return {Status::Broken, {}, 0};
    return next(stream);
}

std::size_t StreamFramer::announced(Bytes stream)
{
    if (stream.size() < ChannelData::kHeaderSize)
        return 0;
    const std::size_t length = stun::loadBig16(&stream[2]);
    return stun::beginsChannelData(std::to_integer<std::uint8_t>(stream[0]))
               ? stun::padded(ChannelData::kHeaderSize + length)
               : stun::Header::kSize + length;
}

StreamFramer::Next StreamFramer::next(Bytes stream)
{
    constexpr Next kBroken{Status::Broken, {}, 0};
    if (stream.empty())
        return {};
    const auto first = std::to_integer<std::uint8_t>(stream[0]);
    const bool isChannelData = stun::beginsChannelData(first);
    if (first > stun::kLargestFirstByte && !isChannelData)
        return kBroken;
    if (stream.size() < ChannelData::kHeaderSize)
        return {};
    const std::size_t length = stun::loadBig16(&stream[2]);
    if (isChannelData) {
        const std::size_t size = ChannelData::kHeaderSize + length;
        return wholeFrame(stream, size, stun::padded(size));
    }
    // Judged as early as possible: whoever speaks another protocol here is not kept waiting for 64 KB.
    if (length % 4 != 0)
        return kBroken;
    constexpr std::size_t kCookieEnd = stun::Header::kCookieOffset + 4;
    if (stream.size() >= kCookieEnd &&
        stun::loadBig32(&stream[stun::Header::kCookieOffset]) != stun::Header::kMagicCookie)
        return kBroken;
    const std::size_t size = stun::Header::kSize + length;
    return wholeFrame(stream, size, size);
}

} // namespace turnpike::turn
