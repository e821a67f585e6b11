// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "relay/stun/attribute.h"
#include "relay/stun/error_code.h"
#include "relay/stun/integrity.h"
#include "relay/stun/message_type.h"
#include "relay/stun/transaction_id.h"

#include <span>
#include <string_view>

namespace turnpike::stun {

/// Writes one message into the caller's buffer and never allocates. Padding is zeroed, so nothing
/// that lay in the buffer before leaves the machine. A message that does not fit is no message:
/// finish() returns nothing then.
class MessageBuilder {
public:
    MessageBuilder(std::span<std::byte> buffer, MessageType type, const TransactionId &id);

    MessageBuilder &add(AttributeType type, Bytes value);
    MessageBuilder &add(AttributeType type, std::string_view text) { return add(type, bytesOf(text)); }
    MessageBuilder &addNumber(AttributeType type, std::uint32_t value);
    MessageBuilder &addXorAddress(AttributeType type, const TransportAddress &address);
    MessageBuilder &addAddress(AttributeType type, const TransportAddress &address); ///< without a mask
    /// An empty reason phrase is legal and short.
    MessageBuilder &addErrorCode(ErrorCode code, std::string_view reason);
    MessageBuilder &addUnknownAttributes(const UnknownAttributes &unknown);
    /// MESSAGE-INTEGRITY or its SHA-256 form over everything added so far; nothing for None.
    MessageBuilder &addIntegrity(IntegrityKind kind, Bytes key);
    /// Must come last.
    MessageBuilder &addFingerprint();

    /// The finished message inside the buffer; empty when it did not fit.
    [[nodiscard]] Bytes finish() const;

private:
    /// Room for an attribute's value behind its header, padding zeroed; empty when it does not fit.
    std::span<std::byte> append(AttributeType type, std::size_t valueSize);

    std::span<std::byte> m_buffer;
    std::size_t m_size = 0;
    TransactionId m_id;
    bool m_fits = true;
};

} // namespace turnpike::stun
