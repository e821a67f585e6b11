// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/message_view.h"

#include <algorithm>

namespace turnpike::stun {

tl::expected<MessageView, Malformed> MessageView::parse(Bytes message)
{
    if (message.size() < Header::kSize)
        return tl::make_unexpected(Malformed::TooShort);
    if ((message[0] & std::byte{0xc0}) != std::byte{0})
        return tl::make_unexpected(Malformed::TopBitsSet);
    if (loadBig32(&message[Header::kCookieOffset]) != Header::kMagicCookie)
        return tl::make_unexpected(Malformed::WrongCookie);
    const std::size_t length = loadBig16(&message[Header::kLengthOffset]);
    if (length % 4 != 0)
        return tl::make_unexpected(Malformed::LengthNotAligned);
    if (length != message.size() - Header::kSize)
        return tl::make_unexpected(Malformed::LengthMismatch);

    MessageView view;
    view.m_bytes = message;
    view.m_type = MessageType::decode(loadBig16(message.data()));
    std::copy_n(message.begin() + Header::kTransactionIdOffset, view.m_transactionId.size(),
                view.m_transactionId.begin());

    std::size_t visibleEnd = message.size();
    for (std::size_t at = Header::kSize; at < message.size();) {
        const std::size_t left = message.size() - at - Attribute::kHeaderSize;
        const std::size_t size = padded(loadBig16(&message[at + 2]));
        if (size > left)
            return tl::make_unexpected(Malformed::AttributeOverrun);
        // The order is MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256, FINGERPRINT (RFC 8489 sections 14.5
        // to 14.7); one that comes too late is as absent as any other attribute there.
        const auto type = static_cast<AttributeType>(loadBig16(&message[at]));
        if (!view.m_fingerprint) {
            if (type == AttributeType::Fingerprint)
                view.m_fingerprint = at;
            else if (type == AttributeType::MessageIntegritySha256 && !view.m_integritySha256)
                view.m_integritySha256 = at;
            else if (type == AttributeType::MessageIntegrity && !view.m_integrity && !view.m_integritySha256)
                view.m_integrity = at;
            if (view.m_integrity || view.m_integritySha256 || view.m_fingerprint)
                visibleEnd = std::min(visibleEnd, at);
        }
        at += Attribute::kHeaderSize + size;
    }
    view.m_attributes = message.subspan(Header::kSize, visibleEnd - Header::kSize);
    return view;
}

Attribute MessageView::Iterator::operator*() const
{
    return {static_cast<AttributeType>(loadBig16(m_rest.data())),
            m_rest.subspan(Attribute::kHeaderSize, loadBig16(m_rest.data() + 2))};
}

MessageView::Iterator &MessageView::Iterator::operator++()
{
    m_rest = m_rest.subspan(Attribute::kHeaderSize + padded(loadBig16(m_rest.data() + 2)));
    return *this;
}

std::optional<Bytes> MessageView::find(AttributeType type) const
{
    for (const Attribute attribute : *this) {
        if (attribute.type == type)
            return attribute.value;
    }
    return std::nullopt;
}

UnknownAttributes MessageView::unknownRequired(bool (*isKnown)(AttributeType)) const
{
    UnknownAttributes unknown;
    for (const Attribute attribute : *this) {
        if (!isComprehensionRequired(attribute.type) || isKnown(attribute.type))
            continue;
        const auto listed = unknown.types.begin() + static_cast<std::ptrdiff_t>(unknown.count);
        const auto type = static_cast<std::uint16_t>(attribute.type);
        if (unknown.count < UnknownAttributes::kMost &&
            std::find(unknown.types.begin(), listed, type) == listed)
            unknown.types[unknown.count++] = type;
    }
    return unknown;
}

} // namespace turnpike::stun
