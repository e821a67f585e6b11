// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/session.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace turnpike::tls {

namespace {

/// The longest record; what is read at a time.
constexpr std::size_t kRecord = 16 * 1024;

Session &sessionOf(BIO *bio)
{
    return *static_cast<Session *>(BIO_get_data(bio));
}

} // namespace

int readCarried(BIO *bio, char *into, int size)
{
    Session &session = sessionOf(bio);
    BIO_clear_retry_flags(bio);
    if (session.m_arrived.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const auto count = std::min(static_cast<std::size_t>(size), session.m_arrived.size());
    std::memcpy(into, session.m_arrived.data(), count);
    // A datagram is read whole: what does not fit is lost.
    session.m_arrived = session.m_isDatagram ? Bytes{} : session.m_arrived.subspan(count);
    return static_cast<int>(count);
}

int writeCarried(BIO *bio, const char *bytes, int size)
{
    BIO_clear_retry_flags(bio);
    sessionOf(bio).m_carrier->carry(std::as_bytes(std::span(bytes, static_cast<std::size_t>(size))));
    return size;
}

namespace {

// Sizes of datagrams are the carrier's affair: handshakes stay below what every path takes.
constexpr long kLargestDatagram = 1280 - 48;

long controlCarried(BIO *, int command, long, void *)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return kLargestDatagram;
    default:
        return 0;
    }
}

BIO_METHOD *carriedMethod()
{
    static BIO_METHOD *const method = [] {
        BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "carried");
        BIO_meth_set_read(made, readCarried);
        BIO_meth_set_write(made, writeCarried);
        BIO_meth_set_ctrl(made, controlCarried);
        return made;
    }();
    return method;
}

} // namespace

Session::Session(Connection connection, Carrier &carrier)
    : m_isDatagram(SSL_is_dtls(connection.get()) == 1)
    , m_carrier(&carrier)
    , m_connection(std::move(connection))
{
    BIO *bio = BIO_new(carriedMethod());
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_connection.get(), bio, bio);
    if (m_isDatagram)
        SSL_set_mtu(m_connection.get(), kLargestDatagram);
}

Session::Outcome Session::receive(Bytes sealed, const std::function<bool(Bytes)> &deliver)
{
    if (!isEstablished()) {
        m_handshakeBytes += sealed.size();
        if (m_handshakeBytes > kLongestHandshake) {
            m_reason = "its handshake is longer than any that means well";
            return Outcome::Broken;
        }
    }
    m_arrived = sealed;
    const auto outcome = readArrived(deliver);
    m_arrived = {}; // the bytes are the caller's
    return outcome;
}

Session::Outcome Session::readArrived(const std::function<bool(Bytes)> &deliver)
{
    std::array<std::byte, kRecord> said;
    for (;;) {
        ERR_clear_error();
        std::size_t count = 0;
        const bool isRead = SSL_read_ex(m_connection.get(), said.data(), said.size(), &count) == 1;
        m_isEstablished = m_isEstablished || SSL_is_init_finished(m_connection.get()) == 1;
        if (isRead) {
            if (!deliver(Bytes(said).first(count)))
                return Outcome::Goes;
            continue;
        }
        switch (SSL_get_error(m_connection.get(), 0)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            if (m_arrived.empty())
                return Outcome::Goes;
            break;
        case SSL_ERROR_ZERO_RETURN:
            return Outcome::Ended;
        default:
            m_reason = takeReason();
            return Outcome::Broken;
        }
    }
}

std::optional<std::size_t> Session::send(Bytes bytes)
{
    if (!isEstablished())
        return std::nullopt;
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_write_ex(m_connection.get(), bytes.data(),
                     m_isDatagram ? bytes.size() : std::min(bytes.size(), kRecord), &count) != 1) {
        m_reason = takeReason();
        return std::nullopt;
    }
    return count;
}

void Session::keepBuffers(bool keep)
{
    if (keep)
        SSL_clear_mode(m_connection.get(), SSL_MODE_RELEASE_BUFFERS);
    else
        SSL_set_mode(m_connection.get(), SSL_MODE_RELEASE_BUFFERS);
}

bool Session::listen(Bytes hello)
{
    m_arrived = hello;
    ERR_clear_error();
    BIO_ADDR *const unused = BIO_ADDR_new();
    const bool isGood = DTLSv1_listen(m_connection.get(), unused) == 1;
    BIO_ADDR_free(unused);
    ERR_clear_error();
    m_arrived = {};
    return isGood;
}

void Session::end()
{
    if (isEstablished() && (SSL_get_shutdown(m_connection.get()) & SSL_SENT_SHUTDOWN) == 0)
        static_cast<void>(SSL_shutdown(m_connection.get()));
    ERR_clear_error();
}

} // namespace turnpike::tls
