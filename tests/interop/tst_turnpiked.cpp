// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/file_descriptor.h"
#include "tests/interop/turnpiked_process.h"
#include "tests/support/main.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using turnpike::testing::freePort;
using turnpike::testing::httpGet;
using turnpike::testing::kLongestWait;
using turnpike::testing::runProgram;
using turnpike::testing::TurnpikedProcess;

namespace {

bool writeFile(const QString &name, const QByteArray &content)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
}

QByteArray deploymentJson(const QByteArray &realm)
{
    return "{\n  \"schemaVersion\": 1,\n  \"edgeSites\": [{\"name\": \"hq\", \"servers\": [{\"name\": "
           "\"edge1\", "
           "\"externalAddress\": \"127.0.0.1\"}], \"avEdge\": {\"realm\": \"" +
           realm +
           "\", \"credentials\": {\"sharedSecrets\": [{\"name\": \"first\", \"secret\": "
           "\"0123456789abcdefghij\"}]}}}]\n}\n";
}

} // namespace

/// The program as an administrator meets it: options, messages, exit codes, signals.
class TestTurnpiked : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void itServesWithoutAnyFile()
    {
        TurnpikedProcess relay;
        relay.serve({u"--listen"_s, u"127.0.0.1"_s, u"--realm"_s, u"example.org"_s, u"--user"_s,
                     u"alice:wonderland-4711"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(relay.hasSaid(u"listening udp 127.0.0.1:%1\n"_s.arg(relay.udpPort)));
        QVERIFY(relay.hasSaid(u"listening tcp 127.0.0.1:%1\n"_s.arg(relay.udpPort)));
        QVERIFY(relay.hasSaid(u"management https://127.0.0.1:%1 "_s.arg(relay.managementPort)));
        QVERIFY(QRegularExpression(u"pairing code [A-Z2-7]{4}(-[A-Z2-7]{4}){3} \\(administrator"_s)
                    .match(relay.output())
                    .hasMatch());
        QVERIFY(!relay.output().contains(u"wonderland") && !relay.errors().contains(u"wonderland"));

        const auto stun =
            runProgram(u"turnutils_stunclient"_s, {u"-p"_s, QString::number(relay.udpPort), u"127.0.0.1"_s});
        QVERIFY2(stun.output.contains(u"UDP reflexive addr: 127.0.0.1:"), qPrintable(stun.output));

        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
    }

    void itTellsTheServiceManagerWhenItServesAndWhenItEnds()
    {
        // What systemd gives a service of Type=notify: a datagram socket (sd_notify(3)).
        QTemporaryDir folder;
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray path = folder.filePath(u"notify"_s).toLocal8Bit();
        QVERIFY(path.size() < qsizetype(sizeof address.sun_path));
        std::copy(path.begin(), path.end(), address.sun_path);
        const turnpike::net::FileDescriptor socket(
            ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        QCOMPARE(::bind(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        QByteArray told;
        const auto hasTold = [&](const char *state) {
            char buffer[4096];
            for (ssize_t size = 0; (size = ::recv(socket.number(), buffer, sizeof buffer, 0)) > 0;)
                told += QByteArray(buffer, size) + '\n';
            return told.contains(state);
        };

        TurnpikedProcess relay;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"NOTIFY_SOCKET"_s, QString::fromLocal8Bit(path));
        relay.process().setProcessEnvironment(environment);
        relay.serve(
            {u"--listen"_s, u"127.0.0.1"_s, u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:secret"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QTRY_VERIFY2(hasTold("READY=1"), told.constData());
        QVERIFY(!hasTold("STOPPING=1"));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        QVERIFY2(hasTold("STOPPING=1"), told.constData());
    }

    void itReportsItsHealth()
    {
        TurnpikedProcess relay;
        relay.serve();
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        const auto metrics = httpGet(relay.metricsPort, "/metrics");
        QVERIFY2(metrics.contains(u"HTTP/1.1 200"), qPrintable(metrics));
        QVERIFY(metrics.contains(u"# TYPE turnpike_allocations gauge\nturnpike_allocations 0\n"));
        QVERIFY(metrics.contains(u"turnpike_revision 1\n"));
        QVERIFY(metrics.contains(u"# TYPE turnpike_worker_loop_seconds histogram\n"
                                 "turnpike_worker_loop_seconds_bucket{worker=\"0\",le=\"0.0001\"} "));
        // The last bucket holds all turns, as the count does.
        const QRegularExpression whole(
            u"turnpike_worker_loop_seconds_bucket\\{worker=\"0\",le=\"\\+Inf\"\\} (\\d+)\n"
            "turnpike_worker_loop_seconds_sum\\{worker=\"0\"\\} [0-9.e-]+\n"
            "turnpike_worker_loop_seconds_count\\{worker=\"0\"\\} \\1\n"_s);
        QVERIFY2(whole.match(metrics).hasMatch(), qPrintable(metrics));
        QVERIFY(httpGet(relay.metricsPort, "/healthz").endsWith(u"ok\n"));
        QVERIFY(httpGet(relay.metricsPort, "/readyz").endsWith(u"ready\n"));
        QVERIFY(httpGet(relay.metricsPort, "/").contains(u"HTTP/1.1 404"));
    }

    // T6: a malformed rule refuses the start
    void aWrongOptionEndsItWithTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *name, const QStringList &arguments, const QStringList &words) {
            QTest::newRow(name) << arguments << words;
        };
        row("unknown", {u"--relam"_s, u"x"_s}, {u"--relam"_s, u"did you mean --realm?"_s});
        row("port", {u"--udp-port"_s, u"99999"_s}, {u"--udp-port"_s, u"99999"_s, u"1 to 65535"_s});
        row("address", {u"--listen"_s, u"localhost"_s}, {u"--listen"_s, u"localhost"_s, u"allowed:"_s});
        row("network", {u"--allow-peer"_s, u"10.0.0.0/33"_s},
            {u"--allow-peer"_s, u"10.0.0.0/33"_s, u"allowed:"_s});
        row("workers", {u"--workers"_s, u"1000"_s}, {u"--workers"_s, u"1000"_s, u"256"_s});
        row("line break", {u"--realm"_s, u"example\n.org"_s}, {u"--realm"_s, u"example\\n.org"_s});
        row("user", {u"--user"_s, u"alice"_s}, {u"--user"_s, u"NAME:PASSWORD"_s});
        row("path", {u"--set"_s, u"edgeSites[edge].avEgde.udpPort=1"_s}, {u"--set"_s, u"avEdge"_s});
        row("listen", {u"--metrics-listen"_s, u"9641"_s}, {u"--metrics-listen"_s, u"9641"_s, u"or none"_s});
        row("role", {u"--pair"_s, u"--role"_s, u"admin"_s}, {u"--role"_s, u"admin"_s, u"administrator"_s});
        row("drain", {u"--drain-deadline"_s, u"soon"_s}, {u"--drain-deadline"_s, u"soon"_s, u"seconds"_s});
        row("missing", {u"--realm"_s}, {u"realm"_s});
        row("word", {u"start"_s}, {u"start"_s});
        row("file", {u"--user-file"_s, u"/nowhere/users"_s}, {u"--user-file"_s, u"/nowhere/users"_s});
    }
    void aWrongOptionEndsItWithTwo()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QStringList, words);
        TurnpikedProcess relay;
        relay.start(arguments);
        QCOMPARE(relay.exitCode(), 2);
        for (const auto &word : words)
            QVERIFY2(relay.errors().contains(word), qPrintable(relay.errors()));
        QCOMPARE(relay.output(), QString());
    }

    void aBrokenFileIsNamedWithLineAndColumn()
    {
        TurnpikedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QVERIFY(writeFile(file, "{\n  \"schemaVersion\": 1,\n  \"nmae\": \"x\"\n}\n"));
        relay.start({u"--deployment"_s, file});
        QCOMPARE(relay.exitCode(), 2);
        QVERIFY2(relay.errors().contains(file + u":3:"_s), qPrintable(relay.errors()));
        QVERIFY(relay.errors().contains(u"name"));
    }

    void aConfigurationIsCheckedWithoutServing()
    {
        TurnpikedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QVERIFY(writeFile(file, deploymentJson("example.org")));
        relay.serve({u"--deployment"_s, file, u"--check"_s});
        QCOMPARE(relay.exitCode(), 0);
        QVERIFY(relay.hasSaid(u"the configuration of hq/edge1 is valid"_s));

        TurnpikedProcess wrong;
        QVERIFY(
            writeFile(file, "{\"edgeSites\": [{\"name\": \"hq\", \"servers\": [{\"name\": \"edge1\"}]}]}"));
        wrong.start({u"--deployment"_s, file, u"--check"_s});
        QCOMPARE(wrong.exitCode(), 2);
    }

    // T16: a second program on the same port
    void aTakenPortIsNamed()
    {
        TurnpikedProcess relay;
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress::LocalHost, static_cast<quint16>(relay.udpPort),
                           QUdpSocket::DontShareAddress));
        relay.serve();
        QCOMPARE(relay.exitCode(), 1);
        QVERIFY2(relay.errors().contains(u"127.0.0.1:%1"_s.arg(relay.udpPort)), qPrintable(relay.errors()));
        QVERIFY(!relay.hasSaid(u"ready"_s));
    }

    void aTakenManagementPortIsNamed()
    {
        TurnpikedProcess relay;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(relay.managementPort)));
        relay.serve();
        QCOMPARE(relay.exitCode(), 1);
        QVERIFY2(relay.errors().contains(u"127.0.0.1:%1"_s.arg(relay.managementPort)),
                 qPrintable(relay.errors()));
    }

    void aCheckReadsTheCertificates()
    {
        TurnpikedProcess relay;
        relay.start(relay.endpoints() + QStringList{u"--user"_s, u"alice:wonderland-4711"_s,
                                                    u"--certificate"_s, u"/nonexistent/a.pem"_s, u"--key"_s,
                                                    u"/nonexistent/a.key"_s, u"--check"_s});
        QCOMPARE(relay.exitCode(), 0); // a start goes on without it
        QVERIFY2(
            relay.errors().contains(u"warning: certificate command-line: /nonexistent/a.pem: the certificate "
                                    "cannot be read: No such file or directory"_s),
            qPrintable(relay.errors()));
    }

    void aCheckSaysWhatAStartSays_data()
    {
        QTest::addColumn<QString>("option");
        QTest::newRow("udp") << u"--udp-port"_s;
        QTest::newRow("tcp") << u"--tcp-port"_s;
        QTest::newRow("management") << u"--management-listen"_s;
        QTest::newRow("metrics") << u"--metrics-listen"_s;
        QTest::newRow("address") << u"--listen"_s;
        QTest::newRow("relay address") << u"--relay-address"_s;
        QTest::newRow("management address") << u"management address"_s;
    }
    void aCheckSaysWhatAStartSays()
    {
        QFETCH(const QString, option);
        QTcpServer tcp;
        QVERIFY(tcp.listen(QHostAddress::LocalHost));
        QUdpSocket udp;
        QVERIFY(udp.bind(QHostAddress::LocalHost, tcp.serverPort(), QUdpSocket::DontShareAddress));
        const QString taken = QString::number(tcp.serverPort());
        const QString value = option == u"management address"                          ? u"192.0.2.1:5443"_s
                              : option.endsWith(u"address"_s) || option == u"--listen" ? u"192.0.2.1"_s
                              : option.endsWith(u"-listen"_s) ? u"127.0.0.1:"_s + taken
                                                              : taken;
        const QString name = option.startsWith(u"--"_s) ? option : u"--management-listen"_s;
        const QStringList endpoints = TurnpikedProcess().endpoints();
        const auto problem = [&](const QStringList &more, int &code) {
            TurnpikedProcess relay;
            QStringList arguments = endpoints;
            if (const auto at = arguments.indexOf(name); at >= 0)
                arguments.replace(at + 1, value);
            else
                arguments += {name, value};
            relay.start(arguments + QStringList{u"--user"_s, u"alice:wonderland-4711"_s} + more);
            code = relay.exitCode();
            return relay.errors().split(u'\n').filter(u"error: "_s);
        };
        int checked = 0;
        int started = 0;
        const QStringList check = problem({u"--check"_s}, checked);
        QCOMPARE(checked, 1);
        QVERIFY(!check.isEmpty());
        QVERIFY2(check.first().contains(option == u"--udp-port" || option == u"--tcp-port" ? taken : value),
                 qPrintable(check.join(u'\n')));
        QCOMPARE(problem({}, started), check);
        QCOMPARE(started, 1);
    }

    void twoListenersOnOnePortAreFoundBeforeTheStart()
    {
        TurnpikedProcess relay;
        const auto same = u"127.0.0.1:%1"_s.arg(relay.managementPort);
        relay.start({u"--management-listen"_s, same, u"--metrics-listen"_s, same, u"--check"_s});
        QCOMPARE(relay.exitCode(), 2);
        QVERIFY2(relay.errors().contains(u"the management interface"), qPrintable(relay.errors()));
    }

    void aCheckBesideTheRunningRelayFindsItsPortsNotTaken()
    {
        TurnpikedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QVERIFY(writeFile(file, deploymentJson("example.org")));
        relay.serve({u"--deployment"_s, file});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        TurnpikedProcess check;
        check.start(QStringList{u"--state-directory"_s, relay.folder.filePath(u"state"_s), u"--deployment"_s,
                                file, u"--check"_s} +
                    relay.endpoints());
        QCOMPARE(check.exitCode(), 0);
    }

    void theKeyOfTheStateFolderIsForItsOwnerOnly()
    {
        TurnpikedProcess relay;
        relay.serve();
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        const auto key = relay.folder.filePath(u"state/state.key"_s);
        QVERIFY(QFile::setPermissions(key, QFile::permissions(key) | QFile::ReadOther));
        TurnpikedProcess open;
        open.serve({u"--state-directory"_s, relay.folder.filePath(u"state"_s)});
        QCOMPARE(open.exitCode(), 1);
        QVERIFY2(open.errors().contains(u"chmod 600 "_s + key), qPrintable(open.errors()));
        QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner));
        const auto authority = relay.folder.filePath(u"state/authority.key"_s);
        QVERIFY(QFile::setPermissions(authority, QFile::permissions(authority) | QFile::ReadOther));
        TurnpikedProcess closed;
        closed.serve({u"--state-directory"_s, relay.folder.filePath(u"state"_s)});
        QVERIFY2(closed.isReady(), qPrintable(closed.errors()));
        QVERIFY2(closed.errors().contains(u"chmod 600 "_s + authority), qPrintable(closed.errors()));
    }

    void filesOfSecretsThatEverybodyReadsAreNamed()
    {
        TurnpikedProcess relay;
        const auto users = relay.folder.filePath(u"users"_s);
        const auto secrets = relay.folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(users, "alice:wonderland-4711\n") &&
                writeFile(secrets, "north-south-east-4711-x\n"));
        QVERIFY(QFile::setPermissions(users, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(QFile::setPermissions(secrets, QFile::ReadOwner | QFile::WriteOwner));
        relay.serve({u"--user-file"_s, users, u"--shared-secret-file"_s, secrets});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY2(relay.errors().contains(u"chmod 600 "_s + users), qPrintable(relay.errors()));
        QVERIFY(!relay.errors().contains(u"chmod 600 "_s + secrets));
    }

    void theAuditIsExportedToTheJournalWhateverTheLogLevel()
    {
        TurnpikedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QVERIFY(writeFile(file, deploymentJson("example.org")));
        relay.serve({u"--deployment"_s, file, u"--set"_s, u"management.logLevel.management=error"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(writeFile(file, deploymentJson("contoso.com")));
        relay.send(SIGHUP);
        // Every line with its number and its hash, which whoever writes to the database cannot reach.
        static const QRegularExpression line(u"SIGHUP: push revision 2: .*\\(audit 2 [0-9a-f]{64}\\)\n"_s);
        QTRY_VERIFY2(line.match(relay.errors()).hasMatch(), qPrintable(relay.errors()));
    }

    void aSecondRelayOnTheSameFolderIsRefused()
    {
        TurnpikedProcess first;
        first.serve();
        QVERIFY2(first.isReady(), qPrintable(first.errors()));
        const auto folder = first.folder.filePath(u"state"_s);
        TurnpikedProcess second;
        second.serve({u"--state-directory"_s, folder});
        QCOMPARE(second.exitCode(), 1);
        QVERIFY2(second.errors().contains(u"process %1"_s.arg(first.process().processId())),
                 qPrintable(second.errors()));

        // A pairing code is left for the one that runs.
        TurnpikedProcess pairing;
        pairing.start({u"--state-directory"_s, folder, u"--pair"_s, u"--role"_s, u"viewer"_s});
        QCOMPARE(pairing.exitCode(), 0);
        QVERIFY(pairing.output().contains(u"pairing code"));
        QVERIFY(QFile::exists(folder + u"/pairing-code"_s));
    }

    void aFullDiskIsToldAndNothingIsLeftHalfDone()
    {
        TurnpikedProcess relay;
        relay.process().setChildProcessModifier([] {
            const rlimit limit{2048, 2048};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
        relay.serve();
        QCOMPARE(relay.exitCode(), 1);
        QVERIFY2(relay.errors().contains(u"turnpike.sqlite"), qPrintable(relay.errors()));

        relay.process().setChildProcessModifier({});
        relay.process().start();
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
    }

    // T6, T42: neither a broken file nor a malformed rule changes anything
    void theFileIsReadAgainOnHangup()
    {
        TurnpikedProcess relay;
        const auto file = relay.folder.filePath(u"deployment.json"_s);
        QVERIFY(writeFile(file, deploymentJson("example.org")));
        relay.serve({u"--deployment"_s, file});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));

        QVERIFY(writeFile(file, deploymentJson("contoso.com")));
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: revision 2 runs"), qPrintable(relay.errors()));
        QVERIFY(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 2\n"));

        QVERIFY(writeFile(file, "{ broken"));
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: nothing was changed: "_s + file + u":1:"_s),
                     qPrintable(relay.errors()));
        QVERIFY(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 2\n"));

        auto malformed = deploymentJson("contoso.com");
        QVERIFY(malformed.contains("\"realm\":"));
        malformed.replace("\"realm\":", "\"peers\": {\"deny\": [\"10.0.0.0/33\"]}, \"realm\":");
        QVERIFY(writeFile(file, malformed));
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"10.0.0.0/33"), qPrintable(relay.errors()));
        QCOMPARE(relay.errors().count(u"SIGHUP: nothing was changed: "_s), 2);
        QVERIFY(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 2\n"));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
    }

    void everyInputIsReadAgainOnHangup()
    {
        TurnpikedProcess relay;
        const auto users = relay.folder.filePath(u"users"_s);
        const auto secrets = relay.folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(users, "alice:wonderland\n"));
        QVERIFY(writeFile(secrets, "north-north-north-1\n"));
        relay.serve({u"--user-file"_s, users, u"--shared-secret-file"_s, secrets});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));

        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: revision 1 runs as before"),
                     qPrintable(relay.errors()));
        QVERIFY(writeFile(secrets, "# rotated\nwest-west-west-west-1\n"));
        relay.send(SIGHUP);
        QTRY_VERIFY2(
            relay.errors().contains(u"SIGHUP: revision 1 runs: read again "_s + users + u", "_s + secrets),
            qPrintable(relay.errors()));
        QVERIFY(relay.errors().contains(u"skipped what begins with #, line 1"));
        QVERIFY(!relay.errors().contains(u"west-west"));

        QVERIFY(writeFile(secrets, ""));
        relay.send(SIGHUP);
        QTRY_VERIFY2(
            relay.errors().contains(u"SIGHUP: nothing was changed: --shared-secret-file: "_s + secrets),
            qPrintable(relay.errors()));
        QVERIFY(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 1\n"));
    }

    void aReloadWarnsAsAStartDoes()
    {
        TurnpikedProcess relay;
        const auto secrets = relay.folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(secrets, "north-north-north-1\n"));
        QVERIFY(QFile::setPermissions(secrets, QFile::ReadOwner | QFile::WriteOwner));
        // Whoever is on loopback only need not fear guesses.
        const QStringList options{u"--shared-secret-file"_s, secrets, u"--public-address"_s,
                                  u"203.0.113.7"_s};
        relay.serve(options);
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(writeFile(secrets, "short\n"));
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: revision 1 runs: read again"),
                     qPrintable(relay.errors()));
        const auto warningsOf = [](const QString &text) {
            const QString before = u"turnpiked: warning: "_s;
            QStringList lines;
            for (const auto &line : text.split(u'\n')) {
                if (line.startsWith(before))
                    lines << line.mid(before.size()).remove(u"SIGHUP: "_s);
            }
            lines.sort();
            return lines;
        };
        // Those of the start were about the first secret.
        auto said = warningsOf(relay.errors());
        QVERIFY2(!said.filter(u"line 1: this shared secret"_s).isEmpty(), qPrintable(relay.errors()));

        // The same configuration checked on a folder of its own: not one line more.
        TurnpikedProcess check;
        check.serve(options + QStringList{u"--check"_s});
        QCOMPARE(check.exitCode(), 0);
        said.removeDuplicates();
        QCOMPARE(said, warningsOf(check.errors()));
    }

    void aReloadWithoutAnyFileSaysSo()
    {
        TurnpikedProcess relay;
        relay.serve();
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: there is no file to read again"),
                     qPrintable(relay.errors()));
    }

    void everyWarningIsSaidAtTheStart()
    {
        TurnpikedProcess relay;
        relay.serve({u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:wonderland-4711"_s,
                     u"--allow-peer"_s, u"127.0.0.0/8"_s, u"--set"_s,
                     u"management.storeUrl=postgresql://db/turnpike"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY2(relay.errors().contains(u"warning: edgeSites[edge].avEdge.peers.allow: "),
                 qPrintable(relay.errors()));
        QVERIFY(relay.errors().contains(u"kept, but this version does not act on it: management.storeUrl\n"));
        QVERIFY(relay.errors().contains(u"credentials.avTokens"));
        QVERIFY2(relay.errors().count(u'\n') <= 4, qPrintable(relay.errors()));
    }

    void theSameStartAgainMakesNoRevision()
    {
        TurnpikedProcess relay;
        const QStringList options{u"--realm"_s, u"example.org"_s, u"--allow-peer"_s, u"10.0.0.0/8"_s};
        relay.serve(options);
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        relay.process().start();
        QTRY_VERIFY2(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 1\n"),
                     qPrintable(relay.errors()));
    }

    void theAdviceAboutAnAddressWorks()
    {
        TurnpikedProcess foreign;
        foreign.serve({u"--listen"_s, u"192.0.2.1"_s});
        QCOMPARE(foreign.exitCode(), 1);
        QVERIFY2(foreign.errors().contains(u"0.0.0.0") && foreign.errors().contains(u"relay address"),
                 qPrintable(foreign.errors()));
        TurnpikedProcess half;
        half.serve({u"--listen"_s, u"0.0.0.0"_s});
        QCOMPARE(half.exitCode(), 2);
        QVERIFY2(half.errors().contains(u"--relay-address"), qPrintable(half.errors()));
        TurnpikedProcess whole;
        whole.serve({u"--listen"_s, u"0.0.0.0"_s, u"--relay-address"_s, u"127.0.0.1"_s});
        QVERIFY2(whole.isReady(), qPrintable(whole.errors()));
    }

    // T39: names with newlines and escape sequences
    void aForgedLineStaysInItsLine()
    {
        TurnpikedProcess relay;
        relay.serve({u"--server"_s, u"x\nturnpiked: ready\x1b[2J"_s});
        QCOMPARE(relay.exitCode(), 2);
        QVERIFY2(relay.errors().contains(u"x\\nturnpiked: ready\\x1b[2J"_s), qPrintable(relay.errors()));
        QCOMPARE(relay.errors().count(u'\n'), 1);
    }

    void itContinuesWithWhatItRanBefore()
    {
        TurnpikedProcess relay;
        relay.serve({u"--realm"_s, u"first.example"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        relay.send(SIGINT);
        QCOMPARE(relay.exitCode(), 0);

        TurnpikedProcess again;
        again.start({u"--state-directory"_s, relay.folder.filePath(u"state"_s)});
        QVERIFY2(again.isReady(), qPrintable(again.errors()));
        QVERIFY(again.hasSaid(u"listening udp 127.0.0.1:%1\n"_s.arg(relay.udpPort)));
    }

    void theSampleRunsOnThisComputer()
    {
        TurnpikedProcess relay;
        relay.serve({u"--deployment"_s, u"default"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
    }

    void helpAndVersionNeedNothing()
    {
        TurnpikedProcess help;
        help.start({u"--help"_s});
        QCOMPARE(help.exitCode(), 0);
        for (const auto &option : {u"--listen"_s, u"--relay-ports"_s, u"--pair"_s, u"--metrics-listen"_s})
            QVERIFY(help.output().contains(option));
        TurnpikedProcess version;
        version.start({u"--version"_s});
        QCOMPARE(version.exitCode(), 0);
        QVERIFY(version.output().startsWith(u"turnpiked "));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnpiked)
#include "tst_turnpiked.moc"
