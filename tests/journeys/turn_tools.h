// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/free_port.h"

#include <QProcess>
#include <QRegularExpression>

namespace turnpike::testing {

/// Debian's turnutils_peer, which sends back what it gets, and turnutils_uclient, which calls it through a
/// relay.
class TurnCall {
public:
    ~TurnCall()
    {
        for (QProcess *process : {&m_client, &m_peer}) {
            process->kill();
            process->waitForFinished();
        }
    }

    /// `messages` at 20 ms each, from `callers` at the same time.
    void start(quint16 relayPort, int callers, int messages)
    {
        const quint16 peerPort = freePort();
        m_peer.start(QStringLiteral("turnutils_peer"), {QStringLiteral("-L"), QStringLiteral("127.0.0.1"),
                                                        QStringLiteral("-p"), QString::number(peerPort)});
        m_client.setProcessChannelMode(QProcess::MergedChannels);
        const auto number = [](int value) { return QString::number(value); };
        m_client.start(QStringLiteral("turnutils_uclient"),
                       {QStringLiteral("-u"), QStringLiteral("alice"), QStringLiteral("-w"),
                        QStringLiteral("secret"), QStringLiteral("-e"), QStringLiteral("127.0.0.1"),
                        QStringLiteral("-r"), number(peerPort), QStringLiteral("-p"), number(relayPort),
                        QStringLiteral("-m"), number(callers), QStringLiteral("-n"), number(messages),
                        QStringLiteral("-z"), QStringLiteral("20"), QStringLiteral("-c"),
                        QStringLiteral("127.0.0.1")});
    }

    [[nodiscard]] bool hasFinished() const { return m_client.state() == QProcess::NotRunning; }
    /// After the end: what the client lost on the way; -1 when it did not get as far as sending.
    [[nodiscard]] int lost()
    {
        m_output += m_client.readAll();
        static const QRegularExpression report(QStringLiteral("Total lost packets (\\d+)"));
        const auto match = report.match(QString::fromUtf8(m_output));
        return match.hasMatch() ? match.captured(1).toInt() : -1;
    }
    [[nodiscard]] const QByteArray &output() const { return m_output; }

private:
    QProcess m_peer;
    QProcess m_client;
    QByteArray m_output;
};

} // namespace turnpike::testing
