// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/contexts.h"

#include "relay/tls/dtls_cookies.h"

#include <openssl/err.h>

#include <cstring>
#include <string_view>

namespace turnpike::tls {

namespace {

/// For TLS 1.2 and DTLS 1.2; TLS 1.3 has nothing else.
constexpr const char *kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// A client that offers protocols and none of ours speaks something else: a browser that was lured here with
/// somebody's cookies (RFC 7301 section 3.2).
int chooseProtocol(SSL *, const unsigned char **chosen, unsigned char *chosenSize,
                   const unsigned char *offered, unsigned int offeredSize, void *)
{
    static constexpr std::string_view kOurs[] = {"stun.turn", "stun.nat-discovery"};
    for (const std::string_view ours : kOurs) {
        for (unsigned int at = 0; at < offeredSize; at += 1U + offered[at]) {
            const unsigned int size = offered[at];
            if (at + 1 + size <= offeredSize && size == ours.size() &&
                std::memcmp(offered + at + 1, ours.data(), size) == 0) {
                *chosen = offered + at + 1;
                *chosenSize = offered[at];
                return SSL_TLSEXT_ERR_OK;
            }
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Where a connection keeps its ChooseContext.
int chooserIndex()
{
    static const int index = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void *, void *chooser, CRYPTO_EX_DATA *, int, long, void *) {
            delete static_cast<ChooseContext *>(chooser);
        });
    return index;
}

int chooseByServerName(SSL *connection, int *, void *)
{
    const auto *choose = static_cast<const ChooseContext *>(SSL_get_ex_data(connection, chooserIndex()));
    const char *name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    SSL_set_SSL_CTX(connection, (*choose)(name ? std::optional<std::string_view>(name) : std::nullopt));
    return SSL_TLSEXT_ERR_OK;
}

bool useChain(SSL_CTX *context, const std::vector<X509Handle> &chain, EVP_PKEY *key)
{
    if (SSL_CTX_use_certificate(context, chain.front().get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key) != 1)
        return false;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1)
            return false;
    }
    return true;
}

} // namespace

Result<Context> makeServerContext(const SSL_METHOD *method, const std::vector<X509Handle> &chain,
                                  EVP_PKEY *key)
{
    Context context(SSL_CTX_new(method));
    if (!context)
        return fail(Error::Code::Internal, takeReason());
    SSL_CTX *const raw = context.get();
    const bool isDatagram = method == DTLS_server_method();
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    if (isDatagram) {
        SSL_CTX_set_options(raw, SSL_OP_COOKIE_EXCHANGE | SSL_OP_NO_QUERY_MTU);
        SSL_CTX_set_cookie_generate_cb(raw, DtlsCookies::generate);
        SSL_CTX_set_cookie_verify_cb(raw, DtlsCookies::verify);
    }
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(raw, chooseProtocol, nullptr);
    SSL_CTX_set_tlsext_servername_callback(raw, chooseByServerName);
    if (SSL_CTX_set_min_proto_version(raw, isDatagram ? DTLS1_2_VERSION : TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_num_tickets(raw, 0) != 1 || SSL_CTX_set_cipher_list(raw, kCiphers) != 1 ||
        !useChain(raw, chain, key))
        return fail(Error::Code::InvalidValue, takeReason());
    return context;
}

Connection makeServerConnection(SSL_CTX *context, ChooseContext choose)
{
    Connection connection(SSL_new(context));
    if (!connection)
        return {};
    auto chooser = std::make_unique<ChooseContext>(std::move(choose));
    if (SSL_set_ex_data(connection.get(), chooserIndex(), chooser.get()) != 1)
        return {};
    chooser.release();
    SSL_set_accept_state(connection.get());
    return connection;
}

Result<Context> makeClientContext(const SSL_METHOD *method)
{
    Context context(SSL_CTX_new(method));
    if (!context)
        return fail(Error::Code::Internal, takeReason());
    const bool isDatagram = method == DTLS_client_method();
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_QUERY_MTU);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    if (SSL_CTX_set_min_proto_version(context.get(), isDatagram ? DTLS1_2_VERSION : TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_default_verify_paths(context.get()) != 1)
        return fail(Error::Code::Internal, takeReason());
    return context;
}

Connection makeClientConnection(SSL_CTX *context, const std::string &hostName)
{
    Connection connection(SSL_new(context));
    if (!connection)
        return connection;
    SSL_set_connect_state(connection.get());
    X509_VERIFY_PARAM *const expected = SSL_get0_param(connection.get());
    // RFC 6066 section 3: an address is no server name.
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, hostName.c_str()) != 1) {
        SSL_set_tlsext_host_name(connection.get(), hostName.c_str());
        SSL_set1_host(connection.get(), hostName.c_str());
    }
    ERR_clear_error(); // of the try whether it is an address
    return connection;
}

std::string verdictOn(const SSL *connection)
{
    const long result = SSL_get_verify_result(connection);
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

} // namespace turnpike::tls
