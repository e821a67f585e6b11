// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/tls/certificate.h"

#include <optional>

namespace turnpike::tls {

/// The certificates that new connections get, in the order of the configuration. The client's server name
/// (SNI, RFC 6066 section 3) chooses, one that is listed as it is before a wildcard; who asks for none, or
/// for one that nobody has, gets the first that is not kept for certain names, else the first. Never changes;
/// any thread.
class CertificateSet : public std::enable_shared_from_this<CertificateSet> {
public:
    /// At least one.
    [[nodiscard]] static std::shared_ptr<const CertificateSet>
    of(std::vector<SharedCertificate> certificates);

    [[nodiscard]] const std::vector<SharedCertificate> &certificates() const { return m_certificates; }
    [[nodiscard]] const Certificate &chosenFor(std::optional<std::string_view> hostName) const;

    /// A server's end of a connection that has not begun, which keeps the set alive.
    enum class Kind : std::uint8_t { Streams, Datagrams };
    [[nodiscard]] Connection newConnection(Kind kind) const;

private:
    explicit CertificateSet(std::vector<SharedCertificate> certificates)
        : m_certificates(std::move(certificates))
    {
    }
    std::vector<SharedCertificate> m_certificates;
};

using SharedCertificates = std::shared_ptr<const CertificateSet>;

} // namespace turnpike::tls
