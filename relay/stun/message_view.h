// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/attribute.h"
#include "relay/stun/header.h"
#include "relay/stun/message_type.h"
#include "relay/stun/transaction_id.h"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace turnpike::stun {

/// Why bytes are no STUN message.
enum class Malformed : std::uint8_t {
    TooShort,         ///< less than a header
    TopBitsSet,       ///< another protocol on the same port
    WrongCookie,      ///< not RFC 5389 or later
    LengthNotAligned, ///< the length is no multiple of four
    LengthMismatch,   ///< the length is not what arrived
    AttributeOverrun, ///< an attribute ends after the message
};

/// Required attributes that nobody knows, for UNKNOWN-ATTRIBUTES (RFC 8489 section 14.9): a few are
/// as good as all, and the answer stays small.
struct UnknownAttributes {
    static constexpr std::size_t kMost = 4;
    std::array<std::uint16_t, kMost> types{};
    std::size_t count = 0;
};

/// A well-formed message inside somebody else's bytes, which may begin at any address. Nothing is
/// copied and no memory is allocated. What follows MESSAGE-INTEGRITY was not protected by it and is
/// therefore not there for find() and the iteration (RFC 8489 section 14.5).
class MessageView {
public:
    /// `message` is one whole datagram or frame and outlives the view.
    [[nodiscard]] static tl::expected<MessageView, Malformed> parse(Bytes message);

    [[nodiscard]] Class messageClass() const { return m_type.messageClass; }
    [[nodiscard]] Method method() const { return m_type.method; }
    [[nodiscard]] const TransactionId &transactionId() const { return m_transactionId; }
    [[nodiscard]] Bytes bytes() const { return m_bytes; }

    /// Goes over attributes in the order of the message.
    class Iterator {
    public:
        using value_type = Attribute;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(Bytes rest)
            : m_rest(rest)
        {
        }
        [[nodiscard]] Attribute operator*() const;
        Iterator &operator++();
        void operator++(int) { ++*this; }
        bool operator==(const Iterator &other) const { return m_rest.size() == other.m_rest.size(); }

    private:
        Bytes m_rest;
    };
    [[nodiscard]] Iterator begin() const { return Iterator(m_attributes); }
    [[nodiscard]] Iterator end() const { return Iterator(m_attributes.last(0)); }

    /// The value of the first attribute of this type; later ones do not count (RFC 8489 section 14).
    [[nodiscard]] std::optional<Bytes> find(AttributeType type) const;
    [[nodiscard]] bool has(AttributeType type) const { return find(type).has_value(); }
    /// Required attributes for which `isKnown` says no, each once.
    [[nodiscard]] UnknownAttributes unknownRequired(bool (*isKnown)(AttributeType)) const;

    /// Where an attribute that protects the message begins, counted from the first byte.
    [[nodiscard]] std::optional<std::size_t> integrityOffset() const { return m_integrity; }
    [[nodiscard]] std::optional<std::size_t> integritySha256Offset() const { return m_integritySha256; }
    [[nodiscard]] std::optional<std::size_t> fingerprintOffset() const { return m_fingerprint; }

private:
    MessageView() = default;

    Bytes m_bytes;
    Bytes m_attributes; ///< those before the first of the three that protect
    MessageType m_type;
    TransactionId m_transactionId{};
    std::optional<std::size_t> m_integrity;
    std::optional<std::size_t> m_integritySha256;
    std::optional<std::size_t> m_fingerprint;
};

} // namespace turnpike::stun
