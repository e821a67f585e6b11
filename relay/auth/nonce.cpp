// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/nonce.h"

#include "relay/auth/base64.h"
#include "relay/stun/hmac.h"

#include <algorithm>

namespace turnpike::auth {

namespace {

constexpr std::size_t kTimeSize = 4;
constexpr std::size_t kCodeSize = 10;
constexpr std::chrono::seconds kClockSkew{5};

using Raw = std::array<std::byte, kTimeSize + kCodeSize>;

std::uint32_t secondsOf(WallTime time)
{
    return static_cast<std::uint32_t>(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

Raw sign(const NonceIssuer::Key &key, std::uint32_t issued, const TransportAddress &client,
         SecurityOffer offer)
{
    Raw raw{};
    stun::storeBig32(raw.data(), issued);
    // Each piece but the last has one length for each family, so none can be taken for another.
    std::array<std::byte, 3> familyAndPort{static_cast<std::byte>(client.address.family())};
    stun::storeBig16(&familyAndPort[1], client.port.value);
    const auto code = stun::hmacSha256(std::as_bytes(std::span(key)),
                                       {Bytes(raw).first(kTimeSize), familyAndPort,
                                        std::as_bytes(std::span(client.address.bytes())),
                                        stun::bytesOf(offer.nonceCookie()), offer.algorithms()});
    std::copy_n(code.begin(), kCodeSize, raw.begin() + kTimeSize);
    return raw;
}

} // namespace

std::string NonceIssuer::issue(const TransportAddress &client, WallTime now, SecurityOffer offer) const
{
    std::string text(offer.nonceCookie());
    text += toBase64(sign(m_key, secondsOf(now), client, offer));
    text.pop_back(); // the padding, which is one character
    return text;
}

NonceState NonceIssuer::verify(std::string_view nonce, const TransportAddress &client, WallTime now,
                               std::chrono::seconds lifetime, SecurityOffer offer) const
{
    if (nonce.size() != kTextSize || !nonce.starts_with(offer.nonceCookie()))
        return NonceState::Foreign;
    const auto raw = fromBase64(std::string(nonce.substr(SecurityOffer::kCookieSize)) + '=');
    if (!raw || raw->size() != kTimeSize + kCodeSize)
        return NonceState::Foreign;
    const std::uint32_t issued = stun::loadBig32(raw->data());
    if (!stun::equalInConstantTime(sign(m_key, issued, client, offer), *raw))
        return NonceState::Foreign;
    const WallTime issuedAt{std::chrono::seconds(issued)};
    return issuedAt + lifetime > now && issuedAt <= now + kClockSkew ? NonceState::Valid : NonceState::Stale;
}

} // namespace turnpike::auth
