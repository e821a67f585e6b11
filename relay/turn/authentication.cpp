// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/opaque_string.h"
#include "relay/turn/server_impl.h"

#include <algorithm>
#include <cstring>

namespace turnpike::turn {

namespace {

constexpr std::size_t kMostNonceBytes = kMostRealmBytes; // RFC 8489 section 14.10
constexpr std::size_t kSmallestAttribute = 8;            // that holds anything

MonotonicTime monotonicEnd(Now now, WallTime end)
{
    // Dates lie up to 8000 years ahead, the nanoseconds of a monotonic moment do not.
    constexpr std::chrono::hours kFarAway{24 * 365 * 100};
    const auto left = end - now.wall;
    return left > kFarAway ? MonotonicTime::max() : now.monotonic + left;
}

// The algorithm of the sender's key, RFC 8489 section 9.2.4: clients that know nothing of algorithms take
// MD5. One that does proves by the list, which the signature protects, that nobody shortened it on the way.
std::optional<stun::PasswordAlgorithm> passwordAlgorithm(const stun::MessageView &message,
                                                         auth::SecurityOffer offer)
{
    const auto chosen = message.find(stun::AttributeType::PasswordAlgorithm);
    const auto list = message.find(stun::AttributeType::PasswordAlgorithms);
    if (!chosen && !list)
        return stun::PasswordAlgorithm::Md5;
    if (!chosen || !list || !std::ranges::equal(*list, offer.algorithms()))
        return std::nullopt;
    const auto algorithm = stun::PasswordAlgorithmValue::decode(*chosen);
    return algorithm == stun::PasswordAlgorithm::Sha256 && !offer.sha256 ? std::nullopt : algorithm;
}

} // namespace

/// What a signed request says of its sender.
struct Server::Impl::Claim {
    std::string username{};     ///< prepared; empty when it can be nobody's
    std::string_view written{}; ///< as the client wrote it, and a service may have signed it
    /// What wrong passwords are counted for: the name, or a hash that is nobody's.
    std::string guessed{};
    std::string_view realm;
    std::string_view nonce;
};

// The order of RFC 8489 section 9.2.4. The nonce comes before the password: looking at it is cheap, and
// it proves that the sender's address is its own.
bool Server::Impl::authenticate(Request &request)
{
    if (stun::integrityKind(request.message) == stun::IntegrityKind::None) {
        ++m_counters.challenges;
        challenge(request, stun::ErrorCode::Unauthenticated);
        return false;
    }
    const Allocation *const running = runningFor(request);
    const auto claim = readClaim(request, running);
    if (!claim) {
        refuse(request, stun::ErrorCode::BadRequest);
        return false;
    }
    if (m_nonces.verify(claim->nonce, request.path.tuple.client, request.now.wall,
                        m_settings->lifetimes.nonce, offerFor(running)) != auth::NonceState::Valid) {
        ++m_counters.staleNonces;
        challenge(request, stun::ErrorCode::StaleNonce);
        return false;
    }
    const auto algorithm = passwordAlgorithm(request.message, offerFor(running));
    if (!algorithm) {
        refuse(request, stun::ErrorCode::BadRequest);
        return false;
    }
    request.username = claim->username;
    // In the user's own allocation nobody else can ask: the nonce proves the address.
    const bool isOwner = running != nullptr && running == request.allocation && !request.ticket &&
                         running->belongsTo(request.username);
    const IpAddress &source = request.path.tuple.client.address;
    const auto token = request.message.find(stun::AttributeType::AccessToken);
    // Nobody guesses a token, and its name is that of all who hold one.
    const bool isGuess = !isOwner && !token;
    Admission &admission = m_environment.admission;
    if (isGuess && !admission.mayTryPassword(request.now.monotonic, request.path.tuple.client, claim->guessed,
                                             m_settings->limits)) {
        ++m_counters.guessesNotTried;
        return false;
    }
    const bool isKnownRealm = claim->realm == m_settings->realm ||
                              (running != nullptr && claim->realm == running->admittance.realm);
    const bool isRight =
        isKnownRealm &&
        ((token ? checkToken(request, *claim, *token) : checkPassword(request, *claim, *algorithm)) ||
         checkAdmittance(request, running, *claim, *algorithm));
    if (isGuess)
        admission.passwordTried(request.now.monotonic, source, claim->guessed, isRight, m_settings->limits);
    if (isRight) {
        if (running == nullptr || request.ticket)
            budgetFor(request.path).noteKnown(request.now.monotonic, source);
        return true;
    }
    ++m_counters.wrongCredentials;
    challenge(request, !isKnownRealm && running != nullptr ? stun::ErrorCode::WrongCredentials
                                                           : stun::ErrorCode::Unauthenticated);
    return false;
}

// Whose credentials are as good as those of today: the client's own, and that of the connection which a new
// stream wants to join (RFC 6062 section 4.3).
const Allocation *Server::Impl::runningFor(const Request &request) const
{
    if (request.allocation != nullptr || request.message.method() != stun::Method::ConnectionBind)
        return request.allocation;
    const auto connection = request.number(stun::AttributeType::ConnectionId, 0);
    const auto found = m_connections.find(ConnectionId{connection.value_or(0)});
    return found == m_connections.end() ? nullptr : m_allocations.find(found->second);
}

// Nothing when a part is missing or too long.
std::optional<Server::Impl::Claim> Server::Impl::readClaim(const Request &request,
                                                           const Allocation *running) const
{
    using enum stun::AttributeType;
    const auto username = request.message.find(Username);
    const auto hash = request.message.find(UserHash);
    const auto realm = request.message.find(Realm);
    const auto nonce = request.message.find(Nonce);
    if ((!username && !hash) || !realm || !nonce || realm->size() > kMostRealmBytes ||
        nonce->size() > kMostNonceBytes || (username && username->size() > kMostUsernameBytes) ||
        (hash && hash->size() != auth::UserHash{}.size()))
        return std::nullopt;
    Claim claim{.realm = stun::textOf(*realm), .nonce = stun::textOf(*nonce)};
    if (username) {
        claim.written = stun::textOf(*username);
        // A name that cannot be prepared is nobody's, and takes as long as any other.
        claim.username = preparedUsername(claim.written).value_or(std::string());
    } else {
        claim.username = nameOfHash(*hash, claim.realm, running);
    }
    claim.guessed = username || !claim.username.empty() ? claim.username : stun::textOf(*hash);
    return claim;
}

// Empty when the hash is nobody's. A client with a call is known by its hash, whoever it is.
std::string Server::Impl::nameOfHash(Bytes hash, std::string_view realm, const Allocation *running) const
{
    auth::UserHash wanted{};
    std::memcpy(wanted.data(), hash.data(), wanted.size());
    if (running != nullptr && auth::userHash(running->username, realm) == wanted)
        return running->username;
    const auto *const user =
        realm == m_settings->realm ? m_settings->credentials.userOfHash(wanted) : nullptr;
    return user != nullptr ? user->name : std::string();
}

auth::SecurityOffer Server::Impl::offerFor(const Allocation *running) const
{
    auth::SecurityOffer offer = m_settings->credentials.offer();
    // A client with a call goes on with the key that it has.
    if (running != nullptr && running->admittance.key.algorithm() == stun::PasswordAlgorithm::Sha256)
        offer.sha256 = true;
    return offer;
}

bool Server::Impl::isSignedWith(const Request &request, const auth::LongTermKey &key)
{
    return stun::verifyIntegrity(request.message, std::as_bytes(std::span(key)));
}

bool Server::Impl::checkPassword(Request &request, const Claim &claim,
                                 stun::PasswordAlgorithm algorithm) const
{
    const auth::Credentials &credentials = m_settings->credentials;
    auto keys = credentials.keysFor(claim.username, claim.realm, request.now.wall, algorithm);
    // A service may have signed the name in another spelling than the prepared one.
    if (!claim.written.empty() && claim.written != claim.username && !claim.username.empty()) {
        for (const auto &key : credentials.keysFor(claim.written, claim.realm, request.now.wall, algorithm))
            keys.push_back(key);
    }
    const bool isKnown = !keys.empty();
    if (!isKnown)
        keys.emplace_back(algorithm); // so that an unknown name takes as long as a wrong password
    for (const auth::LongTermKey &key : keys) {
        if (isSignedWith(request, key) && isKnown) {
            request.integrity = stun::integrityKind(request.message);
            request.key = key;
            request.isCurrent = true;
            return true;
        }
    }
    return false;
}

// In its call the client goes on with what admitted it.
bool Server::Impl::checkAdmittance(Request &request, const Allocation *running, const Claim &claim,
                                   stun::PasswordAlgorithm algorithm) const
{
    if (running == nullptr)
        return false;
    const Admittance &admittance = running->admittance;
    // The key of a token is none of a password, whatever algorithm the client names.
    const bool isOfAlgorithm = admittance.isOfToken || admittance.key.algorithm() == algorithm;
    if (admittance.realm != claim.realm || !running->belongsTo(request.username) || !isOfAlgorithm ||
        !isSignedWith(request, admittance.key) || !mayContinue(request, *running))
        return false;
    request.integrity = stun::integrityKind(request.message);
    request.key = admittance.key;
    return true;
}

// RFC 7635 section 9: the name is that of the key, and the token holds the key that the message is signed
// with.
bool Server::Impl::checkToken(Request &request, const Claim &claim, Bytes value) const
{
    const auth::Credentials &credentials = m_settings->credentials;
    const auth::OAuthKey *const key = credentials.oauthKey(claim.username);
    const auto token = key != nullptr && key->isValid(request.now.wall)
                           ? auth::OAuthToken::decode(value, *key, credentials.oauthServerName())
                           : std::nullopt;
    // So that a wrong token takes as long as a wrong session key.
    auth::LongTermKey session = token ? auth::LongTermKey(token->sessionKey) : auth::LongTermKey();
    bool isSigned = isSignedWith(request, session);
    if (!isSigned && session.size() > auth::OAuthToken::kCoturnKey) {
        session = auth::LongTermKey(Bytes(token->sessionKey).first(auth::OAuthToken::kCoturnKey));
        isSigned = isSignedWith(request, session);
    }
    if (!token || !isSigned || !token->isValid(request.now.wall))
        return false;
    request.integrity = stun::integrityKind(request.message);
    request.key = session;
    request.tokenEnd = token->end();
    request.isCurrent = true;
    return true;
}

// Asked when only what once admitted the allocation admits the request: giving back is always allowed.
bool Server::Impl::mayContinue(const Request &request, const Allocation &allocation) const
{
    if (request.message.method() == stun::Method::Refresh &&
        request.number(stun::AttributeType::Lifetime, 1) == std::uint32_t{0})
        return true;
    const Admittance &admittance = allocation.admittance;
    if (admittance.isOfUser && !m_settings->credentials.isUser(allocation.username))
        return false; // a user who was removed
    return admittance.end == MonotonicTime::max() ||
           request.now.monotonic < admittance.end + m_settings->refreshAfterExpiry;
}

void Server::Impl::keepAdmittance(const Request &request, Admittance &admittance) const
{
    using enum stun::AttributeType;
    admittance.realm = stun::textOf(request.message.find(Realm).value_or(Bytes{}));
    admittance.name = stun::textOf(request.message.find(Username).value_or(stun::bytesOf(request.username)));
    admittance.key = request.key;
    admittance.isOfToken = request.tokenEnd.has_value();
    if (request.tokenEnd) {
        admittance.isOfUser = false;
        admittance.keyId = request.username;
        admittance.end = monotonicEnd(request.now, *request.tokenEnd);
        return;
    }
    const auto &credentials = m_settings->credentials;
    admittance.isOfUser = credentials.isUser(request.username);
    const auto dated = TimeLimitedName::parse(request.username, credentials.separatorIn(request.username));
    admittance.end = dated ? monotonicEnd(request.now, dated->expires) : MonotonicTime::max();
}

void Server::Impl::challenge(const Request &request, stun::ErrorCode code)
{
    if (!mayAnswer(request))
        return;
    const Allocation *const running = runningFor(request);
    const auth::SecurityOffer offer = offerFor(running);
    std::string nonce = m_nonces.issue(request.path.tuple.client, request.now.wall, offer);
    // An answer to an address that may be forged is no more than 3.4 times as long as the request, with a
    // realm of up to 12 bytes; a longer one adds what it has more, and so does the name for authorization
    // servers. The budget of strangers counts all of it. Nobody asks with less than an attribute; the answer
    // to it says what is wanted, and that its nonce is none comes with the next one (438). A nonce without
    // the offer in front that were any good would let somebody on the way take the offer away.
    const bool isShort = !hasConnection(request.path.tuple.transport) &&
                         request.message.bytes().size() < stun::Header::kSize + kSmallestAttribute;
    if (isShort)
        nonce.erase(0, auth::SecurityOffer::kCookieSize);
    stun::MessageBuilder message = reply(request, stun::Class::Error);
    message.addErrorCode(code, {});
    // A client takes the realm of a 438 for that of its next request; one with a call keeps the call's.
    message.add(stun::AttributeType::Realm,
                running != nullptr ? running->admittance.realm : m_settings->realm);
    message.add(stun::AttributeType::Nonce, nonce);
    if (!isShort)
        message.add(stun::AttributeType::PasswordAlgorithms, offer.algorithms());
    // RFC 7635 section 6.1: the name by which authorization servers know the relay.
    if (!isShort && m_settings->credentials.takeTokens())
        message.add(stun::AttributeType::ThirdPartyAuthorization, m_settings->credentials.oauthServerName());
    send(request, message);
}

} // namespace turnpike::turn
