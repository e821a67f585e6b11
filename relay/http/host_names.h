// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "relay/http/message.h"

#include <QSet>
#include <QSslCertificate>

namespace turnpike::http {

/// By which names the management interface may be asked for. A page in a browser can make a name of its own
/// lead here (DNS rebinding); it cannot make the browser send another Host or Origin than its own.
class HostNames {
public:
    /// With the names of this computer.
    HostNames();
    /// With the names that the relay's certificate carries.
    void add(const QSslCertificate &certificate);

    /// InvalidValue for a Host that is not of this relay (an address always is), Forbidden for a page of
    /// another site. `further` are the names of the configuration.
    [[nodiscard]] Result<void> check(const Request &request, const QStringList &further) const;

private:
    [[nodiscard]] bool isOurs(const QString &host, const QStringList &further) const;

    QSet<QString> m_names; ///< in lower case
};

} // namespace turnpike::http
