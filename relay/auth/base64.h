// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike::auth {

/// RFC 4648 section 4, with padding, without line breaks.
[[nodiscard]] std::string toBase64(Bytes bytes);
/// Nothing unless the text is exactly what toBase64() writes for some bytes: a second spelling of the
/// same bytes is refused, too.
[[nodiscard]] std::optional<std::vector<std::byte>> fromBase64(std::string_view text);

} // namespace turnpike::auth
