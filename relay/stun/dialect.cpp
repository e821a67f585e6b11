// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/dialect.h"

#include "relay/stun/header.h"

namespace turnpike::stun {

Classification classify(Bytes bytes)
{
    using Kind = Classification::Kind;
    if (bytes.empty())
        return {};
    const auto first = std::to_integer<std::uint8_t>(bytes[0]);
    if (beginsChannelData(first))
        return {Kind::ChannelData, Dialect::Rfc8489};
    if (first <= kLargestFirstByte && bytes.size() >= Header::kSize)
        return {loadBig32(&bytes[Header::kCookieOffset]) == Header::kMagicCookie ? Kind::Message
                                                                                 : Kind::Classic,
                Dialect::Rfc8489};
    return {};
}

} // namespace turnpike::stun
