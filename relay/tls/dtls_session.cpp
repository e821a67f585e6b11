// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_session.h"

namespace turnpike::tls {

namespace {

constexpr std::size_t kHeaderOfRecord = 13;
/// What encryption adds to a record: the tag, and for AES-GCM the part of the nonce that is sent (RFC 5288,
/// RFC 7905).
constexpr std::size_t kTag = 16;
constexpr std::size_t kSentNonce = 8;

std::size_t numberAt(Bytes bytes, std::size_t at)
{
    return std::to_integer<std::size_t>(bytes[at]) << 8 | std::to_integer<std::size_t>(bytes[at + 1]);
}

/// Whether every record is whole, and those that are encrypted are long enough to be. OpenSSL ends a session
/// over one that is not, and anybody can send it: such a datagram is to be thrown away (RFC 6347
/// section 4.1.2.7).
bool couldBeOurs(Bytes datagram, std::size_t overhead)
{
    while (!datagram.empty()) {
        if (datagram.size() < kHeaderOfRecord)
            return false;
        const bool isEncrypted = numberAt(datagram, 3) != 0; // an epoch after the first
        const std::size_t length = numberAt(datagram, 11);
        if (length > datagram.size() - kHeaderOfRecord || (isEncrypted && length < overhead))
            return false;
        datagram = datagram.subspan(kHeaderOfRecord + length);
    }
    return true;
}

std::size_t overheadOf(const SSL_CIPHER *cipher)
{
    // What is encrypted before the handshake is over is longer than both.
    const bool isChaCha = cipher != nullptr && SSL_CIPHER_get_cipher_nid(cipher) == NID_chacha20_poly1305;
    return isChaCha ? kTag : kSentNonce + kTag;
}

} // namespace

DtlsSession::DtlsSession(DtlsEndpoint &endpoint, DtlsEndpoint::Path path, const HelloRandom &random,
                         std::unique_ptr<Session> session)
    : m_endpoint(&endpoint)
    , m_path(std::move(path))
    , m_random(random)
    , m_session(std::move(session))
{
    m_session->carryBy(*this);
}

DtlsSession::~DtlsSession()
{
    close();
}

Result<void> DtlsSession::start(net::StreamHandler &handler)
{
    m_handler = &handler;
    return {};
}

std::optional<std::size_t> DtlsSession::write(Bytes bytes)
{
    if (!isOpen())
        return std::nullopt;
    return m_session->send(bytes).value_or(0);
}

void DtlsSession::close()
{
    if (!isOpen())
        return;
    m_session->end();
    std::exchange(m_endpoint, nullptr)->forget(*this);
}

void DtlsSession::receive(Bytes datagram)
{
    if (!couldBeOurs(datagram, overheadOf(SSL_get_current_cipher(m_session->handle()))))
        return;
    const auto outcome = m_session->receive(datagram, [this](Bytes said) {
        if (m_handler && m_isReading)
            m_handler->bytesReceived(said);
        return isOpen();
    });
    if (!isOpen() || outcome == Session::Outcome::Goes)
        return;
    if (outcome == Session::Outcome::Broken && !isEstablished())
        fail();
    else
        end();
}

void DtlsSession::checkTimeout()
{
    if (DTLSv1_handle_timeout(m_session->handle()) < 0)
        fail();
}

void DtlsSession::fail()
{
    const std::string reason = m_session->reason().empty() ? takeReason() : m_session->reason();
    m_endpoint->m_events.handshakeFailed(Transport::Dtls, m_path.first, reason);
    end();
}

void DtlsSession::end()
{
    if (m_handler)
        m_handler->streamEnded();
    close();
}

void DtlsSession::carry(Bytes sealed)
{
    if (isOpen())
        m_endpoint->m_events.sendSealed(m_path.first, m_path.second.address, sealed);
}

} // namespace turnpike::tls
