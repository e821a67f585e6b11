// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/message_builder.h"

#include "relay/stun/address_attribute.h"
#include "relay/stun/fingerprint.h"
#include "relay/stun/header.h"

#include <algorithm>

namespace turnpike::stun {

MessageBuilder::MessageBuilder(std::span<std::byte> buffer, MessageType type, const TransactionId &id)
    : m_buffer(buffer)
    , m_size(Header::kSize)
    , m_id(id)
    , m_fits(buffer.size() >= Header::kSize)
{
    if (!m_fits)
        return;
    storeBig16(m_buffer.data(), type.encode());
    storeBig16(&m_buffer[Header::kLengthOffset], 0);
    storeBig32(&m_buffer[Header::kCookieOffset], Header::kMagicCookie);
    std::copy(id.begin(), id.end(), m_buffer.begin() + Header::kTransactionIdOffset);
}

std::span<std::byte> MessageBuilder::append(AttributeType type, std::size_t valueSize)
{
    const std::size_t size = Attribute::kHeaderSize + padded(valueSize);
    constexpr std::size_t kLargestLength = 0xfffc;
    m_fits = m_fits && size <= m_buffer.size() - m_size && m_size + size - Header::kSize <= kLargestLength;
    if (!m_fits)
        return {};
    const auto attribute = m_buffer.subspan(m_size, size);
    storeBig16(attribute.data(), static_cast<std::uint16_t>(type));
    storeBig16(attribute.data() + 2, static_cast<std::uint16_t>(valueSize));
    const auto value = attribute.subspan(Attribute::kHeaderSize, valueSize);
    std::fill(attribute.begin() + static_cast<std::ptrdiff_t>(Attribute::kHeaderSize + valueSize),
              attribute.end(), std::byte{0});
    m_size += size;
    storeBig16(&m_buffer[Header::kLengthOffset], static_cast<std::uint16_t>(m_size - Header::kSize));
    return value;
}

MessageBuilder &MessageBuilder::add(AttributeType type, Bytes value)
{
    const auto room = append(type, value.size());
    if (m_fits)
        std::copy(value.begin(), value.end(), room.begin());
    return *this;
}

MessageBuilder &MessageBuilder::addNumber(AttributeType type, std::uint32_t value)
{
    const auto room = append(type, 4);
    if (m_fits)
        storeBig32(room.data(), value);
    return *this;
}

MessageBuilder &MessageBuilder::addXorAddress(AttributeType type, const TransportAddress &address)
{
    const auto room = append(type, XorAddress::size(address.address));
    if (m_fits)
        XorAddress::encode(address, m_id, room);
    return *this;
}

MessageBuilder &MessageBuilder::addAddress(AttributeType type, const TransportAddress &address)
{
    const auto room = append(type, XorAddress::size(address.address));
    if (m_fits)
        PlainAddress::encode(address, room);
    return *this;
}

MessageBuilder &MessageBuilder::addErrorCode(ErrorCode code, std::string_view reason)
{
    const auto room = append(AttributeType::ErrorCode, 4 + reason.size());
    if (m_fits) {
        const auto number = static_cast<std::uint16_t>(code);
        storeBig16(room.data(), 0);
        room[2] = static_cast<std::byte>(number / 100);
        room[3] = static_cast<std::byte>(number % 100);
        const Bytes text = bytesOf(reason);
        std::copy(text.begin(), text.end(), room.begin() + 4);
    }
    return *this;
}

MessageBuilder &MessageBuilder::addUnknownAttributes(const UnknownAttributes &unknown)
{
    const auto room = append(AttributeType::UnknownAttributes, 2 * unknown.count);
    for (std::size_t i = 0; m_fits && i < unknown.count; ++i)
        storeBig16(&room[2 * i], unknown.types[i]);
    return *this;
}

MessageBuilder &MessageBuilder::addIntegrity(IntegrityKind kind, Bytes key)
{
    const std::size_t end = m_size;
    if (m_fits && kind == IntegrityKind::Sha1) {
        const auto code = integritySha1(m_buffer.first(end), end, key);
        return add(AttributeType::MessageIntegrity, code);
    }
    if (m_fits && kind == IntegrityKind::Sha256) {
        const auto code = integritySha256(m_buffer.first(end), end, key);
        return add(AttributeType::MessageIntegritySha256, code);
    }
    return *this;
}

MessageBuilder &MessageBuilder::addFingerprint()
{
    const std::size_t end = m_size;
    const auto room = append(AttributeType::Fingerprint, 4);
    if (m_fits)
        storeBig32(room.data(), fingerprintOf(m_buffer.first(end)));
    return *this;
}

Bytes MessageBuilder::finish() const
{
    return m_fits ? Bytes(m_buffer.first(m_size)) : Bytes();
}

} // namespace turnpike::stun
