// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/interop/turnpiked_process.h"
#include "tests/relay/management/api_client.h"

namespace turnpike::testing {

/// The real program on loopback, with somebody who may do everything on it.
class PairedProcess : public TurnpikedProcess {
public:
    [[nodiscard]] TransportAddress management() const { return loopback(managementPort); }
    /// Of UDP and of TCP.
    [[nodiscard]] TransportAddress listener() const { return loopback(udpPort); }
    [[nodiscard]] TransportAddress metricsListener() const { return loopback(metricsPort); }

    [[nodiscard]] QString firstCode() const { return said(QStringLiteral("pairing code ([A-Z0-9-]+)")); }
    [[nodiscard]] QString fingerprint() const { return said(QStringLiteral("SHA-256 ([0-9A-F:]+)")); }
    /// From "turnpiked --pair" beside the running relay.
    [[nodiscard]] QString codeFor(const QString &role) const
    {
        const auto run =
            runProgram(QStringLiteral(TURNPIKE_BINARY_DIR "/bin/turnpiked"),
                       {QStringLiteral("--pair"), QStringLiteral("--role"), role,
                        QStringLiteral("--state-directory"), folder.filePath(QStringLiteral("state"))});
        return QRegularExpression(QStringLiteral("pairing code ([A-Z0-9-]+)")).match(run.output).captured(1);
    }

    /// An administrator, with the code that the first start prints.
    [[nodiscard]] const ClientIdentity &paired(const QString &name)
    {
        const auto pair = client::KeyPair::generate(name).value();
        const auto answer =
            ApiClient(management())
                .request("POST", "/api/v1/pair", ServedRelay::pairingBody(firstCode(), name, pair.request));
        m_identity = {answer.json().value(QStringLiteral("certificate")).toString().toLatin1(),
                      pair.privateKey};
        return m_identity;
    }
    /// Of whoever paired last.
    [[nodiscard]] const ClientIdentity &identity() const { return m_identity; }

    /// What /metrics says now; -1 where it says nothing of this name.
    [[nodiscard]] qint64 metric(const QString &name) const
    {
        const auto text = httpGet(metricsPort, "/metrics");
        const auto line = text.indexOf(u'\n' + name + u' ');
        if (line < 0)
            return -1;
        return text.sliced(line + name.size() + 2).section(u'\n', 0, 0).toLongLong();
    }

private:
    [[nodiscard]] QString said(const QString &pattern) const
    {
        return QRegularExpression(pattern).match(output()).captured(1);
    }
    [[nodiscard]] static TransportAddress loopback(int port)
    {
        return {IpAddress::v4(0x7f000001), Port{static_cast<std::uint16_t>(port)}};
    }

    ClientIdentity m_identity;
};

} // namespace turnpike::testing
