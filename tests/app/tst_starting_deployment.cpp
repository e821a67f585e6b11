// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/kept_pushes.h"
#include "app/turnpiked/starting_deployment.h"
#include "core/document/edit.h"
#include "core/document/json_codec.h"
#include "core/document/secrets.h"
#include "tests/support/main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace turnpike;
using daemon::EarlierStarts;
using daemon::StartingDeployment;
using document::PropertyPath;

namespace {

const auto kEdge = u"edgeSites[edge].avEdge."_s;
const auto kUsers = u"edgeSites[edge].avEdge.credentials.users"_s;

bool writeFile(const QString &name, const QByteArray &content)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
}

QString textAt(const model::Deployment &deployment, const QString &path)
{
    const auto place = document::resolve(deployment, PropertyPath::of(path));
    return place && place->property != nullptr
               ? place->property->type().toText(place->property->read(place->object))
               : QString();
}

} // namespace

/// One start after another on the same state folder.
class TestStartingDeployment : public QObject {
    Q_OBJECT
private:
    /// What the relay would run, and what the next start finds.
    Result<StartingDeployment> start(const QStringList &arguments)
    {
        const auto options = daemon::parseOptions(QStringList{u"turnpiked"_s} + arguments);
        if (!options)
            return tl::make_unexpected(options.error());
        m_notes = options->notes;
        daemon::KeptPushes pushes(*m_store);
        m_earlier.pushThatSet = [&pushes](const auto &path, const auto &holder) {
            return pushes.whoSet(path, holder);
        };
        auto starting = daemon::startingDeployment(*options, m_earlier);
        m_earlier.pushThatSet = nullptr;
        if (!starting)
            return starting;
        m_notes += starting->notes;
        keep(starting->deployment, store::kCommandLineAuthor.toString());
        if (starting->record)
            m_earlier.last = starting->record;
        return starting;
    }
    void push(const QString &assignment)
    {
        const auto edit = document::parseAssignment(*m_earlier.stored, assignment);
        QVERIFY2(edit.has_value(), edit ? "" : edit.error().text().c_str());
        keep(document::applied(*m_earlier.stored, {u"push"_s, {*edit}}).value(), u"anna"_s);
    }
    void remove(const QString &entry)
    {
        const auto edit = document::Edit::remove(PropertyPath::of(entry));
        keep(document::applied(*m_earlier.stored, {u"push"_s, {edit}}).value(), u"anna"_s);
    }
    void keep(const model::SharedDeployment &deployment, const QString &author)
    {
        m_earlier.stored = deployment;
        wire::Revision revision;
        revision.etag = document::fingerprint(*deployment);
        revision.author = author;
        QVERIFY(m_store->add(*deployment, revision).has_value());
    }
    [[nodiscard]] QString runs(const QString &property) const
    {
        return textAt(*m_earlier.stored, kEdge + property);
    }
    [[nodiscard]] bool isSaid(const QString &part) const { return m_notes.join(u'\n').contains(part); }

    EarlierStarts m_earlier;
    std::unique_ptr<store::RevisionStore> m_store;
    QStringList m_notes;

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_earlier = {};
        m_store = store::openSqliteStore(u":memory:"_s).value();
        m_notes.clear();
    }

    void anOptionThatIsLeftAwayGoesBack()
    {
        const QStringList options{u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:wonderland"_s};
        QVERIFY(start(options +
                      QStringList{u"--allow-peer"_s, u"127.0.0.0/8"_s, u"--relay-ports"_s, u"51000-51999"_s})
                    .has_value());
        QCOMPARE(runs(u"peers.allow"_s), u"127.0.0.0/8"_s);
        QVERIFY(start(options).has_value());
        QCOMPARE(runs(u"peers.allow"_s), QString());
        QCOMPARE(runs(u"relayPorts"_s), u"50000-59999"_s);
        // One line each, and nothing about what is asked for still.
        QCOMPARE(m_notes.filter(u"went back"_s).size(), 2);
        QVERIFY2(isSaid(kEdge + u"relayPorts 51000-51999 → 50000-59999"_s), qPrintable(m_notes.join(u'\n')));
        QVERIFY(isSaid(kEdge + u"peers.allow"_s));
        QVERIFY(start(options).has_value());
        QCOMPARE(m_notes, QStringList());
    }

    void aStartWithOnlyServiceOptionsNamesWhatGoesBack()
    {
        QVERIFY(start({u"--realm"_s, u"example.org"_s, u"--udp-port"_s, u"4000"_s, u"--user"_s, u"alice:a"_s})
                    .has_value());
        QVERIFY(start({u"--metrics-listen"_s, u"none"_s}).has_value());
        QCOMPARE(runs(u"udpPort"_s), u"3478"_s);
        for (const auto &what : {u"avEdge.realm example.org → turnpike.local"_s,
                                 u"avEdge.udpPort 4000 → 3478"_s, u"users[alice]"_s})
            QVERIFY2(isSaid(what), qPrintable(m_notes.join(u'\n')));
        QVERIFY(!isSaid(u"metricsListen"_s));
    }

    void oneOfSeveralNetworksThatGoesIsNamed()
    {
        const QStringList options{u"--user"_s, u"alice:a"_s, u"--allow-peer"_s, u"10.0.0.0/8"_s};
        QVERIFY(start(options + QStringList{u"--allow-peer"_s, u"127.0.0.0/8"_s}).has_value());
        QVERIFY(start(options).has_value());
        QVERIFY2(isSaid(u"went back"_s) && isSaid(u"127.0.0.0/8"_s), qPrintable(m_notes.join(u'\n')));
    }

    void anotherValueIsNoWayBack()
    {
        QVERIFY(start({u"--user"_s, u"alice:a"_s, u"--udp-port"_s, u"4000"_s}).has_value());
        QVERIFY(start({u"--user"_s, u"alice:a"_s, u"--udp-port"_s, u"5000"_s}).has_value());
        QVERIFY2(!isSaid(u"went back"_s), qPrintable(m_notes.join(u'\n')));
    }

    void aSecretThatTheRelayMakesIsSaid()
    {
        QVERIFY(start({u"--realm"_s, u"example.org"_s}).has_value());
        QVERIFY2(isSaid(u"no user and no shared secret was given"_s), qPrintable(m_notes.join(u'\n')));
        QVERIFY(start({u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:a"_s}).has_value());
        QVERIFY(!isSaid(u"no user"_s));
    }

    void charactersThatCannotBeSeenAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("where");
        const auto row = [](const QString &option, const QString &value, const QString &where) {
            QTest::newRow(qPrintable(option)) << QStringList{option, value} << where;
        };
        row(u"--realm"_s, u"example\n.org"_s, u"--realm"_s);
        row(u"--listen"_s, u"127.0.0.1\n"_s, u"--listen"_s);
        row(u"--udp-port"_s, u"34\r78"_s, u"--udp-port"_s);
        row(u"--allow-peer"_s, u"10.0.0.0/8\n0.0.0.0/0"_s, u"--allow-peer"_s);
        row(u"--server"_s, u"x\u202ey"_s, u"--server"_s);
        row(u"--certificate"_s, u"/a\nb"_s, u"--certificate"_s);
        row(u"--state-directory"_s, u"/a\x1b"_s, u"--state-directory"_s);
        row(u"--user"_s, u"alice:won\nderland"_s, u"--user"_s);
        row(u"--shared-secret"_s, u"nor\nth"_s, u"--shared-secret"_s);
        row(u"--set"_s, kEdge + u"realm=a\nb"_s, u"--set edgeSites[edge].avEdge.realm"_s);
    }
    void charactersThatCannotBeSeenAreRefused()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, where);
        const auto refused = start(arguments);
        QVERIFY(!refused.has_value());
        QCOMPARE(QString::fromStdString(refused.error().where), where);
        const QString text = QString::fromStdString(refused.error().text());
        QVERIFY2(text.contains(u"cannot be seen"), qPrintable(text));
        QVERIFY(!text.contains(u'\n') && !text.contains(u"nor") && !text.contains(u"derland"));
    }

    void aUserThatIsLeftAwayGoes()
    {
        QVERIFY(start({u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:a"_s, u"--user"_s, u"bob:b"_s})
                    .has_value());
        QVERIFY(start({u"--realm"_s, u"example.org"_s, u"--user"_s, u"bob:b"_s}).has_value());
        QCOMPARE(document::entryNames(*m_earlier.stored, PropertyPath::of(kUsers)), QStringList{u"bob"_s});
    }

    void aSettingThatWasPushedSinceStaysAndIsSaid()
    {
        const QStringList options{u"--realm"_s, u"example.org"_s, u"--user"_s, u"alice:wonderland"_s};
        QVERIFY(start(options + QStringList{u"--allow-peer"_s, u"127.0.0.0/8"_s}).has_value());
        push(kEdge + u"peers.allow=10.0.0.0/8"_s);
        push(kEdge + u"limits.allocations=77"_s);
        QVERIFY(start(options).has_value());
        QCOMPARE(runs(u"peers.allow"_s), u"10.0.0.0/8"_s);
        QCOMPARE(runs(u"limits.allocations"_s), u"77"_s);
        QVERIFY2(isSaid(kEdge + u"peers.allow"_s), qPrintable(m_notes.join(u'\n')));
        QVERIFY(isSaid(kEdge + u"limits.allocations 5000 → 77"_s));
        QCOMPARE(m_notes.size(), 2);
    }

    void anOptionHoldsAlsoAgainstAPush()
    {
        const QStringList options{u"--realm"_s, u"example.org"_s, u"--user"_s,
                                  u"alice:a"_s, u"--udp-port"_s,  u"4000"_s};
        QVERIFY(start(options).has_value());
        QVERIFY2(!isSaid(u"replaces"_s), qPrintable(m_notes.join(u'\n')));
        push(kEdge + u"udpPort=5000"_s);
        push(kEdge + u"limits.allocations=77"_s);
        // At each restart, until one of the two goes.
        for (int restart = 0; restart < 3; ++restart) {
            QVERIFY(start(options).has_value());
            QCOMPARE(runs(u"udpPort"_s), u"4000"_s);
            QVERIFY2(isSaid(u"--udp-port replaces what anna pushed in revision 2: "_s + kEdge +
                            u"udpPort 5000 \u2192 4000; start without --udp-port to keep it"_s),
                     qPrintable(m_notes.join(u'\n')));
            QCOMPARE(m_notes.filter(u"replaces"_s).size(), 1);
        }
        QVERIFY(start(options.first(4)).has_value());
        QCOMPARE(runs(u"udpPort"_s), u"5000"_s);
        QVERIFY2(!isSaid(u"replaces"_s), qPrintable(m_notes.join(u'\n')));
    }

    void whatAnOptionBringsBackAgainstAPushIsSaid()
    {
        const QStringList options{u"--realm"_s, u"example.org"_s, u"--user"_s,
                                  u"alice:a"_s, u"--user"_s,      u"bob:b"_s};
        QVERIFY(start(options).has_value());
        remove(kUsers + u"[alice]"_s);
        QVERIFY(start(options).has_value());
        QVERIFY2(isSaid(u"--user replaces what anna pushed in revision 2: "_s + kUsers + u"[alice]"_s),
                 qPrintable(m_notes.join(u'\n')));
        QCOMPARE(m_notes.filter(u"replaces"_s).size(), 1);
        QVERIFY(m_notes.filter(u"replaces"_s).filter(u"[bob]"_s).isEmpty());
    }

    void whatAnOptionAddsToAPushedListReplacesNothing()
    {
        const QStringList options{u"--user"_s, u"alice:a"_s, u"--allow-peer"_s, u"127.0.0.0/8"_s};
        QVERIFY(start(options).has_value());
        push(kEdge + u"peers.allow=127.0.0.0/8 10.0.0.0/8"_s);
        QVERIFY(start(options).has_value());
        QVERIFY2(!isSaid(u"replaces"_s), qPrintable(m_notes.join(u'\n')));
    }

    void aStartThatAsksForTheSameIsTheSame()
    {
        const QStringList options{u"--realm"_s,     u"example.org"_s,  u"--allow-peer"_s,
                                  u"127.0.0.0/8"_s, u"--allow-peer"_s, u"127.0.0.0/8"_s};
        QVERIFY(start(options).has_value());
        const auto first = document::fingerprint(*m_earlier.stored);
        for (int i = 0; i < 40; ++i)
            QVERIFY(start(options).has_value());
        QCOMPARE(document::fingerprint(*m_earlier.stored), first);
        QCOMPARE(runs(u"peers.allow"_s), u"127.0.0.0/8"_s);
        QCOMPARE(m_notes.size(), 1); // of the secret that was made
    }

    void withoutAnyOptionItGoesOnAndSaysWithWhat()
    {
        QVERIFY(start({u"--realm"_s, u"example.org"_s, u"--udp-port"_s, u"4000"_s}).has_value());
        QVERIFY(start({}).has_value());
        QCOMPARE(runs(u"udpPort"_s), u"4000"_s);
        QVERIFY2(isSaid(kEdge + u"udpPort 3478 → 4000"_s), qPrintable(m_notes.join(u'\n')));
        QVERIFY(isSaid(kEdge + u"realm turnpike.local → example.org"_s));
        // And the one after it still knows what the options were.
        QVERIFY(start({u"--realm"_s, u"example.org"_s}).has_value());
        QCOMPARE(runs(u"udpPort"_s), u"3478"_s);
    }

    void aSecretIsNeverShown()
    {
        QVERIFY(start({u"--shared-secret"_s, u"north-north-north-1"_s}).has_value());
        QVERIFY(start({}).has_value());
        QVERIFY(isSaid(u"sharedSecrets[command-line]"_s));
        QVERIFY(!isSaid(u"north"_s));
    }

    void aPasswordThatIsGivenAgainFitsTheNewRealm()
    {
        QVERIFY(start({u"--realm"_s, u"first.example"_s, u"--user"_s, u"alice:a"_s}).has_value());
        const auto before = runs(u"credentials.users[alice].key"_s);
        QVERIFY(start({u"--realm"_s, u"second.example"_s, u"--user"_s, u"alice:a"_s}).has_value());
        QVERIFY(runs(u"credentials.users[alice].key"_s) != before);
        QVERIFY2(!isSaid(u"cannot sign in"_s), qPrintable(m_notes.join(u'\n')));
    }

    void whoseKeyThisStartMakesIsNotToldToGetAPassword()
    {
        const QStringList options{u"--realm"_s, u"one"_s, u"--user"_s, u"alice:a"_s};
        QVERIFY(start(options).has_value());
        push(kEdge + u"realm=two"_s);
        // The key of alice is the one that is there already: for realm one it is right.
        QVERIFY(start(options).has_value());
        QCOMPARE(runs(u"realm"_s), u"one"_s);
        QVERIFY2(!isSaid(u"cannot sign in"_s), qPrintable(m_notes.join(u'\n')));
    }

    void whatThisStartSaysHasNotGoneBack()
    {
        const QStringList user{u"--user"_s, u"alice:a"_s};
        QVERIFY(start(user + QStringList{u"--realm"_s, u"one"_s}).has_value());
        push(kEdge + u"realm=two"_s);
        QVERIFY(start(user + QStringList{u"--realm"_s, u"one"_s}).has_value());
        QVERIFY(start(user + QStringList{u"--realm"_s, u"two"_s}).has_value());
        QCOMPARE(runs(u"realm"_s), u"two"_s);
        QVERIFY2(!isSaid(u"went back"_s), qPrintable(m_notes.join(u'\n')));
    }

    void aListThatGrowsHasNotGoneBack()
    {
        const QStringList one{u"--allow-peer"_s, u"10.0.0.0/8"_s};
        QVERIFY(start(one).has_value());
        QVERIFY(start(one + QStringList{u"--allow-peer"_s, u"127.0.0.0/8"_s}).has_value());
        QVERIFY2(!isSaid(u"went back"_s), qPrintable(m_notes.join(u'\n')));
    }

    void usersOfTheOldRealmAreNamed()
    {
        QVERIFY(start({u"--realm"_s, u"first.example"_s, u"--user"_s, u"alice:a"_s}).has_value());
        // Pushed from a console, so it is not the options' to take away.
        m_earlier.last->asked = m_earlier.last->without;
        QVERIFY(start({u"--realm"_s, u"second.example"_s, u"--user"_s, u"bob:b"_s}).has_value());
        QVERIFY2(isSaid(u"cannot sign in"_s) && isSaid(u"alice"_s), qPrintable(m_notes.join(u'\n')));
        QVERIFY(!m_notes.first().contains(u"bob"));
    }

    void aFileAndWhatWasPushedSinceComeTogether()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(u"deployment.json"_s);
        const auto content = [](const QByteArray &realm) -> QByteArray {
            return "{\"edgeSites\": [{\"name\": \"edge\", \"servers\": [{\"name\": \"this\", "
                   "\"externalAddress\": "
                   "\"127.0.0.1\"}], \"avEdge\": {\"realm\": \"" +
                   realm + "\"}}]}";
        };
        const QStringList options{u"--deployment"_s, file, u"--user"_s, u"alice:a"_s};
        QVERIFY(writeFile(file, content("first.example")));
        QVERIFY(start(options).has_value());
        push(kEdge + u"limits.allocations=77"_s);
        QVERIFY(writeFile(file, content("second.example")));
        const auto again = start(options);
        QVERIFY2(again.has_value(), again ? "" : again.error().text().c_str());
        QCOMPARE(runs(u"realm"_s), u"second.example"_s);
        QCOMPARE(runs(u"limits.allocations"_s), u"77"_s);
        QVERIFY(isSaid(u"limits.allocations"_s));
        // Without a file the relay goes on with it; the options that came with it go.
        QVERIFY(start({u"--user"_s, u"bob:b"_s}).has_value());
        QCOMPARE(runs(u"realm"_s), u"second.example"_s);
        QCOMPARE(document::entryNames(*m_earlier.stored, PropertyPath::of(kUsers)), QStringList{u"bob"_s});
    }

    void aRecordOfAStartIsReadAgain()
    {
        QTemporaryDir folder;
        QVERIFY(!daemon::StartRecord::read(folder.path()).value().has_value());
        const auto started =
            start({u"--realm"_s, u"example.org"_s, u"--shared-secret"_s, u"north-north-north-1"_s});
        QVERIFY(started->record->write(folder.path()).has_value());
        const auto read = daemon::StartRecord::read(folder.path());
        QVERIFY(read.has_value() && read->has_value());
        QVERIFY(*(*read)->asked == *started->record->asked && *(*read)->without == *started->record->without);
        QCOMPARE(QFile::permissions(folder.filePath(u"last-start"_s)) &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        QFile file(folder.filePath(u"last-start"_s));
        QVERIFY(file.open(QIODevice::ReadOnly) && !file.readAll().contains("north"));
        QVERIFY(writeFile(file.fileName(), "{ broken"));
        QVERIFY(!daemon::StartRecord::read(folder.path()).has_value());
    }

    void whatIsGivenTwiceIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("where");
        const auto row = [](const QStringList &arguments, const QString &where) {
            QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << where;
        };
        row({u"--listen"_s, u"127.0.0.1"_s, u"--listen"_s, u"127.0.0.2"_s}, u"--listen"_s);
        row({u"--realm"_s, u"a"_s, u"--realm"_s, u"b"_s}, u"--realm"_s);
        row({u"--state-directory"_s, u"/a"_s, u"--state-directory"_s, u"/b"_s}, u"--state-directory"_s);
        row({u"--management-listen"_s, u"127.0.0.1:1"_s, u"--management-listen"_s, u"127.0.0.1:2"_s},
            u"--management-listen"_s);
        row({u"--drain-deadline"_s, u"1"_s, u"--drain-deadline"_s, u"2"_s}, u"--drain-deadline"_s);
        row({u"--deployment"_s, u"a"_s, u"--deployment"_s, u"b"_s}, u"--deployment"_s);
        row({u"--user"_s, u"alice:a"_s, u"--user"_s, u"alice:b"_s}, u"--user alice"_s);
        row({u"--set"_s, kEdge + u"udpPort=1"_s, u"--set"_s, kEdge + u"udpPort=2"_s},
            u"--set edgeSites[edge].avEdge.udpPort"_s);
        row({u"--udp-port"_s, u"1"_s, u"--set"_s, kEdge + u"udpPort=2"_s},
            u"--set edgeSites[edge].avEdge.udpPort"_s);
    }
    void whatIsGivenTwiceIsRefused()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, where);
        const auto refused = start(arguments);
        QVERIFY(!refused.has_value());
        QCOMPARE(QString::fromStdString(refused.error().where), where);
    }

    void aListTakesAllThatIsGiven()
    {
        QVERIFY(start({u"--allow-peer"_s, u"10.0.0.0/8"_s, u"--allow-peer"_s, u"127.0.0.0/8"_s,
                       u"--deny-peer"_s, u"10.1.0.0/16"_s, u"--deny-peer"_s, u"10.2.0.0/16"_s})
                    .has_value());
        QCOMPARE(runs(u"peers.allow"_s), u"10.0.0.0/8 127.0.0.0/8"_s);
        QCOMPARE(runs(u"peers.deny"_s), u"10.1.0.0/16 10.2.0.0/16"_s);
    }

    void aFileIsKeptByItsNameAlone()
    {
        QTemporaryDir folder;
        const auto users = folder.filePath(u"users"_s);
        const auto secrets = folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(users, "alice:wonderland-4711\n") &&
                writeFile(secrets, "north-north-north-4711-and-more\n"));
        QVERIFY(start({u"--user-file"_s, users, u"--shared-secret-file"_s, secrets}).has_value());
        QCOMPARE(runs(u"credentials.userFiles[command-line].file"_s), users);
        QCOMPARE(runs(u"credentials.sharedSecrets[command-line].secretFile"_s), secrets);
        QVERIFY(!document::toJson(*m_earlier.stored).contains("4711"));
        QCOMPARE(document::secretCount(*m_earlier.stored), 0);
        // Beside one that is given itself, under a name of its own; and gone when it is left away.
        QVERIFY(start({u"--shared-secret"_s, u"south-south-south-4711-and-more"_s, u"--shared-secret-file"_s,
                       secrets})
                    .has_value());
        QCOMPARE(runs(u"credentials.sharedSecrets[command-line].secretFile"_s), QString());
        QCOMPARE(runs(u"credentials.sharedSecrets[command-line-2].secretFile"_s), secrets);
        QVERIFY(start({u"--shared-secret"_s, u"south-south-south-4711-and-more"_s}).has_value());
        QCOMPARE(document::secretCount(*m_earlier.stored), 1);
        QVERIFY(!document::toJson(*m_earlier.stored).contains(folder.path().toUtf8()));
    }

    void aSecretThatEarlierStartsKeptGoesOutOfTheConfiguration()
    {
        QTemporaryDir folder;
        const auto secrets = folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(secrets, "north-north-north-4711-and-more\n"));
        // As it was before files were kept by their names.
        QVERIFY(start({u"--shared-secret"_s, u"north-north-north-4711-and-more"_s}).has_value());
        QCOMPARE(document::secretCount(*m_earlier.stored), 1);
        QVERIFY(start({u"--shared-secret-file"_s, secrets}).has_value());
        QCOMPARE(document::secretCount(*m_earlier.stored), 0);
        QCOMPARE(runs(u"credentials.sharedSecrets[command-line].secretFile"_s), secrets);
    }

    void aFileThatCannotBeReadIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no UTF-8") << QByteArray("n\xf6rth\n");
    }
    void aFileThatCannotBeReadIsRefused()
    {
        QFETCH(const QByteArray, content);
        QTemporaryDir folder;
        const auto file = folder.filePath(u"secrets"_s);
        QVERIFY(writeFile(file, content));
        for (const auto &option : {u"--shared-secret-file"_s, u"--user-file"_s}) {
            const auto refused = start({option, file});
            QVERIFY(!refused.has_value());
            QCOMPARE(QString::fromStdString(refused.error().where), option);
            QVERIFY(QString::fromStdString(refused.error().message).contains(file));
        }
        QVERIFY(!start({u"--shared-secret-file"_s, folder.path()}).has_value());
        QVERIFY(!start({u"--shared-secret-file"_s, folder.filePath(u"nowhere"_s)}).has_value());
    }

    void aLineThatIsNoUserIsNamedWithItsFile()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(u"users"_s);
        for (const char *const line : {"garbage-4711", ":garbage-4711", "bob:", "alice:b-4711"}) {
            QVERIFY(writeFile(file, QByteArray("alice:a\n# the next one\n") + line + "\n"));
            const auto refused = start({u"--user-file"_s, file});
            QVERIFY(!refused.has_value());
            QCOMPARE(QString::fromStdString(refused.error().where), u"--user-file"_s);
            QVERIFY2(QString::fromStdString(refused.error().message).startsWith(file + u": line 3: "),
                     refused.error().text().c_str());
            QVERIFY(refused.error().text().find("4711") == std::string::npos);
        }
        // In two places.
        QVERIFY(writeFile(file, "alice:a\n"));
        const auto twice = start({u"--user"_s, u"alice:b"_s, u"--user-file"_s, file});
        QVERIFY(!twice.has_value());
        QCOMPARE(QString::fromStdString(twice.error().where), u"--user-file %1 alice"_s.arg(file));
    }

    void aConfigurationIsARegularFile()
    {
        QTemporaryDir folder;
        for (const auto &name : {u"/dev/null"_s, folder.path()}) {
            const auto refused = start({u"--deployment"_s, name});
            QVERIFY(!refused.has_value());
            QVERIFY2(QString::fromStdString(refused.error().message).contains(u"no regular file"),
                     refused.error().text().c_str());
        }
    }

    void anAddressIsReadAsItIsPrinted()
    {
        QVERIFY(start({u"--management-listen"_s, u"https://127.0.0.1:6443"_s, u"--metrics-listen"_s,
                       u"http://[::1]:9000/metrics"_s})
                    .has_value());
        QCOMPARE(textAt(*m_earlier.stored, u"management.port"_s), u"6443"_s);
        QCOMPARE(textAt(*m_earlier.stored, u"management.metricsListen"_s), u"[::1]:9000"_s);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestStartingDeployment)
#include "tst_starting_deployment.moc"
