// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/integrity.h"

namespace turnpike::stun {

namespace {

std::array<std::byte, 2> lengthUpTo(std::size_t end, std::size_t valueSize)
{
    std::array<std::byte, 2> length{};
    storeBig16(length.data(),
               static_cast<std::uint16_t>(end - Header::kSize + Attribute::kHeaderSize + valueSize));
    return length;
}

Bytes valueAt(Bytes message, std::size_t attribute)
{
    return message.subspan(attribute + Attribute::kHeaderSize, loadBig16(&message[attribute + 2]));
}

} // namespace

IntegrityKind integrityKind(const MessageView &message)
{
    return message.integritySha256Offset() ? IntegrityKind::Sha256
           : message.integrityOffset()     ? IntegrityKind::Sha1
                                           : IntegrityKind::None;
}

bool verifyIntegrity(const MessageView &message, Bytes key)
{
    const Bytes bytes = message.bytes();
    if (const auto at = message.integritySha256Offset())
        return equalInConstantTime(integritySha256(bytes, *at, key), valueAt(bytes, *at));
    if (const auto at = message.integrityOffset())
        return equalInConstantTime(integritySha1(bytes, *at, key), valueAt(bytes, *at));
    return false;
}

HmacSha1 integritySha1(Bytes message, std::size_t end, Bytes key)
{
    const auto length = lengthUpTo(end, std::tuple_size_v<HmacSha1>);
    return hmacSha1(key, {message.first(2), length, message.subspan(4, end - 4)});
}

HmacSha256 integritySha256(Bytes message, std::size_t end, Bytes key)
{
    const auto length = lengthUpTo(end, std::tuple_size_v<HmacSha256>);
    return hmacSha256(key, {message.first(2), length, message.subspan(4, end - 4)});
}

} // namespace turnpike::stun
