// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/free_port.h"
#include "tests/support/main.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace turnpike::testing {

/// The real program, seen from outside.
class TurnpikedProcess {
public:
    TurnpikedProcess()
    {
        m_process.setProgram(QStringLiteral(TURNPIKE_BINARY_DIR "/bin/turnpiked"));
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                         [this] { m_output += m_process.readAllStandardOutput(); });
        QObject::connect(&m_process, &QProcess::readyReadStandardError, &m_process,
                         [this] { m_errors += m_process.readAllStandardError(); });
    }
    ~TurnpikedProcess()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    /// On ports and in a folder of its own; `arguments` come last and win.
    void start(const QStringList &arguments)
    {
        using namespace Qt::StringLiterals;
        const auto own = arguments.contains(u"--state-directory"_s)
                             ? QStringList()
                             : QStringList{u"--state-directory"_s, folder.filePath(u"state"_s)};
        m_process.setArguments(own + arguments);
        m_process.start();
    }
    void serve(const QStringList &arguments = {}) { start(arguments + endpoints()); }
    [[nodiscard]] QStringList endpoints() const
    {
        using namespace Qt::StringLiterals;
        return {u"--udp-port"_s,          QString::number(udpPort),
                u"--tcp-port"_s,          QString::number(udpPort),
                u"--management-listen"_s, u"127.0.0.1:%1"_s.arg(managementPort),
                u"--metrics-listen"_s,    u"127.0.0.1:%1"_s.arg(metricsPort)};
    }

    [[nodiscard]] bool hasSaid(const QString &text) const { return output().contains(text); }
    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitFor(
                   [this] {
                       return hasSaid(QStringLiteral("turnpiked: ready\n")) ||
                              m_process.state() == QProcess::NotRunning;
                   },
                   kLongestWait) &&
               hasSaid(QStringLiteral("turnpiked: ready\n"));
    }
    /// The exit code; -1 when it does not end, or not by itself.
    [[nodiscard]] int exitCode()
    {
        const bool hasEnded =
            QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, kLongestWait);
        return hasEnded && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void send(int signal) { ::kill(static_cast<pid_t>(m_process.processId()), signal); }

    [[nodiscard]] QString output() const { return QString::fromUtf8(m_output); }
    [[nodiscard]] QString errors() const { return QString::fromUtf8(m_errors); }
    [[nodiscard]] QProcess &process() { return m_process; }

    QTemporaryDir folder;
    int udpPort = freePort();
    int managementPort = freePort();
    int metricsPort = freePort();

private:
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

/// What a program prints, and how it ends.
struct ProgramRun {
    int exitCode = -1;
    QString output;
};

inline ProgramRun runProgram(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(30'000))
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

/// The whole answer to a plain HTTP request.
inline QString httpGet(int port, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const bool isOver =
        QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, kLongestWait);
    return isOver ? QString::fromUtf8(socket.readAll()) : QString();
}

} // namespace turnpike::testing
