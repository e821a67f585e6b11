// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/tls/openssl.h"

#include <array>
#include <cstddef>

namespace turnpike::tls {

/// Cookies by which a DTLS client shows that it receives what is sent to its address (RFC 6347
/// section 4.2.1): a keyed hash of the address and the minute, so that nothing is kept of whoever asks, and a
/// cookie is good for a minute or two.
class DtlsCookies {
public:
    DtlsCookies();

    /// Whose greeting the connection handles next; the connection asks these cookies from now on, which
    /// outlive its handshake's first message.
    void serve(SSL *connection, const TransportAddress &client, const TransportAddress &server,
               MonotonicTime now);

    // What OpenSSL calls.
    static int generate(SSL *connection, unsigned char *cookie, unsigned int *size);
    static int verify(SSL *connection, const unsigned char *cookie, unsigned int size);

    static constexpr std::chrono::seconds kWindow{60};

private:
    static constexpr std::size_t kSize = 20;
    using Cookie = std::array<unsigned char, kSize>;
    [[nodiscard]] Cookie cookieOf(std::int64_t window) const;

    std::array<std::byte, 32> m_secret;
    std::string m_path; ///< both addresses, as text
    std::int64_t m_window = 0;
};

} // namespace turnpike::tls
