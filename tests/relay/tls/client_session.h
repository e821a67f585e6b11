// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/tls/session.h"

#include <deque>
#include <string>

namespace turnpike::testing {

/// The client's end of TLS or DTLS in memory: what it sends waits in `outgoing`, piece by piece.
class ClientSession : private tls::Carrier {
public:
    struct Wish {
        const SSL_METHOD *method = TLS_client_method();
        int version = 0;          ///< the only one offered; 0: all
        std::string ciphers = {}; ///< of TLS 1.2 and DTLS; empty: OpenSSL's
        std::string serverName = {};
        std::string protocols = {}; ///< as on the wire: "\x09stun.turn"
    };
    explicit ClientSession(const Wish &wish)
        : m_context(SSL_CTX_new(wish.method))
    {
        SSL_CTX_set_security_level(m_context.get(), 0);
        if (wish.version != 0) {
            SSL_CTX_set_min_proto_version(m_context.get(), wish.version);
            SSL_CTX_set_max_proto_version(m_context.get(), wish.version);
        }
        SSL_CTX_set_options(m_context.get(), SSL_OP_NO_QUERY_MTU);
        if (!wish.ciphers.empty())
            SSL_CTX_set_cipher_list(m_context.get(), wish.ciphers.c_str());
        tls::Connection connection(SSL_new(m_context.get()));
        SSL_set_connect_state(connection.get());
        if (!wish.serverName.empty())
            SSL_set_tlsext_host_name(connection.get(), wish.serverName.c_str());
        if (!wish.protocols.empty()) {
            SSL_set_alpn_protos(connection.get(),
                                reinterpret_cast<const unsigned char *>(wish.protocols.data()),
                                static_cast<unsigned>(wish.protocols.size()));
        }
        m_session = std::make_unique<tls::Session>(std::move(connection), static_cast<tls::Carrier &>(*this));
    }

    std::deque<std::vector<std::byte>> outgoing;
    std::string text; ///< what the server said
    tls::Session::Outcome outcome = tls::Session::Outcome::Goes;

    /// Begins the handshake, or goes on with what came.
    void receive(Bytes bytes)
    {
        outcome = m_session->receive(bytes, [this](Bytes said) {
            text.append(reinterpret_cast<const char *>(said.data()), said.size());
            return true;
        });
    }
    void begin() { receive({}); }
    [[nodiscard]] std::optional<std::size_t> send(const std::string &bytes)
    {
        return m_session->send(std::as_bytes(std::span(bytes)));
    }
    [[nodiscard]] tls::Session &session() { return *m_session; }
    [[nodiscard]] SSL *handle() { return m_session->handle(); }
    [[nodiscard]] std::string serverCertificateName() const
    {
        const tls::X509Handle certificate(SSL_get1_peer_certificate(m_session->handle()));
        std::string name(256, '\0');
        const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                                                   name.data(), static_cast<int>(name.size()));
        name.resize(static_cast<std::size_t>(std::max(size, 0)));
        return name;
    }
    /// All that waits, as one piece.
    [[nodiscard]] std::vector<std::byte> takeAll()
    {
        std::vector<std::byte> all;
        for (const auto &piece : outgoing)
            all.insert(all.end(), piece.begin(), piece.end());
        outgoing.clear();
        return all;
    }

private:
    void carry(Bytes sealed) override { outgoing.emplace_back(sealed.begin(), sealed.end()); }

    tls::Context m_context;
    std::unique_ptr<tls::Session> m_session;
};

} // namespace turnpike::testing
