// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/notice.h"
#include "relay/edge/settings.h"
#include "relay/tls/certificate_book.h"

namespace turnpike::edge {

/// What stands in the files that settings name: certificates, users, shared secrets. Looked at again every
/// few seconds; what lies there is served when it is good, and what was served stays as long as it is not. A
/// value: new settings are tried on a copy. One thread.
class ServedFiles {
public:
    /// Serves nothing.
    ServedFiles() = default;
    /// For a start: what cannot be read is served as soon as it can.
    [[nodiscard]] static ServedFiles of(const Settings &settings);
    /// For other settings. A file that is new to them and cannot be served is an error.
    [[nodiscard]] Result<ServedFiles> changedTo(const Settings &settings) const;
    /// Whether anything changed; each change is a line.
    bool refresh(const Notice &notice);

    /// How each file stands, a line each. `notice` may be empty.
    void tell(const Notice &notice) const;
    /// The same of those that these settings did not have.
    void tellOfOthersThan(const Settings &known, const Notice &notice) const;

    [[nodiscard]] const tls::CertificateBook &certificates() const { return m_certificates; }
    [[nodiscard]] const CredentialFiles &credentialFiles() const { return m_credentialFiles; }
    /// Those of the settings, and what the files add.
    [[nodiscard]] const auth::Credentials &credentials() const { return m_credentials; }

private:
    void take(const Settings &settings);

    tls::CertificateBook m_certificates;
    CredentialFiles m_credentialFiles;
    auth::Credentials m_configured;
    auth::Credentials m_credentials;
    bool m_isReachable = false; ///< from other machines: only then are guesses to be feared
};

} // namespace turnpike::edge
