// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/paired_process.h"

#include <QDirIterator>
#include <QStandardPaths>
#include <QTcpSocket>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::PairedProcess;
using turnpike::testing::TurnpikedProcess;

namespace {

const auto kPassword = u"correct-horse-battery"_s;
const auto kGoodSecret = u"a-shared-secret-of-enough-letters"_s;

QByteArray contentOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Ticks of processor time that a process has used (proc(5), stat: utime and stime).
qint64 ticksOf(qint64 process)
{
    const auto fields = contentOf(u"/proc/%1/stat"_s.arg(process)).split(' ');
    return fields.value(13).toLongLong() + fields.value(14).toLongLong();
}

} // namespace

/// Attacks on the process: its descriptors, its memory, its files.
class TestProcess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    // T40: arguments and core files
    void nobodySeesASecretInTheListOfProcessesOrInACoreFile()
    {
        PairedProcess relay;
        relay.serve({u"--user"_s, u"alice:"_s + kPassword, u"--shared-secret="_s + kGoodSecret});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        const auto process = relay.process().processId();
        const auto line = contentOf(u"/proc/%1/cmdline"_s.arg(process));
        QVERIFY(line.contains("--user"));
        QVERIFY2(!line.contains(kPassword.toUtf8()) && !line.contains(kGoodSecret.toUtf8()),
                 line.constData());
        const auto limits = contentOf(u"/proc/%1/limits"_s.arg(process));
        // Nor does any program that it might be made to start get more rights than it has.
        QVERIFY(contentOf(u"/proc/%1/status"_s.arg(process)).contains("NoNewPrivs:\t1"));
        for (const auto &limit : limits.split('\n')) {
            if (limit.startsWith("Max core file size"))
                QCOMPARE(limit.simplified().split(' ').value(4), QByteArray("0"));
        }
        QVERIFY(relay.hasSaid(u"open files"_s));
    }

    void noFileOfARelayThatWasStartedWithOptionsHoldsASecret()
    {
        PairedProcess relay;
        relay.serve({u"--user"_s, u"alice:"_s + kPassword, u"--shared-secret"_s, kGoodSecret});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        int files = 0;
        for (QDirIterator it(relay.folder.filePath(u"state"_s), QDir::Files); it.hasNext(); ++files) {
            const QString name = it.next();
            const auto content = contentOf(name);
            QVERIFY2(!content.contains(kPassword.toUtf8()) && !content.contains(kGoodSecret.toUtf8()),
                     qPrintable(name));
        }
        QVERIFY(files > 5);
    }

    void managementAnswersWhenAllDescriptorsAreGone()
    {
        PairedProcess relay;
        relay.process().setChildProcessModifier([] {
            const rlimit few{64, 64};
            ::setrlimit(RLIMIT_NOFILE, &few);
        });
        relay.serve({u"--user"_s, u"alice:"_s + kPassword, u"--workers"_s, u"1"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        std::vector<std::unique_ptr<QTcpSocket>> hoard;
        for (int i = 0; i < 90; ++i) {
            hoard.push_back(std::make_unique<QTcpSocket>());
            hoard.back()->connectToHost(QHostAddress::LocalHost, static_cast<quint16>(relay.udpPort));
            hoard.back()->waitForConnected(2000);
        }
        const auto process = relay.process().processId();
        for (int i = 0; i < 5; ++i) {
            ApiClient client(relay.management());
            QVERIFY2(client.isConnected(), qPrintable(relay.errors()));
            QCOMPARE(client.request("GET", "/api/v1/status").status, 401);
        }
        QTcpSocket scraper;
        scraper.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(relay.metricsPort));
        scraper.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray received;
        QTRY_VERIFY((received += scraper.readAll(), received.contains("200 OK")));
        // Nor does anything turn round and round: a second's waiting costs next to nothing.
        const auto before = ticksOf(process);
        QDeadlineTimer second(1000);
        QTRY_VERIFY(second.hasExpired());
        const auto used = ticksOf(process) - before;
        QVERIFY2(used < ::sysconf(_SC_CLK_TCK) / 2, qPrintable(QString::number(used)));
    }

    // T13: strangers on the ports of the management itself, while a push waits to be confirmed
    void aPushIsTakenBackWhenStrangersHoldAllDescriptors()
    {
        PairedProcess relay;
        relay.process().setChildProcessModifier([] {
            const rlimit few{64, 64};
            ::setrlimit(RLIMIT_NOFILE, &few);
        });
        relay.serve({u"--user"_s, u"alice:"_s + kPassword, u"--workers"_s, u"1"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        const auto anna = relay.paired(u"anna"_s);
        const auto fetched = ApiClient(relay.management(), anna).request("GET", "/api/v1/deployment");
        QCOMPARE(fetched.status, 200);
        auto deployment = document::fromJson(fetched.body).value();
        // Back to listeners of before means new sockets for them.
        deployment.edgeSites[0].avEdge.limits.allocations = 321;
        deployment.edgeSites[0].avEdge.tcpPort = Port{static_cast<std::uint16_t>(testing::freePort())};
        const auto pushed =
            ApiClient(relay.management(), anna)
                .request("PUT", "/api/v1/deployment?confirm-within=5", document::toJson(deployment),
                         "If-Match: " + fetched.header("ETag") + "\r\n");
        QVERIFY2(pushed.status == 200 || pushed.status == 201 || pushed.status == 202,
                 pushed.body.constData());
        std::vector<std::unique_ptr<QTcpSocket>> hoard;
        const auto come = [&](int port, int index) {
            auto &stranger = *hoard.emplace_back(std::make_unique<QTcpSocket>());
            QVERIFY(stranger.bind(QHostAddress(u"127.0.0.%1"_s.arg(index % 9 + 2))));
            stranger.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
            static_cast<void>(stranger.waitForConnected(2000));
        };
        for (int i = 0; i < 100; ++i) {
            come(relay.managementPort, i);
            come(relay.metricsPort, i);
            come(relay.udpPort, i);
        }
        const auto process = relay.process().processId();
        const auto before = ticksOf(process);
        QDeadlineTimer watched(3000);
        while (!watched.hasExpired()) {
            come(relay.managementPort, static_cast<int>(hoard.size()));
            come(relay.metricsPort, static_cast<int>(hoard.size()));
            QTest::qWait(50);
        }
        const auto used = ticksOf(process) - before;
        QVERIFY2(used < ::sysconf(_SC_CLK_TCK), qPrintable(QString::number(used)));
        QTRY_VERIFY2(relay.errors().contains(u"was reverted by relay"_s), qPrintable(relay.errors()));
        QVERIFY2(!relay.errors().contains(u"cannot be reverted"_s) &&
                     !relay.errors().contains(u"Too many open files"_s),
                 qPrintable(relay.errors()));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ApiClient(relay.management(), anna).request("GET", "/api/v1/status").status, 200);
        QTcpSocket scraper;
        scraper.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(relay.metricsPort));
        scraper.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray received;
        QTRY_VERIFY((received += scraper.readAll(), received.contains("200 OK")));
    }

    void aPipeForAConfigurationIsRefusedAndNotWaitedFor()
    {
        PairedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        relay.serve({u"--deployment"_s, file});
        QVERIFY(relay.exitCode() > 0);
        QVERIFY2(relay.errors().contains(u"regular file"_s), qPrintable(relay.errors()));
    }

    void aPipeOrADeviceForAListIsRefusedAndNotWaitedFor_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<bool>("isDevice");
        for (const auto &option : {u"--user-file"_s, u"--shared-secret-file"_s}) {
            QTest::newRow(qPrintable(option + u" pipe"_s)) << option << false;
            QTest::newRow(qPrintable(option + u" device"_s)) << option << true;
        }
    }
    void aPipeOrADeviceForAListIsRefusedAndNotWaitedFor()
    {
        QFETCH(const QString, option);
        QFETCH(const bool, isDevice);
        PairedProcess relay;
        const auto file = isDevice ? u"/dev/zero"_s : relay.folder.filePath(u"list"_s);
        if (!isDevice)
            QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        relay.serve({option, file});
        QCOMPARE(relay.exitCode(), 2);
        QVERIFY2(relay.errors().contains(u"regular file"_s), qPrintable(relay.errors()));
    }

    void aFileThatBecameAPipeHoldsNobodyUpAtAReload()
    {
        PairedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        auto deployment = turnpike::testing::exampleDeployment();
        deployment.edgeSites[0].avEdge.udpPort = Port{static_cast<std::uint16_t>(relay.udpPort)};
        QFile written(file);
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(document::toJson(deployment));
        written.close();
        relay.start({u"--deployment"_s, file, u"--management-listen"_s,
                     u"127.0.0.1:%1"_s.arg(relay.managementPort), u"--metrics-listen"_s, u"none"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(QFile::remove(file));
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        relay.send(SIGHUP);
        QTRY_VERIFY(relay.errors().contains(u"regular file"_s));
        QCOMPARE(ApiClient(relay.management()).request("GET", "/api/v1/status").status, 401);
    }

    // The holder of a code may choose the name of somebody who is paired.
    void aPairingCodeSaysWhosePlaceItsHolderCanTake()
    {
        PairedProcess relay;
        relay.serve({u"--user"_s, u"alice:"_s + kPassword});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(!relay.output().contains(u"takes that one's place"_s));
        static_cast<void>(relay.paired(u"anna"_s));
        QTRY_VERIFY(relay.errors().contains(u"anna was paired as administrator"_s));
        for (const auto &role : {u"viewer"_s, u"administrator"_s}) {
            TurnpikedProcess code;
            code.start(
                {u"--state-directory"_s, relay.folder.filePath(u"state"_s), u"--pair"_s, u"--role"_s, role});
            QCOMPARE(code.exitCode(), 0);
            QVERIFY2(code.output().contains(u"pairing code"_s), qPrintable(code.errors()));
            QCOMPARE(code.output().contains(u"certificate is void then: anna"_s), role == u"administrator");
        }
    }

    void startingAnewNeedsTheOptionOfThatName()
    {
        PairedProcess relay;
        const QStringList user{u"--user"_s, u"alice:"_s + kPassword};
        relay.serve(user);
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        QVERIFY(QFile::remove(relay.folder.filePath(u"state/turnpike.sqlite"_s)));
        relay.serve(user);
        QVERIFY(relay.exitCode() > 0);
        QVERIFY2(relay.errors().contains(u"--start-anew"_s), qPrintable(relay.errors()));
        relay.serve(user + QStringList{u"--start-anew"_s});
        QTRY_VERIFY(relay.output().count(u"turnpiked: ready\n"_s) == 2);
    }

    void theServiceIsFencedIn()
    {
        const auto program = QStandardPaths::findExecutable(u"systemd-analyze"_s);
        QVERIFY2(!program.isEmpty(), "systemd-analyze is missing; ./dev test installs it");
        const auto run = turnpike::testing::runProgram(
            program, {u"security"_s, u"--offline=yes"_s, u"--no-pager"_s, u"--threshold=15"_s,
                      QStringLiteral(TURNPIKE_SOURCE_DIR "/resources/turnpiked.service")});
        QVERIFY2(run.exitCode == 0, qPrintable(run.output.right(400)));
        // Port 443 stays within reach.
        QVERIFY(contentOf(QStringLiteral(TURNPIKE_SOURCE_DIR "/resources/turnpiked.service"))
                    .contains("AmbientCapabilities=CAP_NET_BIND_SERVICE"));
        // What the score does not weigh, or would forgive.
        const auto unit =
            contentOf(QStringLiteral(TURNPIKE_SOURCE_DIR "/resources/turnpiked.service")).split('\n');
        for (const char *line :
             {"CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "NoNewPrivileges=yes", "PrivateDevices=yes",
              "DynamicUser=yes", "StateDirectoryMode=0700", "LimitCORE=0", "MemoryMax=2G",
              "ProtectProc=invisible", "SystemCallFilter=@system-service",
              "SystemCallFilter=~@privileged @resources"})
            QVERIFY2(unit.contains(line), line);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProcess)
#include "tst_process.moc"
