// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "relay/net/byte_stream.h"
#include "relay/tls/certificate_set.h"
#include "relay/tls/tls_stream.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike::tls {

class DtlsSession;

/// What a client chooses anew for each handshake, and repeats within one (RFC 5246 section 7.4.1.2).
using HelloRandom = std::array<std::byte, 32>;

/// DTLS 1.2 on one UDP socket: tells its clients apart, and keeps nothing of one before it has shown with a
/// cookie that it is where it says (RFC 6347 section 4.2.1). One thread. Destruction ends its sessions.
class DtlsEndpoint {
public:
    class Events : public HandshakeObserver {
    public:
        /// Valid during the call. `from` is the address of ours that the client sent to.
        virtual void sendSealed(const TransportAddress &to, const IpAddress &from, Bytes datagram) = 0;
        /// May so many bytes be sent to somebody who has shown nothing yet?
        [[nodiscard]] virtual bool mayAnswerStranger(const TransportAddress &client, std::size_t bytes) = 0;
        /// The client's address is true; its handshake has begun. Whoever drops the stream ends it.
        virtual void sessionBegan(std::unique_ptr<net::ByteStream> session,
                                  const TransportAddress &client) = 0;
    };

    /// `events` outlives the endpoint.
    explicit DtlsEndpoint(Events &events);
    ~DtlsEndpoint();
    DtlsEndpoint(const DtlsEndpoint &) = delete;
    DtlsEndpoint &operator=(const DtlsEndpoint &) = delete;

    /// For new sessions; nothing: there are none.
    void setCertificates(SharedCertificates certificates);
    /// A datagram that came from `client` to `server`.
    void receive(MonotonicTime now, const TransportAddress &client, const TransportAddress &server,
                 Bytes datagram);
    /// When advance() has something to do: a flight of a handshake may have been lost.
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const { return m_nextCheck; }
    void advance(MonotonicTime now);
    [[nodiscard]] std::size_t sessionCount() const { return m_sessions.size(); }

    /// DTLS records begin with 20 to 63; STUN with 0 to 3, channels with 64 to 79 (RFC 7983 section 7).
    [[nodiscard]] static bool isRecord(Bytes datagram);

private:
    friend class DtlsSession;
    class Greeter;
    using Path = std::pair<TransportAddress, TransportAddress>;

    void greet(MonotonicTime now, const Path &path, Bytes hello);
    void forget(DtlsSession &session);

    Events &m_events;
    SharedCertificates m_certificates;
    std::unique_ptr<Greeter> m_greeter;
    std::map<Path, DtlsSession *> m_sessions; ///< by client and server
    std::vector<DtlsSession *> m_greeting;    ///< those whose handshake is under way
    std::optional<MonotonicTime> m_nextCheck;
};

} // namespace turnpike::tls
