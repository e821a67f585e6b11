// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_session.h"

namespace turnpike::tls {

DtlsSession::DtlsSession(DtlsEndpoint &endpoint, DtlsEndpoint::Path path, std::unique_ptr<Session> session)
    : m_endpoint(&endpoint)
    , m_path(std::move(path))
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
    // A datagram that cannot leave is lost, and no reason to keep others back.
    static_cast<void>(m_session->send(bytes));
    return bytes.size();
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
