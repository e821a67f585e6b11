// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// The order of RFC 8489 section 9.2.4. The nonce comes before the password: looking at it is cheap, and
// it proves that the sender's address is its own.
bool Server::Impl::authenticate(Request &request)
{
    using enum stun::AttributeType;
    const stun::MessageView &message = request.message;
    const stun::IntegrityKind integrity = stun::integrityKind(message);
    if (integrity == stun::IntegrityKind::None) {
        ++m_counters.challenges;
        challenge(request, stun::ErrorCode::Unauthenticated);
        return false;
    }
    const auto username = message.find(Username);
    const auto realm = message.find(Realm);
    const auto nonce = message.find(Nonce);
    if (!username || !realm || !nonce) {
        refuse(request, stun::ErrorCode::BadRequest);
        return false;
    }
    if (m_nonces.verify(stun::textOf(*nonce), request.path.tuple.client, request.now.wall,
                        m_settings->lifetimes.nonce) != auth::NonceState::Valid) {
        ++m_counters.staleNonces;
        challenge(request, stun::ErrorCode::StaleNonce);
        return false;
    }
    if (stun::textOf(*realm) != m_settings->realm) {
        ++m_counters.wrongCredentials;
        const bool hasAllocation = m_allocations.find(request.path.tuple) != nullptr;
        challenge(request,
                  hasAllocation ? stun::ErrorCode::WrongCredentials : stun::ErrorCode::Unauthenticated);
        return false;
    }
    auto keys = m_settings->credentials.keysFor(stun::textOf(*username), m_settings->realm, request.now.wall);
    const bool isKnown = !keys.empty();
    if (!isKnown)
        keys.emplace_back(); // so that an unknown name takes as long as a wrong password
    for (const auth::LongTermKey &key : keys) {
        if (stun::verifyIntegrity(message, std::as_bytes(std::span(key))) && isKnown) {
            request.integrity = integrity;
            request.key = key;
            request.username = stun::textOf(*username);
            return true;
        }
    }
    ++m_counters.wrongCredentials;
    challenge(request, stun::ErrorCode::Unauthenticated);
    return false;
}

void Server::Impl::challenge(const Request &request, stun::ErrorCode code)
{
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    message.addErrorCode(code, {});
    message.add(stun::AttributeType::Realm, m_settings->realm);
    message.add(stun::AttributeType::Nonce, m_nonces.issue(request.path.tuple.client, request.now.wall));
    send(request, message);
}

} // namespace turnpike::turn
