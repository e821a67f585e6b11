// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/tls/openssl.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike::tls {

/// One entry of the configuration: where a certificate lies and what it is used for.
struct CertificateEntry {
    std::string name;                   ///< of the entry
    std::vector<std::string> hostNames; ///< for which it is chosen; none: those that the certificate names
    std::string certificateFile;        ///< PEM: the certificate, then its chain
    std::string keyFile;                ///< PEM, not encrypted
    bool operator==(const CertificateEntry &) const = default;
};

/// What a certificate says of itself. Its texts come from a file: whoever shows them makes them inert.
struct CertificateFacts {
    std::vector<std::string> names; ///< DNS names and addresses of the subject; else its common name
    std::string issuer;             ///< "CN=R3, O=Let's Encrypt"
    WallTime validFrom;
    WallTime validUntil;
    std::string fingerprint; ///< SHA-256 of the DER form, 64 hexadecimal digits
    bool operator==(const CertificateFacts &) const = default;
};

/// A certificate with its chain and the key that belongs to it, ready for handshakes. Never changes; any
/// thread.
class Certificate {
public:
    /// Reads both files. Errors name the file, what is wrong with it and what to do: no regular file, larger
    /// than 1 MiB, no PEM, an encrypted key, a key that belongs to another certificate, a key that is too
    /// weak.
    [[nodiscard]] static Result<std::shared_ptr<const Certificate>> load(const CertificateEntry &entry);

    [[nodiscard]] const CertificateEntry &entry() const { return m_entry; }
    [[nodiscard]] const CertificateFacts &facts() const { return m_facts; }
    [[nodiscard]] bool isValidAt(WallTime time) const
    {
        return time >= m_facts.validFrom && time < m_facts.validUntil;
    }
    /// How well it fits a client that asks for this name. The names of its entry count, else those of the
    /// certificate; "*.example.org" stands for one label (RFC 6125 section 6.4.3).
    enum class Fit : std::uint8_t { None, Wildcard, Exact };
    [[nodiscard]] Fit fitFor(std::string_view hostName) const;
    /// Whether the certificate itself names it: clients that ask for it believe it.
    [[nodiscard]] bool names(std::string_view hostName) const;

    [[nodiscard]] SSL_CTX *streams() const { return m_streams.get(); }     ///< TLS 1.2 and 1.3
    [[nodiscard]] SSL_CTX *datagrams() const { return m_datagrams.get(); } ///< DTLS 1.2

private:
    Certificate() = default;

    CertificateEntry m_entry;
    CertificateFacts m_facts;
    Context m_streams;
    Context m_datagrams;
};

using SharedCertificate = std::shared_ptr<const Certificate>;

} // namespace turnpike::tls
