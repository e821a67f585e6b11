// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/turnpikectl_world.h"
#include "tests/support/main.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using turnpike::testing::Ended;
using turnpike::testing::Person;

/// turnpikectl as a program, without a relay.
class TestTurnpikectlFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_person = std::make_unique<Person>();
        m_file = m_person->file(u"deployment.json"_s);
        VERIFY_ENDED(run({u"export"_s, u"--default"_s, u"--show-secrets"_s, m_file}), 0);
    }

    void withoutACommandItShowsHelp()
    {
        const auto ended = run({});
        QCOMPARE(ended.code, 2);
        VERIFY_SAYS(ended.output, "issue-credential");
        VERIFY_SAYS(ended.output, "--show-secrets");
        const auto help = run({u"help"_s, u"pair"_s});
        QCOMPARE(help.code, 0);
        VERIFY_SAYS(help.output, "Whoever can read the file can act in your name");
        QCOMPARE(run({u"pair"_s, u"--help"_s}).output, help.output);
        QCOMPARE(run({u"--relay"_s, u"hq"_s, u"help"_s, u"pair"_s}).output, help.output);
    }

    void whatIsNotUnderstoodNamesTheNearest_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("command") << QStringList{u"valdate"_s} << u"did you mean \"validate\"?"_s;
        QTest::newRow("option") << QStringList{u"get"_s, u"--jsno"_s} << u"did you mean \"--json\"?"_s;
        QTest::newRow("option of a command") << QStringList{u"push"_s, u"--reson"_s, u"x"_s} << u"--reason"_s;
        QTest::newRow("one dash") << QStringList{u"get"_s, u"-x"_s} << u"-x: this option is not known"_s;
        QTest::newRow("help of no command")
            << QStringList{u"help"_s, u"psuh"_s} << u"did you mean \"push\"?"_s;
        QTest::newRow("twice") << QStringList{u"get"_s, u"--relay"_s, u"a"_s, u"--relay=b"_s}
                               << u"--relay: given more than once: a, b"_s;
        QTest::newRow("missing argument") << QStringList{u"set"_s} << u"turnpikectl set PATH=VALUE..."_s;
        QTest::newRow("too many") << QStringList{u"status"_s, u"now"_s} << u"too many arguments"_s;
        QTest::newRow("missing value") << QStringList{u"push"_s, u"--reason"_s} << u"--reason"_s;
        QTest::newRow("value of a switch") << QStringList{u"get"_s, u"--json=yes"_s} << u"takes no value"_s;
        QTest::newRow("not a number") << QStringList{u"history"_s, u"--most"_s, u"all"_s} << u"1 to 10000"_s;
        QTest::newRow("old option") << QStringList{u"LCSCmd"_s, u"/web"_s, u"/acton:x"_s} << u"/action"_s;
        QTest::newRow("old action") << QStringList{u"LCSCmd"_s, u"/web"_s, u"/action:x"_s}
                                    << u"UpdatePoolUrls"_s;
        QTest::newRow("reason too long") << QStringList{u"push"_s, u"--reason"_s, QString(2000, u'x')}
                                         << u"--reason: the text has 2000 bytes"_s;
        QTest::newRow("no reason") << QStringList{u"push"_s} << u"--reason"_s;
    }
    void whatIsNotUnderstoodNamesTheNearest()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, says);
        const auto ended = run(arguments);
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.errors.contains(says), qPrintable(ended.errors));
        QVERIFY(ended.output.isEmpty());
    }

    void wordsAreTakenAsTheyAre()
    {
        // Brackets are no list, a command's name is a name, and after "--" nothing is an option.
        QVERIFY2(onFile({u"get"_s, u"[a,b]"_s}).errors.contains(u"[a,b]"), "brackets");
        QVERIFY2(onFile({u"get"_s, u"status"_s}).errors.contains(u"status"), "a command's name");
        QVERIFY2(run({u"--deployment"_s, m_file, u"get"_s, u"--"_s, u"--json"_s})
                     .errors.contains(u"\"--json\" is not a path"),
                 "after --");
        const auto path = u"pools[pool1].addressBook.daysToKeep"_s;
        QCOMPARE(run({u"--deployment="_s + m_file, u"get"_s, path}).output, u"30\n"_s);
        QCOMPARE(run({u"GET"_s, path, u"--deployment"_s, m_file}).output, u"30\n"_s);
    }

    void aValueIsReadAndSet()
    {
        VERIFY_ENDED(onFile({u"set"_s, u"pools[pool1].addressBook.daysToKeep=31"_s,
                             u"pools[pool1].addressBook.partitionOutputByOU=true"_s}),
                     0);
        QCOMPARE(onFile({u"get"_s, u"pools[pool1].addressBook.daysToKeep"_s}).output, u"31\n"_s);
        const auto json = onFile({u"get"_s, u"--json"_s, u"pools[pool1].addressBook"_s}).json();
        QCOMPARE(json.value(u"pools[pool1].addressBook.daysToKeep"_s).toInt(), 31);
        QCOMPARE(json.value(u"pools[pool1].addressBook.partitionOutputByOU"_s).toBool(), true);
    }

    void aWrongValueChangesNothing_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("says");
        QTest::newRow("path") << u"pools[pool1].addresBook.daysToKeep=5"_s
                              << u"did you mean \"addressBook\"?"_s;
        QTest::newRow("range") << u"pools[pool1].addressBook.daysToKeep=91"_s << u"1 to 90"_s;
        QTest::newRow("no value") << u"pools[pool1].addressBook.daysToKeep"_s << u"="_s;
    }
    void aWrongValueChangesNothing()
    {
        QFETCH(const QString, assignment);
        QFETCH(const QString, says);
        const auto ended = onFile({u"set"_s, u"pools[pool1].addressBook.daysToKeep=32"_s, assignment});
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.errors.contains(says), qPrintable(ended.errors));
        QCOMPARE(onFile({u"get"_s, u"pools[pool1].addressBook.daysToKeep"_s}).output, u"30\n"_s);
    }

    void textsThatCannotBeSeenAreRefusedAtTheEdit_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto list = u"pools[pool1].addressBook.normalizationRules"_s;
        QTest::newRow("set") << QStringList{u"set"_s, u"name=Con\u202etoso"_s};
        QTest::newRow("set, line break") << QStringList{u"set"_s, u"name=Con\ntoso"_s};
        QTest::newRow("set, in a list")
            << QStringList{u"set"_s, u"forest.sipDomains=a.example,b\u200b.example"_s};
        QTest::newRow("add") << QStringList{u"add"_s, list, u"lo\u202ecal"_s};
        QTest::newRow("rename") << QStringList{u"rename"_s, u"pools[pool1]"_s, u"po\u2066ol"_s};
        QTest::newRow("look-alike") << QStringList{u"add"_s, u"management.roles"_s, u"\u0430nna"_s};
    }
    void textsThatCannotBeSeenAreRefusedAtTheEdit()
    {
        QFETCH(const QStringList, arguments);
        const auto content = [this] {
            QFile file(m_file);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray before = content();
        const auto ended = onFile(arguments);
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.errors.contains(u"cannot be seen") || ended.errors.contains(u"look alike") ||
                     ended.errors.contains(u"does not fit here"),
                 qPrintable(ended.errors));
        QVERIFY(!ended.errors.contains(u'\u202e') && !ended.errors.contains(u'\u2066'));
        QCOMPARE(content(), before);
    }

    void afterAnImportThereIsNoTextThatCannotBeSeen()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto json = QJsonDocument::fromJson(file.readAll()).object();
        json.insert(u"name"_s, u"Con\u202etoso"_s);
        QFile other(m_person->file(u"other.json"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(QJsonDocument(json).toJson());
        other.close();
        const auto ended = onFile({u"import"_s, other.fileName()});
        QCOMPARE(ended.code, 1);
        VERIFY_SAYS(ended.errors, "cannot be seen");
    }

    void entriesAreAddedRenamedAndRemoved()
    {
        const auto list = u"pools[pool1].addressBook.normalizationRules"_s;
        VERIFY_ENDED(onFile({u"add"_s, list, u"local"_s, u"pattern=^(\\d{3})$"_s, u"translation=+1$1"_s}), 0);
        QCOMPARE(onFile({u"get"_s, list + u"[local].translation"_s}).output, u"+1$1\n"_s);
        VERIFY_ENDED(onFile({u"rename"_s, list + u"[local]"_s, u"short"_s}), 0);
        VERIFY_ENDED(onFile({u"remove"_s, list + u"[short]"_s}), 0);
        QCOMPARE(onFile({u"get"_s, list + u"[short].translation"_s}).code, 1);
    }

    void theOldToolsCommandUpdatesPoolUrls()
    {
        const auto ended = onFile({u"LcsCmd"_s, u"/Web:pool2.contoso.com"_s, u"/Action:UpdatePoolURLs"_s,
                                   u"/externalWebFQDN:contoso.com"_s, u"/PoolName:pool2"_s});
        VERIFY_ENDED(ended, 0);
        VERIFY_SAYS(ended.output, "https://contoso.com/");
        QCOMPARE(onFile({u"get"_s, u"pools[pool2].webComponents.externalFqdn"_s}).output, u"contoso.com\n"_s);
        QCOMPARE(onFile({u"LCSCmd"_s, u"/web"_s, u"/action:updatepoolurls"_s,
                         u"/externalwebfqdn:contoso.com"_s, u"/poolname:pool9"_s})
                     .code,
                 1);
    }

    void differencesAreShown()
    {
        const auto before = m_person->file(u"before.json"_s);
        QVERIFY(QFile::copy(m_file, before));
        VERIFY_ENDED(onFile({u"set"_s, u"pools[pool1].addressBook.daysToKeep=31"_s}), 0);
        const auto ended = onFile({u"diff"_s, u"--against"_s, before});
        VERIFY_ENDED(ended, 0);
        VERIFY_SAYS(ended.output, "pools[pool1].addressBook.daysToKeep");
        VERIFY_SAYS(ended.output, "30");
        VERIFY_SAYS(ended.output, "31");
    }

    void theSchemaIsPrintedForEditors()
    {
        const auto ended = run({u"schema"_s});
        VERIFY_ENDED(ended, 0);
        const QJsonDocument schema = QJsonDocument::fromJson(ended.output.toUtf8());
        QVERIFY(schema.isObject());
        VERIFY_SAYS(ended.output, "partitionOutputByOU");
    }

    void secretsAreDotsUnlessAskedFor()
    {
        VERIFY_ENDED(onFile({u"add"_s, u"edgeSites[this-computer].avEdge.credentials.sharedSecrets"_s,
                             u"mine"_s, u"secret=very secret indeed"_s}),
                     0);
        const auto path = u"edgeSites[this-computer].avEdge.credentials.sharedSecrets[mine].secret"_s;
        QCOMPARE(onFile({u"get"_s, path}).output, u"••••••\n"_s);
        QVERIFY(!onFile({u"get"_s}).output.contains(u"very secret"_s));
        QVERIFY(!onFile({u"get"_s, u"--json"_s}).output.contains(u"very secret"_s));
        QCOMPARE(onFile({u"get"_s, path, u"--show-secrets"_s}).output, u"very secret indeed\n"_s);
        const auto exported = onFile({u"export"_s});
        QVERIFY(!exported.output.contains(u"very secret"_s));
        VERIFY_SAYS(exported.errors, "secrets were left out");
        VERIFY_SAYS(onFile({u"export"_s, u"--show-secrets"_s}).output, "very secret indeed");
    }

    void importKeepsSecretsThatTheFileLeavesOut()
    {
        const auto path = u"edgeSites[this-computer].avEdge.credentials.sharedSecrets[mine].secret"_s;
        VERIFY_ENDED(onFile({u"add"_s, u"edgeSites[this-computer].avEdge.credentials.sharedSecrets"_s,
                             u"mine"_s, u"secret=very secret indeed"_s}),
                     0);
        const auto exported = m_person->file(u"exported.json"_s);
        VERIFY_ENDED(onFile({u"export"_s, exported}), 0);
        VERIFY_ENDED(run({u"set"_s, u"--deployment"_s, exported, u"name=Renamed"_s}), 0);
        // What it would change can be looked at first.
        const auto before = onFile({u"get"_s, u"name"_s}).output;
        const auto shown = onFile({u"import"_s, exported, u"--dry-run"_s});
        VERIFY_ENDED(shown, 0);
        VERIFY_SAYS(shown.output, "Renamed");
        QCOMPARE(onFile({u"get"_s, u"name"_s}).output, before);
        VERIFY_ENDED(onFile({u"import"_s, exported}), 0);
        QCOMPARE(onFile({u"get"_s, u"name"_s}).output, u"Renamed\n"_s);
        QCOMPARE(onFile({u"get"_s, path, u"--show-secrets"_s}).output, u"very secret indeed\n"_s);
        VERIFY_SAYS(onFile({u"import"_s, exported}).errors, "already");
    }

    void anImportNeverTakesAMaskForASecret()
    {
        const auto path = u"edgeSites[this-computer].avEdge.credentials.sharedSecrets[mine].secret"_s;
        VERIFY_ENDED(onFile({u"add"_s, u"edgeSites[this-computer].avEdge.credentials.sharedSecrets"_s,
                             u"mine"_s, u"secret=very secret indeed"_s}),
                     0);
        const auto masked = m_person->file(u"masked.json"_s);
        VERIFY_ENDED(onFile({u"export"_s, u"--show-secrets"_s, masked}), 0);
        QFile file(masked);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray json = file.readAll();
        QVERIFY(json.contains("very secret indeed"));
        QVERIFY(file.resize(0) && file.seek(0));
        file.write(QByteArray(json).replace("very secret indeed", QByteArray(32, '0')));
        file.close();
        VERIFY_ENDED(onFile({u"import"_s, masked}), 0);
        QCOMPARE(onFile({u"get"_s, path, u"--show-secrets"_s}).output, u"very secret indeed\n"_s);
    }

    void checkFindsProblemsAndTheirPlace()
    {
        VERIFY_ENDED(run({u"check"_s, m_file}), 0);
        QFile broken(m_person->file(u"broken.json"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\n  \"schemaVersion\": 1,\n  \"pols\": []\n}\n");
        broken.close();
        const auto ended = run({u"check"_s, broken.fileName()});
        QCOMPARE(ended.code, 1);
        VERIFY_SAYS(ended.errors, "broken.json:3:");
        VERIFY_SAYS(ended.errors, "pools");

        VERIFY_ENDED(onFile({u"set"_s, u"pools[pool2].webComponents.internalFqdn=no name"_s}), 1);
        QCOMPARE(run({u"check"_s, m_person->file(u"missing.json"_s)}).code, 1);
    }

    void withoutARelayItSaysHowToGetOne()
    {
        const auto ended = run({u"status"_s});
        QCOMPARE(ended.code, 1);
        VERIFY_SAYS(ended.errors, "turnpikectl pair HOST --code CODE");
        VERIFY_SAYS(run({u"status"_s, u"--relay"_s, u"edge1"_s}).errors, "turnpikectl pair edge1");
        VERIFY_SAYS(onFile({u"status"_s}).errors, "--relay");
    }

private:
    [[nodiscard]] Ended run(const QStringList &arguments) const { return m_person->run(arguments); }
    [[nodiscard]] Ended onFile(const QStringList &arguments) const
    {
        return run(arguments + QStringList{u"--deployment"_s, m_file});
    }

    std::unique_ptr<Person> m_person;
    QString m_file;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnpikectlFiles)
#include "tst_turnpikectl_files.moc"
