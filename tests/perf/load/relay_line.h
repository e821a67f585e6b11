// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/ip_address.h"
#include "core/base/result.h"
#include "core/base/transport.h"
#include "relay/net/file_descriptor.h"
#include "relay/tls/openssl.h"

#include <chrono>
#include <optional>
#include <span>

namespace turnpike::perf {

/// One five-tuple to a relay over any transport, that waits for what it asks for: whole messages go out and
/// come in. Certificates are not looked at, this measures.
class RelayLine {
public:
    static constexpr std::chrono::seconds kLongestWait{2};

    /// A handshake, where there is one, is over.
    [[nodiscard]] static Result<RelayLine> open(Transport transport, const TransportAddress &server,
                                                SSL_CTX *context);
    /// Of the clients of TLS and of DTLS.
    [[nodiscard]] static tls::Context context(Transport transport);

    ~RelayLine();
    RelayLine(RelayLine &&) noexcept = default;
    RelayLine &operator=(RelayLine &&) = delete;

    [[nodiscard]] bool send(Bytes message);
    /// The next message in the buffer; nothing when none came in time, or the relay hung up.
    [[nodiscard]] std::optional<std::span<std::byte>> receive(std::span<std::byte> buffer);

private:
    RelayLine(net::FileDescriptor socket, bool isStream);
    [[nodiscard]] Result<void> shakeHands(Transport transport, SSL_CTX *context);
    /// How much of it was taken; 0 when nothing more will be.
    [[nodiscard]] std::size_t readSome(std::span<std::byte> room);

    net::FileDescriptor m_socket;
    tls::Connection m_session;
    bool m_isStream;
};

} // namespace turnpike::perf
