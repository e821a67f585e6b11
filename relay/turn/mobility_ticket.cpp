// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/mobility_ticket.h"

#include "relay/stun/byte_order.h"
#include "relay/stun/hmac.h"

#include <span>

namespace turnpike::turn {

namespace {

constexpr std::size_t kPlainSize = 22;
constexpr std::string_view kPurpose = "mobility ticket";

} // namespace

TicketSeal::TicketSeal(const std::array<std::uint8_t, 32> &nonceKey)
    : m_key(stun::hmacSha256(std::as_bytes(std::span(nonceKey)), {stun::bytesOf(kPurpose)}))
{
}

std::vector<std::byte> TicketSeal::seal(const MobilityTicket &ticket, const Nonce &nonce) const
{
    std::array<std::byte, kPlainSize> plain{};
    const auto seconds = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::seconds>(ticket.end).time_since_epoch().count());
    stun::storeBig16(&plain[0], ticket.worker);
    stun::storeBig32(&plain[2], ticket.allocation.slot);
    stun::storeBig32(&plain[6], ticket.allocation.generation);
    stun::storeBig32(&plain[10], ticket.number);
    stun::storeBig32(&plain[14], static_cast<std::uint32_t>(seconds >> 32));
    stun::storeBig32(&plain[18], static_cast<std::uint32_t>(seconds & 0xffffffff));
    std::vector<std::byte> value(nonce.begin(), nonce.end());
    const auto sealed = auth::AesGcm::seal(m_key, nonce, stun::bytesOf(kPurpose), plain);
    value.insert(value.end(), sealed.begin(), sealed.end());
    return value;
}

std::optional<MobilityTicket> TicketSeal::open(Bytes value, WallTime now) const
{
    using auth::AesGcm;
    if (value.size() != AesGcm::kNonceSize + kPlainSize + AesGcm::kTagSize)
        return std::nullopt;
    const auto plain = AesGcm::open(m_key, value.first(AesGcm::kNonceSize), stun::bytesOf(kPurpose),
                                    value.subspan(AesGcm::kNonceSize));
    if (!plain)
        return std::nullopt;
    const std::byte *const at = plain->data();
    const std::uint64_t seconds = std::uint64_t{stun::loadBig32(at + 14)} << 32 | stun::loadBig32(at + 18);
    const MobilityTicket ticket{.worker = stun::loadBig16(at),
                                .allocation = {stun::loadBig32(at + 2), stun::loadBig32(at + 6)},
                                .number = stun::loadBig32(at + 10),
                                .end = WallTime(std::chrono::seconds(seconds))};
    return ticket.end > now ? std::optional(ticket) : std::nullopt;
}

} // namespace turnpike::turn
