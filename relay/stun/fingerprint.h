// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/message_view.h"

namespace turnpike::stun {

/// The value of FINGERPRINT over everything before it: CRC-32 (ITU-T V.42) XOR "STUN",
/// RFC 8489 section 14.7. The header's length counts the attribute already.
[[nodiscard]] std::uint32_t fingerprintOf(Bytes beforeAttribute);

enum class Fingerprint : std::uint8_t { Absent, Correct, Wrong };
/// Wrong also when the attribute is not the last one.
[[nodiscard]] Fingerprint checkFingerprint(const MessageView &message);

} // namespace turnpike::stun
