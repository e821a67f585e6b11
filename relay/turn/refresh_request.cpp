// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// RFC 8656 section 8.2.
void Server::Impl::handleRefresh(const Request &request, Allocation &allocation)
{
    using enum stun::AttributeType;
    const AddressFamily family = allocation.relayed.address.family();
    const auto wantedFamily =
        request.number(RequestedAddressFamily, std::uint32_t{stun::familyNumber(family)} << 24);
    const auto requested = request.number(Lifetime, 1);
    if (!wantedFamily || !requested) {
        refuse(request, stun::ErrorCode::BadRequest);
        return;
    }
    if (stun::familyOf(static_cast<std::uint8_t>(*wantedFamily >> 24)) != family) {
        refuse(request, stun::ErrorCode::PeerAddressFamilyMismatch);
        return;
    }
    std::chrono::seconds lifetime{0};
    if (*requested == 0) {
        end(allocation.id, EndCause::Released);
    } else {
        lifetime = lifetimeFor(*requested);
        allocation.expires = request.now.monotonic + lifetime;
        m_allocations.reschedule(allocation);
        tellChanges(allocation);
    }
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addNumber(Lifetime, static_cast<std::uint32_t>(lifetime.count()));
    send(request, message);
}

} // namespace turnpike::turn
