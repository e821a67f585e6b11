// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/tls_stream.h"

namespace turnpike::tls {

namespace {

constexpr std::byte kHandshakeRecord{22};
/// More waits only for somebody who makes this side talk and does not listen.
constexpr std::size_t kMostSealed = 64 * 1024;

} // namespace

TlsStream::TlsStream(std::unique_ptr<net::ByteStream> below, SharedCertificates certificates, Plain plain,
                     HandshakeObserver &observer, const TransportAddress &client)
    : m_below(std::move(below))
    , m_certificates(std::move(certificates))
    , m_plain(plain)
    , m_observer(observer)
    , m_other(client)
{
}

TlsStream::TlsStream(std::unique_ptr<net::ByteStream> below, Connection connection,
                     HandshakeObserver &observer, const TransportAddress &server)
    : m_below(std::move(below))
    , m_plain(Plain::Refused)
    , m_observer(observer)
    , m_other(server)
    , m_session(std::make_unique<Session>(std::move(connection), static_cast<Carrier &>(*this)))
{
}

TlsStream::~TlsStream()
{
    close();
}

Result<void> TlsStream::start(net::StreamHandler &handler)
{
    m_handler = &handler;
    if (auto started = m_below->start(*this); !started)
        return started;
    if (m_session) // a client speaks first
        static_cast<void>(m_session->receive({}, [](Bytes) { return true; }));
    return {};
}

Transport TlsStream::transport() const
{
    if (m_isPlain)
        return m_below->transport();
    return m_session && SSL_is_dtls(m_session->handle()) == 1 ? Transport::Dtls : Transport::Tls;
}

void TlsStream::checkTimeout()
{
    if (m_session && !m_session->isEstablished() && isOpen())
        DTLSv1_handle_timeout(m_session->handle());
}

Result<void> TlsStream::attach(net::IoEngine &engine, net::StreamHandler &handler, net::StreamEnd end)
{
    m_handler = &handler;
    m_end = end;
    return m_below->attach(engine, *this, end);
}

bool TlsStream::isEstablished() const
{
    return !m_session || m_session->isEstablished();
}

TlsStream::Beginning TlsStream::begin(std::byte first)
{
    if (first != kHandshakeRecord) {
        m_isPlain = m_plain == Plain::Taken;
        return m_isPlain ? Beginning::Good : Beginning::NotUnderstood;
    }
    if (!m_observer.mayBeginHandshake(m_other))
        return Beginning::NotNow;
    auto connection = m_certificates->newConnection(CertificateSet::Kind::Streams);
    m_certificates.reset();
    if (!connection)
        return Beginning::NotUnderstood;
    m_session = std::make_unique<Session>(std::move(connection), static_cast<Carrier &>(*this));
    return Beginning::Good;
}

void TlsStream::bytesReceived(Bytes bytes)
{
    if (!m_isPlain && !m_session) {
        switch (begin(bytes.front())) {
        case Beginning::Good:
            break;
        case Beginning::NotUnderstood:
            fail("what it sent first is no TLS greeting");
            return;
        case Beginning::NotNow:
            end();
            return;
        }
    }
    if (m_isPlain) {
        m_handler->bytesReceived(bytes);
        return;
    }
    if (m_hasHeardGoodbye)
        return; // nobody speaks after it
    const auto outcome = m_session->receive(bytes, [this](Bytes said) {
        m_handler->bytesReceived(said);
        return isOpen();
    });
    if (!isOpen())
        return;
    if (outcome == Session::Outcome::Broken && !m_session->isEstablished()) {
        fail(m_session->reason());
    } else if (outcome == Session::Outcome::Ended && m_end == net::StreamEnd::WithBothSides) {
        m_hasHeardGoodbye = true;
        m_handler->sendingEnded();
    } else if (outcome != Session::Outcome::Goes || m_isBroken) {
        m_handler->streamEnded();
        close();
    } else if (m_handlerWaits && m_sealed.empty() && m_session->isEstablished()) {
        m_handlerWaits = false;
        m_handler->streamWritable();
    }
}

void TlsStream::fail(const std::string &reason)
{
    m_observer.handshakeFailed(transport(), m_other, reason);
    end();
}

void TlsStream::end()
{
    m_handler->streamEnded();
    close();
}

std::optional<std::size_t> TlsStream::write(Bytes bytes)
{
    if (m_isPlain)
        return m_below->write(bytes);
    if (!isOpen() || m_isBroken)
        return std::nullopt;
    std::size_t taken = 0;
    while (taken < bytes.size() && m_sealed.empty() && m_session && m_session->isEstablished()) {
        const auto sent = m_session->send(bytes.subspan(taken));
        if (!sent || m_isBroken)
            return std::nullopt;
        taken += *sent;
    }
    m_handlerWaits = taken < bytes.size();
    return taken;
}

void TlsStream::carry(Bytes sealed)
{
    std::size_t taken = 0;
    if (m_sealed.empty()) {
        const auto written = m_below->write(sealed);
        m_isBroken = m_isBroken || !written;
        taken = written.value_or(sealed.size());
    }
    const Bytes rest = sealed.subspan(taken);
    m_isBroken = m_isBroken || m_sealed.size() + rest.size() > kMostSealed;
    if (!m_isBroken)
        m_sealed.insert(m_sealed.end(), rest.begin(), rest.end());
}

void TlsStream::streamWritable()
{
    if (m_isPlain) {
        m_handler->streamWritable();
        return;
    }
    const auto taken = m_below->write(m_sealed);
    if (!taken)
        return; // the end follows
    m_sealed.erase(m_sealed.begin(), m_sealed.begin() + static_cast<std::ptrdiff_t>(*taken));
    if (!m_sealed.empty())
        return;
    m_sealed.shrink_to_fit();
    if (m_endsSending)
        m_below->endSending();
    if (m_handlerWaits && isEstablished()) {
        m_handlerWaits = false;
        m_handler->streamWritable();
    }
}

void TlsStream::streamEnded()
{
    m_handler->streamEnded();
}

void TlsStream::sendingEnded()
{
    if (m_isPlain)
        m_handler->sendingEnded();
    else if (!m_hasHeardGoodbye)
        m_handler->streamEnded(); // without a goodbye it was cut off
}

void TlsStream::endSending()
{
    m_endsSending = true;
    if (m_session)
        m_session->end();
    if (m_sealed.empty())
        m_below->endSending();
}

void TlsStream::limitBuffers(std::size_t bytes)
{
    m_below->limitBuffers(bytes);
    if (m_session)
        m_session->keepBuffers(false);
}

void TlsStream::unlimitBuffers()
{
    m_below->unlimitBuffers();
    if (m_session)
        m_session->keepBuffers(true);
}

void TlsStream::close()
{
    if (!isOpen())
        return;
    if (m_session && m_sealed.empty())
        m_session->end();
    m_below->close();
}

} // namespace turnpike::tls
