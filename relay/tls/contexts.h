// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/tls/openssl.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace turnpike::tls {

/// What every handshake of this relay holds to: TLS 1.2 or 1.3, or DTLS 1.2; forward secrecy and
/// authenticated encryption only; no renegotiation, no compression, no tickets and no sessions to resume (so
/// there is no ticket key to lose); the protocols of RFC 7443. `chain` begins with the certificate itself.
/// The message of an error is OpenSSL's reason.
[[nodiscard]] Result<Context> makeServerContext(const SSL_METHOD *method,
                                                const std::vector<X509Handle> &chain, EVP_PKEY *key);

/// Whose certificate a client gets, by the server name that it asks for (SNI, RFC 6066 section 3), if any.
using ChooseContext = std::function<SSL_CTX *(std::optional<std::string_view> serverName)>;

/// The server's end of a connection that has not begun; nothing when memory is out. What `choose` names
/// outlives it.
[[nodiscard]] Connection makeServerConnection(SSL_CTX *context, ChooseContext choose);

/// For the client's end: TLS 1.2 or 1.3, or DTLS 1.2. The server's certificate is compared with those that
/// this machine trusts, and the handshake goes on whatever comes out of it: see verdictOn().
[[nodiscard]] Result<Context> makeClientContext(const SSL_METHOD *method);
/// A connection that has not begun. `hostName`: whom the certificate is to name; may be an address.
[[nodiscard]] Connection makeClientConnection(SSL_CTX *context, const std::string &hostName);
/// Why the server of this connection is not believed, in OpenSSL's words; empty: it is.
[[nodiscard]] std::string verdictOn(const SSL *connection);

} // namespace turnpike::tls
