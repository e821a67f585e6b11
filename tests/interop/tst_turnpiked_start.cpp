// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/turnpiked_process.h"
#include "tests/support/main.h"

#include <QCryptographicHash>
#include <QDir>

using namespace Qt::StringLiterals;
using turnpike::testing::TurnpikedProcess;

/// One start after another on the same state folder, by the real program.
class TestTurnpikedStart : public QObject {
    Q_OBJECT
private:
    QStringList inState(const QStringList &arguments = {}) const
    {
        return QStringList{u"--state-directory"_s, m_folder->filePath(u"state"_s)} + arguments;
    }
    /// Every name with its bytes, its permissions and when it was changed, the folder's own too.
    QStringList stateNow() const
    {
        const QDir state(m_folder->filePath(u"state"_s));
        QStringList lines{QFileInfo(state.path()).lastModified().toString(Qt::ISODateWithMs)};
        for (const auto &info :
             state.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name)) {
            QFile file(info.filePath());
            const QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unread");
            lines << info.fileName() + u' ' + QString::number(int(info.permissions()), 16) + u' ' +
                         info.lastModified().toString(Qt::ISODateWithMs) + u' ' +
                         QString::fromLatin1(
                             QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
        }
        return lines;
    }
    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void aManagementInterfaceThatIsNoneTakesNoPort()
    {
        TurnpikedProcess relay;
        const auto port = QString::number(relay.managementPort);
        const QStringList options =
            inState({u"--set"_s, u"management.port="_s + port, u"--tcp-port"_s, port, u"--udp-port"_s,
                     QString::number(relay.udpPort), u"--user"_s, u"alice:wonderland-4711"_s,
                     u"--metrics-listen"_s, u"none"_s, u"--management-listen"_s, u"none"_s});
        TurnpikedProcess check;
        check.start(options + QStringList{u"--check"_s});
        QVERIFY2(check.exitCode() == 0, qPrintable(check.errors()));
        relay.start(options + QStringList{u"--pair"_s});
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(!relay.hasSaid(u"management https"_s) && !relay.hasSaid(u"pairing code"_s));
        QVERIFY(relay.errors().contains(u"--pair lets nobody in"));
        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        // It is a setting like any other, so that a start that goes on with it says so.
        TurnpikedProcess again;
        again.start(inState());
        QVERIFY2(again.isReady(), qPrintable(again.errors()));
        QVERIFY2(again.errors().contains(u"management.listen 127.0.0.1"), qPrintable(again.errors()));
    }

    void credentialsOfTheUnitAreReadWithoutAnOption()
    {
        const QDir folder(m_folder->path());
        QVERIFY(folder.mkdir(u"credentials"_s));
        for (const auto &[name, content] : {std::pair("shared-secret", "north-north-north-4711-and-more\n"),
                                            std::pair("users", "alice:wonderland-4711\n")}) {
            QFile file(folder.filePath(u"credentials/"_s + QLatin1StringView(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) > 0);
            QVERIFY(file.setPermissions(QFile::ReadOwner));
        }
        TurnpikedProcess relay;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"CREDENTIALS_DIRECTORY"_s, folder.filePath(u"credentials"_s));
        relay.process().setProcessEnvironment(environment);
        relay.serve(inState());
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        for (const auto &name : {u"shared-secret"_s, u"users"_s})
            QVERIFY2(relay.errors().contains(u"the credential \"%1\""_s.arg(name)),
                     qPrintable(relay.errors()));
        // It knows them: it has made no secret of its own, and tells none.
        QVERIFY(!relay.errors().contains(u"has made a secret"_s));
        QVERIFY(!relay.errors().contains(u"4711"_s) && !relay.output().contains(u"4711"_s));
        TurnpikedProcess without;
        without.start({u"--check"_s, u"--user-file"_s, folder.filePath(u"credentials/users"_s)});
        QVERIFY(!without.errors().contains(u"the credential"_s));
    }

    void whatGoesWrongIsSaidAtEveryLevelOfTheLog()
    {
        TurnpikedProcess relay;
        const QString users = m_folder->filePath(u"users"_s);
        QFile file(users);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("alice:wonderland-4711\n") > 0);
        file.close();
        relay.serve(
            inState({u"--user-file"_s, users, u"--set"_s, u"management.logLevel.management=error"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.close();
        relay.send(SIGHUP);
        QTRY_VERIFY2(relay.errors().contains(u"SIGHUP: nothing was changed: "_s), qPrintable(relay.errors()));
        QVERIFY(!relay.errors().contains(u"runs as before"_s));
    }

    void theUnitNamesTheCredentialsThatTheRelayReads()
    {
        QFile unit(QStringLiteral(TURNPIKE_SOURCE_DIR "/resources/turnpiked.service"));
        QVERIFY(unit.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(unit.readAll());
        static const QRegularExpression line(u"^#LoadCredential=([a-z-]+):/etc/turnpike/"_s,
                                             QRegularExpression::MultilineOption);
        QStringList named;
        for (auto match = line.globalMatch(text); match.hasNext();)
            named << match.next().captured(1);
        QCOMPARE(named, (QStringList{u"shared-secret"_s, u"users"_s}));
        // No secret in the list of processes.
        QVERIFY(!text.contains(u"--shared-secret "_s) && !text.contains(u"--user "_s));
    }

    void aCodeThatASecondOneReplacesIsNamed()
    {
        TurnpikedProcess relay;
        relay.serve(inState());
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        static const QRegularExpression code(u"pairing code ([A-Z2-7]{4})-"_s);
        QString before = code.match(relay.output()).captured(1);
        for (int i = 0; i < 2; ++i) {
            QVERIFY(!before.isEmpty());
            TurnpikedProcess pairing;
            pairing.start(inState({u"--pair"_s}));
            QCOMPARE(pairing.exitCode(), 0);
            const QString gone = before + u"-\u2026 (administrator)"_s;
            QVERIFY2(pairing.errors().contains(gone), qPrintable(pairing.errors()));
            QTRY_VERIFY2(relay.errors().contains(gone + u" no longer works"_s), qPrintable(relay.errors()));
            before = code.match(pairing.output()).captured(1);
        }
    }

    // What is there is put aside by a start only; that nothing was put aside was said to nobody.
    void besideARunningRelayACodeIsMadeAndNothingElse()
    {
        TurnpikedProcess relay;
        relay.serve(inState());
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        for (const QString &option : {u"--start-anew"_s, u"--renew-audit-head"_s}) {
            TurnpikedProcess pairing;
            pairing.start(inState({u"--pair"_s, option}));
            QCOMPARE(pairing.exitCode(), 2);
            QVERIFY2(pairing.errors().contains(option) && pairing.errors().contains(u"stop the relay"_s),
                     qPrintable(pairing.errors()));
            QVERIFY(!pairing.output().contains(u"pairing code"_s));
        }
        TurnpikedProcess pairing;
        pairing.start(inState({u"--pair"_s, u"--realm"_s, u"other.example"_s}));
        QCOMPARE(pairing.exitCode(), 0);
        QVERIFY2(pairing.errors().contains(u"is not heeded"_s), qPrintable(pairing.errors()));
        QVERIFY(pairing.output().contains(u"pairing code"_s));
    }

    void aCheckMakesNothing()
    {
        TurnpikedProcess relay;
        TurnpikedProcess check;
        check.start(inState({u"--check"_s}) + relay.endpoints());
        QVERIFY2(check.exitCode() == 0, qPrintable(check.errors()));
        QVERIFY(!QFileInfo::exists(m_folder->filePath(u"state"_s)));
    }

    void aCheckChangesNothing_data()
    {
        QTest::addColumn<bool>("isRunning");
        QTest::newRow("after the relay has ended") << false;
        QTest::newRow("beside the relay that runs") << true;
    }
    void aCheckChangesNothing()
    {
        QFETCH(const bool, isRunning);
        TurnpikedProcess relay;
        relay.serve(inState({u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:wonderland-4711"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        if (!isRunning) {
            relay.send(SIGTERM);
            QCOMPARE(relay.exitCode(), 0);
        }
        // As it was brought from elsewhere: a start would put the permissions right.
        QVERIFY(QFile::setPermissions(m_folder->filePath(u"state/turnpike.sqlite"_s),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
        const QStringList before = stateNow();
        QVERIFY(before.size() > 6);
        TurnpikedProcess check;
        check.start(inState({u"--check"_s}) + relay.endpoints());
        QVERIFY2(check.exitCode() == 0, qPrintable(check.errors()));
        // It has read what is there all the same.
        QVERIFY2(check.errors().contains(u"avEdge.realm"), qPrintable(check.errors()));
        QCOMPARE(stateNow(), before);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnpikedStart)
#include "tst_turnpiked_start.moc"
