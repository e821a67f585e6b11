// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/turnpiked_process.h"
#include "tests/relay/tls/certificate_files.h"

#include <QFile>
#include <QStandardPaths>

using namespace turnpike;
using namespace Qt::StringLiterals;
using turnpike::testing::TurnpikedProcess;

namespace {

constexpr auto kBalancer = "127.0.0.9"; ///< where it connects from
constexpr auto kClient = "127.0.0.5";

QString installedProgram(const QString &name, const QString &package)
{
    QString path = QStandardPaths::findExecutable(name);
    if (path.isEmpty())
        path = QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/local/sbin"_s});
    if (path.isEmpty())
        qFatal("%s is missing: install the package %s", qPrintable(name), qPrintable(package));
    return path;
}

/// Debian's HAProxy, which passes TCP connections on.
class HaProxy {
public:
    HaProxy(int relayPort, const QString &options)
    {
        QFile file(m_folder.filePath(u"haproxy.cfg"_s));
        const QString text = u"defaults\n mode tcp\n timeout connect 5s\n timeout client 60s\n"
                             " timeout server 60s\nlisten relay\n bind 127.0.0.1:%1\n"
                             " server relay 127.0.0.1:%2 source %3 %4\n"_s.arg(port)
                                 .arg(relayPort)
                                 .arg(QLatin1StringView(kBalancer), options);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toLatin1()) < 0)
            qFatal("the configuration of HAProxy cannot be written");
        file.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(installedProgram(u"haproxy"_s, u"haproxy"_s), {u"-db"_s, u"-f"_s, file.fileName()});
    }
    ~HaProxy()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] bool listens()
    {
        return QTest::qWaitFor(
            [this] {
                QTcpSocket socket;
                socket.connectToHost(u"127.0.0.1"_s, static_cast<quint16>(port));
                return socket.waitForConnected(100);
            },
            turnpike::testing::kLongestWait);
    }
    [[nodiscard]] QString output() { return QString::fromLocal8Bit(m_process.readAll()); }

    int port = turnpike::testing::freePort();

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

struct ClientRun {
    int exitCode = -1;
    QString output;
};

/// coturn's client, from an address of its own.
ClientRun callThrough(int port, const QStringList &options)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(installedProgram(u"turnutils_uclient"_s, u"coturn"_s),
                  QStringList{u"-t"_s, u"-y"_s, u"-n"_s, u"10"_s, u"-c"_s, u"-L"_s,
                              QString::fromLatin1(kClient), u"-u"_s, u"alice"_s, u"-w"_s, u"wonderland"_s,
                              u"-p"_s, QString::number(port)} +
                      options + QStringList{u"127.0.0.1"_s});
    const bool hasEnded = process.waitForFinished(60'000);
    ClientRun run{hasEnded ? process.exitCode() : -1, QString::fromLocal8Bit(process.readAll())};
    if (!hasEnded) {
        process.kill();
        process.waitForFinished();
    }
    return run;
}

void startRelay(TurnpikedProcess &relay, const QString &balancers, const QStringList &more = {})
{
    relay.serve(QStringList{u"--listen=127.0.0.1"_s, u"--relay-address=127.0.0.1"_s, u"--realm=example.org"_s,
                            u"--user=alice:wonderland"_s, u"--allow-peer=127.0.0.0/8"_s,
                            u"--relay-ports=61000-61999"_s,
                            u"--set=edgeSites[edge].avEdge.proxyProtocolSources="_s + balancers} +
                more);
}

} // namespace

/// The relay behind the balancer of another project: Debian's HAProxy.
class TestHaproxy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void callsThroughABalancerAreTheClients_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("isEncrypted");
        for (const char *header : {"send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c"}) {
            for (const bool isEncrypted : {false, true}) {
                QTest::addRow("%s, %s", header, isEncrypted ? "TLS" : "TCP")
                    << QString::fromLatin1(header) << isEncrypted;
            }
        }
    }
    void callsThroughABalancerAreTheClients()
    {
        QFETCH(const QString, header);
        QFETCH(const bool, isEncrypted);
        turnpike::testing::CertificateFiles files;
        files.write("own");
        TurnpikedProcess relay;
        startRelay(relay, u"127.0.0.9/32"_s,
                   {u"--certificate=%1"_s.arg(QString::fromStdString(files.path("own.pem"))),
                    u"--key=%1"_s.arg(QString::fromStdString(files.path("own.key"))),
                    u"--tls-port=%1"_s.arg(relay.udpPort)});
        QVERIFY2(relay.isReady(), qPrintable(relay.output() + relay.errors()));
        HaProxy balancer(relay.udpPort, header);
        QVERIFY2(balancer.listens(), qPrintable(balancer.output()));
        const ClientRun run = callThrough(balancer.port, isEncrypted ? QStringList{u"-S"_s} : QStringList());
        QVERIFY2(run.exitCode == 0, qPrintable(run.output + relay.errors()));
        QVERIFY2(run.output.contains(u"Total lost packets 0"_s), qPrintable(run.output));
        const auto said = [&] { return QString(relay.output() + relay.errors()); };
        const QString from = u"from 127.0.0.5:"_s;
        QTRY_VERIFY2(said().contains(from), qPrintable(said()));
        QVERIFY2(!said().contains(u"from 127.0.0.9:"_s), qPrintable(said()));
        QVERIFY2(said().contains(isEncrypted ? u"over tls"_s : u"over tcp"_s), qPrintable(said()));
    }

    void aBalancerThatSendsNoHeaderIsRefusedAndNamed()
    {
        TurnpikedProcess relay;
        startRelay(relay, u"127.0.0.9/32"_s);
        QVERIFY2(relay.isReady(), qPrintable(relay.output() + relay.errors()));
        HaProxy balancer(relay.udpPort, {});
        QVERIFY2(balancer.listens(), qPrintable(balancer.output()));
        QVERIFY(callThrough(balancer.port, {}).exitCode != 0);
        QTRY_VERIFY2(
            QString(relay.output() + relay.errors())
                .contains(u"connection of 127.0.0.9, a balancer of avEdge.proxyProtocolSources, closed"_s),
            qPrintable(relay.output() + relay.errors()));
    }

    void aBalancerThatNobodyTrustsIsRefusedAndNamed()
    {
        TurnpikedProcess relay;
        startRelay(relay, u"127.0.0.8/32"_s);
        QVERIFY2(relay.isReady(), qPrintable(relay.output() + relay.errors()));
        HaProxy balancer(relay.udpPort, u"send-proxy-v2"_s);
        QVERIFY2(balancer.listens(), qPrintable(balancer.output()));
        QVERIFY(callThrough(balancer.port, {}).exitCode != 0);
        QTRY_VERIFY2(QString(relay.output() + relay.errors())
                         .contains(u"connection of 127.0.0.9 closed: it begins with a PROXY header"_s),
                     qPrintable(relay.output() + relay.errors()));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestHaproxy)
#include "tst_haproxy.moc"
