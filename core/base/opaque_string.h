// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Text prepared by the profile OpaqueString of RFC 8265 section 4.2: how names, realms and passwords of STUN
/// are hashed and compared (RFC 8489 sections 9.2.2 and 14.3). Every space becomes U+0020, the result is in
/// Normalization Form C. Refused is what the FreeformClass of RFC 8264 does not hold (control characters,
/// invisible and unassigned ones), what is no UTF-8, and nothing at all. The error does not repeat the text.
[[nodiscard]] Result<std::string> opaqueString(std::string_view text);

/// RFC 8489 section 14.3: USERNAME.
inline constexpr std::size_t kMostUsernameBytes = 508;
/// RFC 8489 sections 14.9 and 14.10: REALM and NONCE, fewer than 128 characters, which need up to 763 bytes.
inline constexpr std::size_t kMostRealmBytes = 763;
inline constexpr std::size_t kMostRealmCharacters = 127;

/// opaqueString() within the bounds of USERNAME.
[[nodiscard]] Result<std::string> preparedUsername(std::string_view text);
/// opaqueString() within the bounds of REALM.
[[nodiscard]] Result<std::string> preparedRealm(std::string_view text);

} // namespace turnpike
