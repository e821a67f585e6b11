// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/certificate_set.h"

#include "relay/tls/contexts.h"

#include <algorithm>

namespace turnpike::tls {

SharedCertificates CertificateSet::of(std::vector<SharedCertificate> certificates)
{
    return SharedCertificates(new CertificateSet(std::move(certificates)));
}

const Certificate &CertificateSet::chosenFor(std::optional<std::string_view> hostName) const
{
    if (hostName) {
        // The first of those that fit best.
        const auto found = std::ranges::max_element(
            m_certificates, {}, [&](const SharedCertificate &own) { return own->fitFor(*hostName); });
        if ((*found)->fitFor(*hostName) != Certificate::Fit::None)
            return **found;
    }
    const auto forAll = std::ranges::find_if(
        m_certificates, [](const SharedCertificate &own) { return own->entry().hostNames.empty(); });
    return forAll != m_certificates.end() ? **forAll : *m_certificates.front();
}

Connection CertificateSet::newConnection(Kind kind) const
{
    const auto contextOf = [kind](const Certificate &certificate) {
        return kind == Kind::Streams ? certificate.streams() : certificate.datagrams();
    };
    return makeServerConnection(contextOf(*m_certificates.front()),
                                [contextOf, set = shared_from_this()](auto serverName) {
                                    return contextOf(set->chosenFor(serverName));
                                });
}

} // namespace turnpike::tls
