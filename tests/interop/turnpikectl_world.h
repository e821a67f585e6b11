// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

#include <memory>

namespace turnpike::testing {

inline QString builtProgram(const QString &name)
{
    return QStringLiteral(TURNPIKE_BINARY_DIR "/bin/") + name;
}

/// What one call of turnpikectl came to.
struct Ended {
    int code = -1;
    QString output;
    QString errors;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(output.toUtf8()).object(); }
};

/// A person at a computer: their own saved connections, key file and edits.
class Person {
public:
    [[nodiscard]] Ended run(const QStringList &arguments) const
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), file(QStringLiteral("config")));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), file(QStringLiteral("data")));
        environment.insert(QStringLiteral("TURNPIKE_KEY_FILE"), keyFile());
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(builtProgram(QStringLiteral("turnpikectl")), arguments);
        Ended ended;
        if (process.waitForFinished(30000) && process.exitStatus() == QProcess::NormalExit)
            ended.code = process.exitCode();
        ended.output = QString::fromUtf8(process.readAllStandardOutput());
        ended.errors = QString::fromUtf8(process.readAllStandardError());
        return ended;
    }
    [[nodiscard]] QString file(const QString &name) const { return m_home.filePath(name); }
    [[nodiscard]] QString keyFile() const { return file(QStringLiteral("key.pem")); }

private:
    QTemporaryDir m_home;
};

/// turnpiked as its own process, on ports of its own.
class Daemon {
public:
    ~Daemon() { end(); }

    /// False when it is not ready within the time; log() says why.
    [[nodiscard]] bool start()
    {
        m_process = std::make_unique<QProcess>();
        m_process->setProcessChannelMode(QProcess::MergedChannels);
        m_process->start(
            builtProgram(QStringLiteral("turnpiked")),
            {QStringLiteral("--listen=127.0.0.1"), QStringLiteral("--relay-address=127.0.0.1"),
             QStringLiteral("--realm=example.org"), QStringLiteral("--user=alice:wonderland"),
             QStringLiteral("--shared-secret=a shared secret of enough letters"),
             QStringLiteral("--udp-port=") + QString::number(m_udpPort),
             QStringLiteral("--set=edgeSites[edge].avEdge.transports.tcp=false"),
             QStringLiteral("--relay-ports=61000-61999"), QStringLiteral("--metrics-listen=none"),
             QStringLiteral("--management-listen=127.0.0.1:") + QString::number(m_managementPort),
             QStringLiteral("--drain-deadline=0"), QStringLiteral("--state-directory=") + m_state->path()});
        m_log.clear();
        while (!m_log.contains(QStringLiteral("turnpiked: ready"))) {
            if (!m_process->waitForReadyRead(20000))
                return false;
            m_log += QString::fromUtf8(m_process->readAll());
        }
        return true;
    }
    void end()
    {
        if (!m_process)
            return;
        m_process->terminate();
        if (!m_process->waitForFinished(20000))
            m_process->kill();
        m_process.reset();
    }
    /// As if it were installed anew: other keys, other certificates.
    void forgetEverything() { m_state = std::make_unique<QTemporaryDir>(); }

    [[nodiscard]] QString log() const { return m_log; }
    [[nodiscard]] QString address() const
    {
        return QStringLiteral("127.0.0.1:") + QString::number(m_managementPort);
    }
    [[nodiscard]] Port udpPort() const { return Port{m_udpPort}; }
    [[nodiscard]] QString fingerprint() const { return logged(QStringLiteral("SHA-256 ([0-9A-F:]+)")); }
    [[nodiscard]] QString firstCode() const { return logged(QStringLiteral("pairing code ([A-Z0-9-]+)")); }
    /// From "turnpiked --pair" beside the running relay.
    [[nodiscard]] QString codeFor(const QString &role) const
    {
        QProcess process;
        process.start(builtProgram(QStringLiteral("turnpiked")),
                      {QStringLiteral("--pair"), QStringLiteral("--role"), role,
                       QStringLiteral("--state-directory"), m_state->path()});
        process.waitForFinished(20000);
        const auto text = QString::fromUtf8(process.readAllStandardOutput());
        return QRegularExpression(QStringLiteral("pairing code ([A-Z0-9-]+)")).match(text).captured(1);
    }

private:
    [[nodiscard]] QString logged(const QString &pattern) const
    {
        return QRegularExpression(pattern).match(m_log).captured(1);
    }
    [[nodiscard]] static quint16 freeTcpPort()
    {
        QTcpServer server;
        return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
    }
    [[nodiscard]] static quint16 freeUdpPort()
    {
        QUdpSocket socket;
        return socket.bind(QHostAddress::LocalHost) ? socket.localPort() : quint16(0);
    }

    std::unique_ptr<QTemporaryDir> m_state = std::make_unique<QTemporaryDir>();
    std::unique_ptr<QProcess> m_process;
    quint16 m_managementPort = freeTcpPort();
    quint16 m_udpPort = freeUdpPort();
    QString m_log;
};

} // namespace turnpike::testing

/// Fails the test with what the program said.
#define VERIFY_ENDED(ended, expected)                                                                        \
    do {                                                                                                     \
        const auto &endedCall = (ended);                                                                     \
        QVERIFY2(endedCall.code == (expected), qPrintable(endedCall.errors + endedCall.output));             \
    } while (false)
#define VERIFY_SAYS(text, word) QVERIFY2((text).contains(QStringLiteral(word)), qPrintable(text))
