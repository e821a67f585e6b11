// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/opaque_string.h"
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

namespace {

constexpr std::size_t kMostNonceBytes = kMostRealmBytes; // RFC 8489 section 14.10

MonotonicTime monotonicEnd(Now now, WallTime end)
{
    // Dates lie up to 8000 years ahead, the nanoseconds of a monotonic moment do not.
    constexpr std::chrono::hours kFarAway{24 * 365 * 100};
    const auto left = end - now.wall;
    return left > kFarAway ? MonotonicTime::max() : now.monotonic + left;
}

} // namespace

// The order of RFC 8489 section 9.2.4. The nonce comes before the password: looking at it is cheap, and
// it proves that the sender's address is its own.
bool Server::Impl::authenticate(Request &request)
{
    using enum stun::AttributeType;
    const stun::MessageView &message = request.message;
    if (stun::integrityKind(message) == stun::IntegrityKind::None) {
        ++m_counters.challenges;
        challenge(request, stun::ErrorCode::Unauthenticated);
        return false;
    }
    const auto username = message.find(Username);
    const auto realm = message.find(Realm);
    const auto nonce = message.find(Nonce);
    if (!username || !realm || !nonce || username->size() > kMostUsernameBytes ||
        realm->size() > kMostRealmBytes || nonce->size() > kMostNonceBytes) {
        refuse(request, stun::ErrorCode::BadRequest);
        return false;
    }
    if (m_nonces.verify(stun::textOf(*nonce), request.path.tuple.client, request.now.wall,
                        m_settings->lifetimes.nonce) != auth::NonceState::Valid) {
        ++m_counters.staleNonces;
        challenge(request, stun::ErrorCode::StaleNonce);
        return false;
    }
    // A name that cannot be prepared is nobody's, and takes as long as any other.
    request.username = preparedUsername(stun::textOf(*username)).value_or(std::string());
    const Allocation *const running = m_allocations.find(request.path.tuple);
    const std::string_view realmName = stun::textOf(*realm);
    // In the user's own allocation nobody else can ask: the nonce proves the address.
    const bool isOwner = running != nullptr && running->username == request.username;
    const IpAddress &source = request.path.tuple.client.address;
    Admission &admission = m_environment.admission;
    if (!isOwner && !admission.mayTryPassword(request.now.monotonic, request.path.tuple.client,
                                              request.username, m_settings->limits)) {
        ++m_counters.guessesNotTried;
        return false;
    }
    const bool isKnownRealm =
        realmName == m_settings->realm || (running != nullptr && realmName == running->admittance.realm);
    const bool isRight = isKnownRealm && checkPassword(request, running, stun::textOf(*username), realmName);
    if (!isOwner)
        admission.passwordTried(request.now.monotonic, source, request.username, isRight, m_settings->limits);
    if (isRight) {
        if (running == nullptr)
            budgetFor(request.path).noteKnown(request.now.monotonic, source);
        return true;
    }
    ++m_counters.wrongCredentials;
    challenge(request, !isKnownRealm && running != nullptr ? stun::ErrorCode::WrongCredentials
                                                           : stun::ErrorCode::Unauthenticated);
    return false;
}

bool Server::Impl::checkPassword(Request &request, const Allocation *running, std::string_view name,
                                 std::string_view realm) const
{
    const auth::Credentials &credentials = m_settings->credentials;
    auto keys = credentials.keysFor(request.username, realm, request.now.wall);
    // A service may have signed the name in another spelling than the prepared one.
    if (name != request.username && !request.username.empty()) {
        for (const auth::LongTermKey &key : credentials.keysFor(name, realm, request.now.wall))
            keys.push_back(key);
    }
    const bool isKnown = !keys.empty();
    if (!isKnown)
        keys.emplace_back(); // so that an unknown name takes as long as a wrong password
    const auto isSignedWith = [&](const auth::LongTermKey &key) {
        return stun::verifyIntegrity(request.message, std::as_bytes(std::span(key)));
    };
    for (const auth::LongTermKey &key : keys) {
        if (isSignedWith(key) && isKnown) {
            request.integrity = stun::integrityKind(request.message);
            request.key = key;
            request.isCurrent = true;
            return true;
        }
    }
    if (running == nullptr || running->admittance.realm != realm || running->username != request.username ||
        !isSignedWith(running->admittance.key) || !mayContinue(request, *running))
        return false;
    request.integrity = stun::integrityKind(request.message);
    request.key = running->admittance.key;
    return true;
}

// Asked when only what once admitted the allocation admits the request: giving back is always allowed.
bool Server::Impl::mayContinue(const Request &request, const Allocation &allocation) const
{
    if (request.message.method() == stun::Method::Refresh &&
        request.number(stun::AttributeType::Lifetime, 1) == std::uint32_t{0})
        return true;
    const Admittance &admittance = allocation.admittance;
    if (admittance.isOfUser && !m_settings->credentials.keyOfUser(allocation.username))
        return false; // a user who was removed
    return admittance.end == MonotonicTime::max() ||
           request.now.monotonic < admittance.end + m_settings->refreshAfterExpiry;
}

void Server::Impl::keepAdmittance(const Request &request, Admittance &admittance) const
{
    using enum stun::AttributeType;
    admittance.realm = stun::textOf(request.message.find(Realm).value_or(Bytes{}));
    admittance.name = stun::textOf(request.message.find(Username).value_or(Bytes{}));
    admittance.key = request.key;
    const auto &credentials = m_settings->credentials;
    admittance.isOfUser = credentials.keyOfUser(request.username).has_value();
    const auto dated = TimeLimitedName::parse(request.username, credentials.separatorIn(request.username));
    admittance.end = dated ? monotonicEnd(request.now, dated->expires) : MonotonicTime::max();
}

void Server::Impl::challenge(const Request &request, stun::ErrorCode code)
{
    if (!mayAnswer(request))
        return;
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    message.addErrorCode(code, {});
    // A client takes the realm of a 438 for that of its next request; one with a call keeps the call's.
    const Allocation *const running = m_allocations.find(request.path.tuple);
    message.add(stun::AttributeType::Realm,
                running != nullptr ? running->admittance.realm : m_settings->realm);
    message.add(stun::AttributeType::Nonce, m_nonces.issue(request.path.tuple.client, request.now.wall));
    send(request, message);
}

} // namespace turnpike::turn
