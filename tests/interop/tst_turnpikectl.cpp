// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/turnpikectl_world.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace turnpike;
using testing::Daemon;
using testing::Ended;
using testing::Person;

namespace {

const QString kRealmPath = u"edgeSites[edge].avEdge.realm"_s;
const QString kNonce = u"edgeSites[edge].avEdge.lifetimes.nonce"_s;

} // namespace

/// turnpikectl against turnpiked, each its own process.
class TestTurnpikectl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_daemon = std::make_unique<Daemon>();
        QVERIFY2(m_daemon->start(), qPrintable(m_daemon->log()));
        m_anna = std::make_unique<Person>();
        VERIFY_ENDED(pair(*m_anna, m_daemon->firstCode()), 0);
    }
    void cleanupTestCase()
    {
        m_anna.reset();
        m_daemon.reset();
    }
    void init() { testing::failOnAnyWarning(); }
    void cleanup() { anna({u"discard"_s}); }

    void pairingNeedsTheFingerprintAndTheCode();
    void pairingReplacesNoOtherConnection();
    void theKeyFileIsForItsOwnerOnly();
    void theStatusIsShown();
    void aJournalIsThereWhileSomethingIsPendingAndHoldsNoSecret();
    void aCertificateIsRevoked();
    void editsAreKeptUntilTheyArePushedAndConfirmed();
    void whatIsNotConfirmedIsRevertedAndTheEditsStay();
    void pushAndConfirmInOneStep();
    void aPushSaysWhatNothingActsOn();
    void editsOfTwoPeopleAreMerged();
    void whatAnotherTriesIsNobodysEdit();
    void editsOfTheSamePlaceAreAConflict();
    void aViewerMayNotPush();
    void historyAuditAndRevert();
    void aRealCallIsListedAndKilled();
    void theRelayIsTestedStepByStep();
    void peersAreExplained();
    void problemsAreFoundByTheRelay();
    void aChangedCertificateIsAHardStop();

private:
    [[nodiscard]] Ended pair(const Person &person, const QString &code,
                             const QStringList &more = {u"--person"_s, u"someone"_s}) const
    {
        return person.run(QStringList{u"pair"_s, m_daemon->address(), u"--code"_s, code, u"--name"_s,
                                      u"edge1"_s, u"--fingerprint"_s, m_daemon->fingerprint()} +
                          more);
    }
    Ended anna(const QStringList &arguments) const { return m_anna->run(arguments); }
    [[nodiscard]] QString running(const QString &path) const
    {
        return anna({u"get"_s, u"--running"_s, path}).output.trimmed();
    }
    [[nodiscard]] QString stateOf(int revision) const
    {
        const auto revisions = anna({u"history"_s, u"--json"_s}).json().value(u"revisions"_s).toArray();
        for (const auto &item : revisions) {
            const auto json = item.toObject();
            if (json.value(u"number"_s).toInt() == revision)
                return json.value(u"state"_s).toString();
        }
        return {};
    }
    [[nodiscard]] static int revisionIn(const Ended &ended)
    {
        return ended.json().value(u"revision"_s).toObject().value(u"number"_s).toInt();
    }

    std::unique_ptr<Daemon> m_daemon;
    std::unique_ptr<Person> m_anna;
};

void TestTurnpikectl::pairingNeedsTheFingerprintAndTheCode()
{
    const Person eve;
    const auto code = m_daemon->codeFor(u"viewer"_s);
    QVERIFY(!code.isEmpty());
    const auto nobody = eve.run({u"pair"_s, m_daemon->address(), u"--code"_s, code});
    QCOMPARE(nobody.code, 1);
    QVERIFY2(nobody.errors.contains(m_daemon->fingerprint()), qPrintable(nobody.errors));
    const auto other =
        eve.run({u"pair"_s, m_daemon->address(), u"--code"_s, code, u"--fingerprint"_s, u"AB:CD"_s});
    QCOMPARE(other.code, 1);
    VERIFY_SAYS(other.errors, "another fingerprint");
    const auto wrong = pair(eve, u"AAAA-AAAA-AAAA-AAAA"_s);
    QCOMPARE(wrong.code, 1);
    VERIFY_SAYS(wrong.errors, "code");
    QVERIFY(!QFile::exists(eve.keyFile()));
}

void TestTurnpikectl::pairingReplacesNoOtherConnection()
{
    const Person kim;
    VERIFY_ENDED(pair(kim, m_daemon->codeFor(u"viewer"_s), {u"--person"_s, u"kim"_s}), 0);
    QFile key(kim.keyFile());
    QVERIFY(key.open(QIODevice::ReadOnly));
    const QByteArray before = key.readAll();
    key.close();

    // The same name, before the code is used up; and without a name the same relay.
    const auto code = m_daemon->codeFor(u"operator"_s);
    const auto taken = pair(kim, code, {u"--person"_s, u"kim"_s});
    QCOMPARE(taken.code, 1);
    VERIFY_SAYS(taken.errors, "already");
    VERIFY_SAYS(taken.errors, "--replace");
    const auto again = kim.run(
        {u"pair"_s, m_daemon->address(), u"--code"_s, code, u"--fingerprint"_s, m_daemon->fingerprint()});
    QCOMPARE(again.code, 1);
    VERIFY_SAYS(again.errors, "edge1");
    // Another name, and the key file still is that of the first connection.
    const auto sameKey = kim.run({u"pair"_s, m_daemon->address(), u"--code"_s, code, u"--name"_s, u"other"_s,
                                  u"--fingerprint"_s, m_daemon->fingerprint()});
    QCOMPARE(sameKey.code, 1);
    VERIFY_SAYS(sameKey.errors, "--key-file");
    QVERIFY(key.open(QIODevice::ReadOnly));
    QCOMPARE(key.readAll(), before);
    key.close();
    QCOMPARE(kim.run({u"status"_s, u"--relay"_s, u"edge1"_s}).code, 0);

    VERIFY_ENDED(pair(kim, code, {u"--person"_s, u"kim"_s, u"--replace"_s}), 0);
    QCOMPARE(kim.run({u"status"_s, u"--relay"_s, u"edge1"_s}).code, 0);
    QVERIFY(kim.run({u"connections"_s}).output.contains(u"operator"_s));
}

void TestTurnpikectl::theKeyFileIsForItsOwnerOnly()
{
    QVERIFY(!(QFile::permissions(m_anna->keyFile()) & (QFile::ReadGroup | QFile::ReadOther)));
    const auto connections = anna({u"connections"_s});
    QVERIFY2(connections.output.contains(m_daemon->address()), qPrintable(connections.output));
}

void TestTurnpikectl::theStatusIsShown()
{
    const auto ended = anna({u"status"_s, u"--json"_s});
    VERIFY_ENDED(ended, 0);
    QCOMPARE(ended.json().value(u"role"_s).toString(), u"administrator"_s);
    QCOMPARE(ended.json().value(u"identity"_s).toString(), u"someone"_s);
    const auto open = ended.json().value(u"openFiles"_s).toInt();
    QVERIFY(open > 5 && open < ended.json().value(u"openFilesLimit"_s).toInt());
    VERIFY_SAYS(anna({u"status"_s}).output, "open files");
    VERIFY_ENDED(anna({u"status"_s, u"--relay"_s, m_daemon->address()}), 0);
    VERIFY_SAYS(anna({u"status"_s, u"--relay"_s, u"egde1"_s}).errors, "did you mean");
}

void TestTurnpikectl::aJournalIsThereWhileSomethingIsPendingAndHoldsNoSecret()
{
    const auto journals = [this] {
        QByteArrayList contents;
        QDirIterator files(m_anna->file(u"data"_s), {u"*.journal"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            contents << (file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
        }
        return contents;
    };
    VERIFY_ENDED(anna({u"diff"_s}), 0);
    QCOMPARE(journals().size(), 0);
    VERIFY_ENDED(anna({u"set"_s, kNonce + u"=1700"_s}), 0);
    QCOMPARE(journals().size(), 1);
    QVERIFY(!journals().front().contains("a shared secret of enough letters"));
    const auto key =
        anna({u"get"_s, u"--show-secrets"_s, u"edgeSites[edge].avEdge.credentials.users[alice].key"_s})
            .output.trimmed();
    QVERIFY2(key.size() >= 32, qPrintable(key));
    QVERIFY(!journals().front().contains(key.toLatin1()));
    VERIFY_ENDED(anna({u"push"_s, u"--reason"_s, u"a nonce"_s, u"--confirm"_s}), 0);
    VERIFY_SAYS(running(kNonce), "1700");
    QCOMPARE(anna({u"get"_s, u"--show-secrets"_s, u"edgeSites[edge].avEdge.credentials.users[alice].key"_s})
                 .output.trimmed(),
             key);
    QCOMPARE(journals().size(), 0);
    VERIFY_ENDED(anna({u"set"_s, kNonce + u"=1600"_s}), 0);
    VERIFY_ENDED(anna({u"discard"_s}), 0);
    QCOMPARE(journals().size(), 0);
}

void TestTurnpikectl::aCertificateIsRevoked()
{
    const Person mallory;
    VERIFY_ENDED(pair(mallory, m_daemon->codeFor(u"viewer"_s), {u"--person"_s, u"mallory"_s}), 0);
    VERIFY_ENDED(mallory.run({u"status"_s}), 0);
    VERIFY_SAYS(anna({u"clients"_s}).output, "mallory");
    VERIFY_ENDED(anna({u"revoke"_s, u"mallory"_s}), 0);
    QVERIFY(!anna({u"clients"_s}).output.contains(u"mallory"));
    const auto refused = mallory.run({u"status"_s});
    QCOMPARE(refused.code, 1);
    VERIFY_SAYS(refused.errors, "revoked");
    VERIFY_ENDED(anna({u"status"_s}), 0);
    VERIFY_SAYS(anna({u"audit"_s}).output, "revoke");
}

void TestTurnpikectl::editsAreKeptUntilTheyArePushedAndConfirmed()
{
    const auto before = running(kRealmPath);
    VERIFY_ENDED(anna({u"set"_s, kRealmPath + u"=first.example"_s, kNonce + u"=1800"_s}), 0);
    QCOMPARE(running(kRealmPath), before);
    VERIFY_SAYS(anna({u"diff"_s}).output, "first.example");
    const auto pushed = anna({u"push"_s, u"--reason"_s, u"a first change"_s, u"--json"_s});
    VERIFY_ENDED(pushed, 0);
    const auto number = revisionIn(pushed);
    QCOMPARE(stateOf(number), u"awaitingConfirmation"_s);
    const auto again = anna({u"push"_s, u"--reason"_s, u"x"_s});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.errors.contains(u"turnpikectl confirm %1"_s.arg(number)), qPrintable(again.errors));

    VERIFY_ENDED(anna({u"confirm"_s}), 0);
    QCOMPARE(stateOf(number), u"confirmed"_s);
    QCOMPARE(running(kRealmPath), u"first.example"_s);
    VERIFY_SAYS(anna({u"diff"_s}).errors, "nothing differs");
    VERIFY_SAYS(anna({u"diff"_s, u"--revision"_s, QString::number(number)}).output, "first.example");
    VERIFY_SAYS(anna({u"confirm"_s}).errors, "no revision awaits confirmation");
}

void TestTurnpikectl::whatIsNotConfirmedIsRevertedAndTheEditsStay()
{
    const auto before = running(kRealmPath);
    VERIFY_ENDED(anna({u"set"_s, kRealmPath + u"=fleeting.example"_s}), 0);
    const auto pushed =
        anna({u"push"_s, u"--reason"_s, u"a try"_s, u"--confirm-within"_s, u"5"_s, u"--json"_s});
    VERIFY_ENDED(pushed, 0);
    // What is only tried runs, too, and is no edit that is not pushed, until the relay goes back.
    QCOMPARE(running(kRealmPath), u"fleeting.example"_s);
    VERIFY_SAYS(anna({u"diff"_s}).errors, "nothing differs");
    VERIFY_SAYS(anna({u"status"_s}).output, "the relay reverts it in 0:0");
    QTRY_COMPARE(stateOf(revisionIn(pushed)), u"reverted"_s);
    QCOMPARE(running(kRealmPath), before);
    VERIFY_SAYS(anna({u"diff"_s}).output, "fleeting.example");
    VERIFY_ENDED(anna({u"discard"_s}), 0);
    VERIFY_SAYS(anna({u"diff"_s}).errors, "nothing differs");
}

void TestTurnpikectl::pushAndConfirmInOneStep()
{
    VERIFY_ENDED(anna({u"set"_s, kRealmPath + u"=second.example"_s}), 0);
    const auto pushed = anna({u"push"_s, u"--reason"_s, u"proved by a new connection"_s, u"--confirm"_s});
    VERIFY_ENDED(pushed, 0);
    VERIFY_SAYS(pushed.output, "is confirmed");
    QCOMPARE(running(kRealmPath), u"second.example"_s);
}

void TestTurnpikectl::aPushSaysWhatNothingActsOn()
{
    const auto store = u"management.storeUrl=postgresql://db/"_s;
    VERIFY_ENDED(anna({u"set"_s, store + u"turnpike"_s, kNonce + u"=1700"_s}), 0);
    const auto pushed = anna({u"push"_s, u"--reason"_s, u"a store for later"_s, u"--confirm-within=0"_s});
    VERIFY_ENDED(pushed, 0);
    VERIFY_SAYS(pushed.output, "kept, but this version does not act on it: Management › Store URL\n");
    VERIFY_SAYS(pushed.output, "took effect: A/V edge › ");
    // And as JSON, for scripts.
    VERIFY_ENDED(anna({u"set"_s, store + u"another"_s}), 0);
    const auto again =
        anna({u"push"_s, u"--reason"_s, u"another one"_s, u"--confirm-within=0"_s, u"--json"_s});
    VERIFY_ENDED(again, 0);
    QCOMPARE(again.json().value(u"notServed"_s).toArray(), QJsonArray{u"Management › Store URL"_s});
}

void TestTurnpikectl::editsOfTwoPeopleAreMerged()
{
    const Person berta;
    VERIFY_ENDED(pair(berta, m_daemon->codeFor(u"administrator"_s), {u"--person"_s, u"berta"_s}), 0);
    VERIFY_ENDED(anna({u"set"_s, kNonce + u"=1900"_s}), 0);
    VERIFY_ENDED(berta.run({u"set"_s, kRealmPath + u"=berta.example"_s}), 0);
    VERIFY_ENDED(berta.run({u"push"_s, u"--reason"_s, u"hers"_s, u"--confirm-within"_s, u"0"_s}), 0);
    VERIFY_ENDED(anna({u"push"_s, u"--reason"_s, u"mine on top"_s, u"--confirm-within=0"_s}), 0);
    QCOMPARE(running(kRealmPath), u"berta.example"_s);
    QCOMPARE(running(kNonce), anna({u"get"_s, kNonce}).output.trimmed());
}

void TestTurnpikectl::whatAnotherTriesIsNobodysEdit()
{
    const auto before = running(kRealmPath);
    const Person dora;
    VERIFY_ENDED(pair(dora, m_daemon->codeFor(u"administrator"_s), {u"--person"_s, u"dora"_s}), 0);
    VERIFY_ENDED(anna({u"set"_s, kNonce + u"=2100"_s}), 0);
    VERIFY_ENDED(dora.run({u"set"_s, kRealmPath + u"=dora.example"_s}), 0);
    VERIFY_ENDED(dora.run({u"push"_s, u"--reason"_s, u"hers"_s}), 0);
    QCOMPARE(running(kRealmPath), u"dora.example"_s);
    const auto during = anna({u"diff"_s});
    VERIFY_SAYS(during.output, "once");
    QVERIFY2(!during.output.contains(u"dora.example"_s), qPrintable(during.output));
    VERIFY_ENDED(dora.run({u"revert"_s}), 0);
    const auto after = anna({u"diff"_s});
    VERIFY_SAYS(after.output, "once");
    QVERIFY2(!after.output.contains(u"dora.example"_s), qPrintable(after.output));
    QCOMPARE(running(kRealmPath), before);

    VERIFY_ENDED(dora.run({u"push"_s, u"--reason"_s, u"hers again"_s}), 0);
    VERIFY_ENDED(dora.run({u"confirm"_s}), 0);
    VERIFY_ENDED(anna({u"push"_s, u"--reason"_s, u"mine on top"_s, u"--confirm-within=0"_s}), 0);
    QCOMPARE(running(kRealmPath), u"dora.example"_s);
    VERIFY_SAYS(anna({u"diff"_s}).errors, "nothing differs");
}

void TestTurnpikectl::editsOfTheSamePlaceAreAConflict()
{
    const Person carla;
    VERIFY_ENDED(pair(carla, m_daemon->codeFor(u"administrator"_s), {u"--person"_s, u"carla"_s}), 0);
    VERIFY_ENDED(anna({u"set"_s, kRealmPath + u"=anna.example"_s}), 0);
    VERIFY_ENDED(carla.run({u"set"_s, kRealmPath + u"=carla.example"_s}), 0);
    VERIFY_ENDED(carla.run({u"push"_s, u"--reason"_s, u"hers"_s, u"--confirm-within"_s, u"0"_s}), 0);
    const auto pushed = anna({u"push"_s, u"--reason"_s, u"mine"_s});
    QCOMPARE(pushed.code, 1);
    QVERIFY2(pushed.errors.contains(kRealmPath), qPrintable(pushed.errors));
    VERIFY_SAYS(pushed.errors, "turnpikectl discard");
    VERIFY_ENDED(anna({u"discard"_s}), 0);
    QCOMPARE(running(kRealmPath), u"carla.example"_s);
}

void TestTurnpikectl::aViewerMayNotPush()
{
    const Person vera;
    VERIFY_ENDED(pair(vera, m_daemon->codeFor(u"viewer"_s), {u"--person"_s, u"vera"_s}), 0);
    VERIFY_ENDED(vera.run({u"set"_s, kRealmPath + u"=vera.example"_s}), 0);
    const auto pushed = vera.run({u"push"_s, u"--reason"_s, u"why not"_s});
    QCOMPARE(pushed.code, 1);
    VERIFY_SAYS(pushed.errors, "viewer");
    QVERIFY(running(kRealmPath) != u"vera.example"_s);
    VERIFY_ENDED(vera.run({u"allocations"_s}), 0);
    QCOMPARE(vera.run({u"kill"_s, u"--user"_s, u"bob"_s}).code, 1);
}

void TestTurnpikectl::historyAuditAndRevert()
{
    const auto before = running(kRealmPath);
    VERIFY_ENDED(anna({u"set"_s, kRealmPath + u"=mistake.example"_s}), 0);
    const auto pushed =
        anna({u"push"_s, u"--reason"_s, u"Größe"_s, u"--confirm-within"_s, u"0"_s, u"--json"_s});
    VERIFY_ENDED(pushed, 0);
    VERIFY_SAYS(anna({u"history"_s}).output, "Größe");
    VERIFY_SAYS(anna({u"audit"_s}).output, "someone");
    VERIFY_ENDED(anna({u"revert"_s, QString::number(revisionIn(pushed)), u"--reason"_s, u"wrong"_s}), 0);
    QCOMPARE(running(kRealmPath), before);
}

void TestTurnpikectl::theRelayIsTestedStepByStep()
{
    // Loopback is closed as a peer, which is what the last step says.
    const auto ended = anna({u"test-relay"_s});
    VERIFY_ENDED(ended, 1);
    VERIFY_SAYS(ended.output, "?transport=udp: does not work");
    for (const auto &step : {u"answer"_s, u"allocation"_s, u"relaying"_s, u"403"_s})
        QVERIFY2(ended.output.contains(step), qPrintable(ended.output));
    const auto tests = QJsonDocument::fromJson(anna({u"test-relay"_s, u"--json"_s}).output.toUtf8()).array();
    QVERIFY(!tests.isEmpty());
    for (const auto test : tests) {
        const auto steps = test.toObject().value(u"steps"_s).toArray();
        QCOMPARE(steps.last().toObject().value(u"step"_s).toString(), u"relaying"_s);
        QVERIFY(!steps.first().toObject().contains(u"error"_s));
    }
    QVERIFY(anna({u"allocations"_s, u"--json"_s}).json().value(u"allocations"_s).toArray().isEmpty());
}

void TestTurnpikectl::aRealCallIsListedAndKilled()
{
    const auto credential = anna({u"issue-credential"_s, u"bob"_s, u"--json"_s}).json();
    const auto username = credential.value(u"username"_s).toString();
    edge::Clients clients;
    auto &endpoint =
        clients.open(Transport::Udp, {edge::kLoopback, m_daemon->udpPort()}, username.toStdString(),
                     credential.value(u"password"_s).toString().toStdString());
    QVERIFY(clients.allocate(endpoint));

    const auto listed = anna({u"allocations"_s, u"--json"_s}).json().value(u"allocations"_s).toArray();
    QCOMPARE(listed.size(), 1);
    const auto key = listed.first().toObject().value(u"key"_s).toString();
    QCOMPARE(listed.first().toObject().value(u"username"_s).toString(), username);
    QCOMPARE(clients.refusalOf(endpoint,
                               [](auto &client) {
                                   client.createPermission(edge::Clients::now(),
                                                           TransportAddress::parse("10.1.2.3:5000").value());
                               }),
             403);
    // The list is the relay's picture of a moment, which is taken once a second.
    QString shown;
    QTRY_VERIFY2(
        (shown = anna({u"allocations"_s}).output,
         shown.contains(u'\n' + key + u" asked once for 10.1.2.3, which is refused: special-purpose "_s)),
        qPrintable(shown));
    const auto top = anna({u"top"_s, u"--once"_s});
    VERIFY_ENDED(top, 0);
    QVERIFY2(top.output.contains(key), qPrintable(top.output));
    // Nobody cuts a call without having read of it.
    const auto asked = anna({u"drain"_s, u"--deadline"_s, u"0"_s});
    QCOMPARE(asked.code, 1);
    VERIFY_SAYS(asked.errors, "this cuts 1 allocations in 0 seconds");
    VERIFY_SAYS(asked.errors, "--yes");
    VERIFY_SAYS(anna({u"status"_s, u"--json"_s}).output, "\"draining\": false");
    VERIFY_ENDED(anna({u"kill"_s, key}), 0);
    const auto count = [this] {
        return anna({u"status"_s, u"--json"_s}).json().value(u"allocations"_s).toInt();
    };
    QTRY_COMPARE(count(), 0);
    QCOMPARE(anna({u"kill"_s, key}).code, 1);
    QCOMPARE(anna({u"kill"_s, u"nonsense"_s}).code, 2);
    QCOMPARE(anna({u"kill"_s}).code, 2);
}

void TestTurnpikectl::peersAreExplained()
{
    VERIFY_SAYS(anna({u"explain-peer"_s, u"::ffff:10.0.0.1"_s}).output, "denied");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"8.8.8.8"_s}).output, "allowed");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"[::ffff:10.0.0.1]:5004"_s}).output, "denied");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"64:ff9b::a00:1"_s}).output, "denied");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"fd00::1"_s}).output, "Unique-Local");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"2600::1"_s}).output, "allowed");
    VERIFY_SAYS(anna({u"explain-peer"_s, u"[2600::1]:5004"_s}).output, "allowed");
    const auto wrong = anna({u"explain-peer"_s, u"nowhere"_s});
    QCOMPARE(wrong.code, 1);
    VERIFY_SAYS(wrong.errors, "nowhere");
}

void TestTurnpikectl::problemsAreFoundByTheRelay()
{
    VERIFY_ENDED(anna({u"validate"_s}), 0);
    VERIFY_ENDED(anna({u"set"_s, u"edgeSites[edge].avEdge.relayPorts=%1"_s.arg(m_daemon->udpPort().value)}),
                 0);
    const auto validated = anna({u"validate"_s});
    QCOMPARE(validated.code, 1);
    VERIFY_SAYS(validated.output, "edge.ports-collide");
    const auto pushed = anna({u"push"_s, u"--reason"_s, u"all the same"_s});
    QCOMPARE(pushed.code, 1);
    VERIFY_SAYS(pushed.errors, "nothing was pushed");
}

void TestTurnpikectl::aChangedCertificateIsAHardStop()
{
    m_daemon->end();
    VERIFY_SAYS(anna({u"status"_s}).errors, "refused");
    m_daemon->forgetEverything();
    QVERIFY2(m_daemon->start(), qPrintable(m_daemon->log()));
    const auto status = anna({u"status"_s});
    QCOMPARE(status.code, 1);
    VERIFY_SAYS(status.errors, "another certificate");
}

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnpikectl)
#include "tst_turnpikectl.moc"
