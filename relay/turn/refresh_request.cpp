// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// RFC 8656 section 8.2. Of a dual allocation both relayed addresses are meant unless a family is named.
void Server::Impl::handleRefresh(const Request &request, Allocation &allocation)
{
    using enum stun::AttributeType;
    const bool namesFamily = request.message.has(RequestedAddressFamily);
    const auto wantedFamily = request.number(RequestedAddressFamily, 0);
    const auto requested = request.number(Lifetime, 1);
    if (!wantedFamily || !requested) {
        refuse(request, stun::ErrorCode::BadRequest);
        return;
    }
    const AddressFamily family = stun::familyOf(static_cast<std::uint8_t>(*wantedFamily >> 24));
    if (namesFamily && !allocation.relays(family)) {
        refuse(request, stun::ErrorCode::PeerAddressFamilyMismatch);
        return;
    }
    std::chrono::seconds lifetime{0};
    if (*requested != 0) {
        const MonotonicTime end = endAfter(request.now, lifetimeFor(*requested), allocation.admittance);
        lifetime = std::chrono::ceil<std::chrono::seconds>(end - request.now.monotonic);
        if (!namesFamily || allocation.relayed.address.family() == family)
            allocation.expires = end;
        if (allocation.additional && (!namesFamily || allocation.relayed.address.family() != family))
            allocation.additional->expires = end;
        m_allocations.reschedule(allocation);
        tellChanges(allocation);
        expectOn(request, allocation);
    } else if (namesFamily && allocation.additional) {
        dropFamily(allocation, family);
    } else {
        end(allocation.id, EndCause::Released);
    }
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addNumber(Lifetime, static_cast<std::uint32_t>(lifetime.count()));
    if (lifetime.count() > 0)
        addTicket(request, allocation, message);
    send(request, message);
}

} // namespace turnpike::turn
