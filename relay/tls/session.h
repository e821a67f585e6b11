// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "relay/tls/openssl.h"

#include <functional>
#include <optional>
#include <string>

namespace turnpike::tls {

/// Takes what a session sends: a piece of a stream, or one whole datagram. Valid during the call.
class Carrier {
public:
    virtual ~Carrier() = default;
    virtual void carry(Bytes sealed) = 0;
};

/// One TLS or DTLS connection between what is carried and what is said; knows no socket. One thread.
class Session {
public:
    enum class Outcome : std::uint8_t {
        Goes,  ///< on
        Ended, ///< the other side said goodbye
        Broken ///< reason() says why; nothing more comes
    };
    /// `connection` has not begun, or has read its first message already.
    Session(Connection connection, Carrier &carrier);
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// What was carried here, the handshake included; `deliver` gets what the other side said, perhaps
    /// several times, and returns whether to go on.
    [[nodiscard]] Outcome receive(Bytes sealed, const std::function<bool(Bytes)> &deliver);
    /// How many bytes it took, all of them over datagrams; nothing when the session is broken or the
    /// handshake is not over.
    [[nodiscard]] std::optional<std::size_t> send(Bytes bytes);
    /// Over datagrams, before anything else: true when `hello` carries a good cookie, and the handshake goes
    /// on with receive() of nothing; otherwise it was answered with a cookie, or ignored.
    [[nodiscard]] bool listen(Bytes hello);
    /// From now on.
    void carryBy(Carrier &carrier) { m_carrier = &carrier; }
    /// Whether memory for records stays between them: for connections that carry calls.
    void keepBuffers(bool keep);
    /// Says goodbye, if there was a greeting.
    void end();

    /// Whether the handshake came to its end, whatever happened since.
    [[nodiscard]] bool isEstablished() const { return m_isEstablished; }
    [[nodiscard]] const std::string &reason() const { return m_reason; }
    [[nodiscard]] SSL *handle() const { return m_connection.get(); }

    /// Whoever says nothing but greetings holds no more than this.
    static constexpr std::size_t kLongestHandshake = 32 * 1024;

private:
    friend int readCarried(BIO *, char *, int);
    friend int writeCarried(BIO *, const char *, int);

    [[nodiscard]] Outcome readArrived(const std::function<bool(Bytes)> &deliver);

    Bytes m_arrived; ///< what of a receive() OpenSSL has not taken yet
    std::size_t m_handshakeBytes = 0;
    bool m_isDatagram;
    bool m_isEstablished = false;
    Carrier *m_carrier;
    std::string m_reason;
    Connection m_connection; ///< last: it may write when it goes
};

} // namespace turnpike::tls
