// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// RFC 8489 section 3: no credentials, no state, one attribute.
void Server::Impl::handleBinding(const Request &request)
{
    ++m_counters.bindingRequests;
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    message.addXorAddress(stun::AttributeType::XorMappedAddress, request.path.tuple.client);
    send(request, message);
}

} // namespace turnpike::turn
