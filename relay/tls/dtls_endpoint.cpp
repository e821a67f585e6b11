// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_endpoint.h"

#include "relay/tls/dtls_cookies.h"
#include "relay/tls/dtls_session.h"

#include <algorithm>

namespace turnpike::tls {

namespace {

/// OpenSSL waits a second before it sends a flight again, then twice as long each time.
constexpr std::chrono::milliseconds kTimeoutCheck{250};
/// What a stranger is answered: record and handshake header, version, a cookie (RFC 6347 section 4.2.1).
constexpr std::size_t kHelloVerifyRequest = 13 + 12 + 3 + 20;
/// A greeting in one datagram, as a cookie asks for; none is as long as that.
constexpr std::size_t kLongestHello = 2048;

constexpr std::size_t kRecordHeader = 13;
constexpr std::size_t kHandshakeHeader = 12;
constexpr std::size_t kVersion = 2;
constexpr std::size_t kRandomAt = kRecordHeader + kHandshakeHeader + kVersion;
constexpr std::byte kHandshake{22};
constexpr std::byte kClientHello{1};

// A handshake record of epoch 0 with a ClientHello (RFC 6347 sections 4.1, 4.2.2).
bool isHello(Bytes datagram)
{
    return datagram.size() >= kRandomAt + std::tuple_size_v<HelloRandom> && datagram[0] == kHandshake &&
           datagram[3] == std::byte{0} && datagram[4] == std::byte{0} &&
           datagram[kRecordHeader] == kClientHello;
}

// The first of a handshake, without a cookie.
bool isFirstHello(Bytes datagram)
{
    return isHello(datagram) && datagram[kRecordHeader + 4] == std::byte{0} &&
           datagram[kRecordHeader + 5] == std::byte{0};
}

HelloRandom randomOf(Bytes hello)
{
    HelloRandom random;
    std::ranges::copy(hello.subspan(kRandomAt, random.size()), random.begin());
    return random;
}

} // namespace

/// The one connection that handles greetings of all who have shown nothing yet.
class DtlsEndpoint::Greeter final : public Carrier {
public:
    explicit Greeter(Events &events)
        : m_events(events)
    {
    }

    void setCertificates(const SharedCertificates &certificates)
    {
        m_certificates = certificates;
        m_listening.reset();
    }

    /// The session of whoever sent a good cookie.
    [[nodiscard]] std::unique_ptr<Session> greet(MonotonicTime now, const Path &path, Bytes hello)
    {
        if (!m_listening) {
            auto connection = m_certificates->newConnection(CertificateSet::Kind::Datagrams);
            if (!connection)
                return nullptr;
            m_listening = std::make_unique<Session>(std::move(connection), *this);
        }
        m_path = &path;
        m_cookies.serve(m_listening->handle(), path.first, path.second, now);
        return m_listening->listen(hello) ? std::move(m_listening) : nullptr;
    }

private:
    void carry(Bytes sealed) override { m_events.sendSealed(m_path->first, m_path->second.address, sealed); }

    Events &m_events;
    SharedCertificates m_certificates;
    DtlsCookies m_cookies;
    const Path *m_path = nullptr;
    std::unique_ptr<Session> m_listening;
};

DtlsEndpoint::DtlsEndpoint(Events &events)
    : m_events(events)
    , m_greeter(std::make_unique<Greeter>(events))
{
}

DtlsEndpoint::~DtlsEndpoint()
{
    while (!m_sessions.empty())
        m_sessions.begin()->second->end();
}

void DtlsEndpoint::setCertificates(SharedCertificates certificates)
{
    m_greeter->setCertificates(certificates);
    m_certificates = std::move(certificates);
}

bool DtlsEndpoint::isRecord(Bytes datagram)
{
    const auto first = datagram.empty() ? 0U : std::to_integer<unsigned>(datagram[0]);
    return first >= 20 && first <= 63;
}

void DtlsEndpoint::receive(MonotonicTime now, const TransportAddress &client, const TransportAddress &server,
                           Bytes datagram)
{
    const Path path{client, server};
    const auto found = m_sessions.find(path);
    // A client that begins anew from the same port shows with a cookie that it is no forger, before the old
    // session ends (RFC 6347 section 4.2.8).
    // Within a handshake a greeting may come again as it was.
    const bool begins = found == m_sessions.end() || isFirstHello(datagram) ||
                        (isHello(datagram) &&
                         (found->second->isEstablished() || found->second->random() != randomOf(datagram)));
    if (!begins)
        found->second->receive(datagram);
    else if (m_certificates && isHello(datagram) && datagram.size() <= kLongestHello)
        greet(now, path, datagram);
}

void DtlsEndpoint::greet(MonotonicTime now, const Path &path, Bytes hello)
{
    if (!m_events.mayAnswerStranger(path.first, kHelloVerifyRequest))
        return;
    auto greeted = m_greeter->greet(now, path, hello);
    // Its address is true by now, so nobody uses up the share of others.
    if (!greeted || !m_events.mayBeginHandshake(path.first))
        return;
    if (const auto old = m_sessions.find(path); old != m_sessions.end())
        old->second->end();
    auto session = std::make_unique<DtlsSession>(*this, path, randomOf(hello), std::move(greeted));
    DtlsSession *const began = session.get();
    m_sessions[path] = began;
    m_greeting.push_back(began);
    if (!m_nextCheck)
        m_nextCheck = now + kTimeoutCheck;
    m_events.sessionBegan(std::move(session), path.first);
    if (const auto kept = m_sessions.find(path); kept != m_sessions.end() && kept->second == began)
        began->receive({});
}

void DtlsEndpoint::advance(MonotonicTime now)
{
    if (!m_nextCheck || now < *m_nextCheck)
        return;
    std::erase_if(m_greeting, [](const DtlsSession *session) { return session->isEstablished(); });
    for (DtlsSession *session : std::vector(m_greeting))
        session->checkTimeout();
    m_nextCheck.reset();
    if (!m_greeting.empty())
        m_nextCheck = now + kTimeoutCheck;
}

void DtlsEndpoint::forget(DtlsSession &session)
{
    m_sessions.erase(session.path());
    std::erase(m_greeting, &session);
}

} // namespace turnpike::tls
