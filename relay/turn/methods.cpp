// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

#include <algorithm>

// What clients may ask and say, by method. A new method is a row here, its number in
// relay/stun/message_type.h, and a file that handles it.

namespace turnpike::turn {

const std::array<Server::Impl::RequestMethod, 7> Server::Impl::kRequestMethods{{
    {stun::Method::Binding, false, &Impl::handleBinding, nullptr},
    {stun::Method::Allocate, true, &Impl::handleAllocate, nullptr},
    {stun::Method::Refresh, true, nullptr, &Impl::handleRefresh},
    {stun::Method::CreatePermission, true, nullptr, &Impl::handleCreatePermission},
    {stun::Method::ChannelBind, true, nullptr, &Impl::handleChannelBind},
    {stun::Method::Connect, true, nullptr, &Impl::handleConnect},
    {stun::Method::ConnectionBind, true, &Impl::handleConnectionBind, nullptr},
}};

// A Binding indication only keeps a NAT's mapping alive (RFC 8489 section 11).
const std::array<Server::Impl::IndicationMethod, 1> Server::Impl::kIndicationMethods{{
    {stun::Method::Send, &Impl::relayIndication},
}};

// RFC 8656 section 5. On its path a client may renew its token, perhaps with another key; whoever comes from
// elsewhere, with a ticket or for a connection, is the holder of the same one.
bool Server::Impl::isOwner(const Request &request, const Allocation &allocation)
{
    const bool isOnItsPath = request.allocation == &allocation && !request.ticket;
    const bool isOfToken = allocation.admittance.isOfToken;
    if (isOnItsPath && isOfToken && request.tokenEnd)
        return true;
    return allocation.belongsTo(request.username) &&
           (isOnItsPath || !isOfToken || request.key == allocation.admittance.key);
}

void Server::Impl::handleRequest(Request &request)
{
    const auto *const method =
        std::ranges::find(kRequestMethods, request.message.method(), &RequestMethod::method);
    if (method == kRequestMethods.end()) {
        ++m_counters.malformedMessages; // RFC 8489 section 6.3: a method nobody knows gets no answer
        return;
    }
    if (method->needsCredentials) {
        request.allocation = m_allocations.find(request.path.tuple);
        if (request.allocation == nullptr && request.message.method() == stun::Method::Refresh)
            findByTicket(request);
        if (!authenticate(request))
            return;
    }
    if (const auto unknown = request.message.unknownRequired(isInNatDiscovery(request) ? isKnownInNatDiscovery
                                                                                       : isKnownAttribute);
        unknown.count > 0) {
        refuseUnknown(request, unknown);
        return;
    }
    Allocation *const allocation = request.allocation;
    if (allocation != nullptr && !isOwner(request, *allocation)) {
        ++m_counters.wrongCredentials;
        refuse(request, stun::ErrorCode::WrongCredentials);
        return;
    }
    if (allocation != nullptr && request.isCurrent)
        keepAdmittance(request, allocation->admittance); // perhaps a new password
    if (allocation != nullptr && request.message.method() != stun::Method::Refresh)
        noteUse(*allocation, request.path);
    if (method->handle != nullptr)
        (this->*method->handle)(request);
    else if (allocation != nullptr)
        (this->*method->handleInAllocation)(request, *allocation);
    else
        refuse(request, stun::ErrorCode::AllocationMismatch);
}

void Server::Impl::handleIndication(Now now, const ClientPath &path, Allocation *allocation,
                                    const stun::MessageView &indication)
{
    const auto *const method =
        std::ranges::find(kIndicationMethods, indication.method(), &IndicationMethod::method);
    if (method != kIndicationMethods.end())
        (this->*method->handle)(now, path, allocation, indication);
}

} // namespace turnpike::turn
