// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/hmac.h"
#include "relay/stun/message_view.h"

namespace turnpike::stun {

/// Which attribute protects a message.
enum class IntegrityKind : std::uint8_t {
    None,
    Sha1,  ///< MESSAGE-INTEGRITY, RFC 8489 section 14.5
    Sha256 ///< MESSAGE-INTEGRITY-SHA256, RFC 8489 section 14.6
};

/// The strongest attribute the message carries; that is the one to check and to answer with.
[[nodiscard]] IntegrityKind integrityKind(const MessageView &message);
/// Does the strongest attribute fit the key? False when there is none. A shortened
/// MESSAGE-INTEGRITY-SHA256 is refused, as TURN demands. Takes constant time for a given message.
[[nodiscard]] bool verifyIntegrity(const MessageView &message, Bytes key);

/// The code over the message up to `end`, where the attribute that will carry it stands: the header's
/// length is taken as if the message ended with that attribute.
[[nodiscard]] HmacSha1 integritySha1(Bytes message, std::size_t end, Bytes key);
[[nodiscard]] HmacSha256 integritySha256(Bytes message, std::size_t end, Bytes key);

} // namespace turnpike::stun
