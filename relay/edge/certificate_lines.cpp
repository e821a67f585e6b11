// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/certificate_lines.h"

namespace turnpike::edge {

void tellOfCertificates(const Notice &notice, const std::vector<tls::CertificateBook::Status> &changed)
{
    if (!notice)
        return;
    for (const auto &status : changed) {
        const std::string name = "certificate " + status.entry.name;
        if (status.error)
            notice(Severity::Error, name + ": " + status.error->text() +
                                        (status.served ? "" : "; nothing is served until then"));
        else
            notice(Severity::Information, name + " was read and is served");
    }
}

} // namespace turnpike::edge
