// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/security_offer.h"

#include "relay/stun/password_algorithm.h"

#include <algorithm>
#include <span>

namespace turnpike::auth {

namespace {

constexpr auto bothAlgorithms()
{
    using stun::PasswordAlgorithm;
    using stun::PasswordAlgorithmValue;
    std::array<std::byte, 2 * PasswordAlgorithmValue::kSize> list{};
    const auto strong = PasswordAlgorithmValue::encode(PasswordAlgorithm::Sha256);
    const auto weak = PasswordAlgorithmValue::encode(PasswordAlgorithm::Md5);
    std::ranges::copy(strong, list.begin());
    std::ranges::copy(weak, list.begin() + PasswordAlgorithmValue::kSize);
    return list;
}

constexpr auto kBoth = bothAlgorithms();

} // namespace

Bytes SecurityOffer::algorithms() const
{
    return sha256 ? Bytes(kBoth) : Bytes(kBoth).last(stun::PasswordAlgorithmValue::kSize);
}

std::string_view SecurityOffer::nonceCookie() const
{
    return userHash ? "obMatJos2wAAA" : "obMatJos2gAAA";
}

} // namespace turnpike::auth
