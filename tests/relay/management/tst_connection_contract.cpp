// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/management/connection_contract.h"
#include "tests/support/main.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using testing::answerTo;
using wire::PushOutcome;
using wire::RelayConnection;
using wire::Revision;
using wire::Role;

/// What every way to a relay promises: each function runs once in process and once over HTTPS.
class TestConnectionContract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void itConnectsAndSaysWhoWeAre_data() { ways(); }
    void itConnectsAndSaysWhoWeAre();
    void theStatusSaysWhatRuns_data() { ways(); }
    void theStatusSaysWhatRuns();
    void theRunningConfigurationIsFetched_data() { ways(); }
    void theRunningConfigurationIsFetched();
    void aConfigurationIsValidated_data() { ways(); }
    void aConfigurationIsValidated();
    void aPushIsConfirmed_data() { ways(); }
    void aPushIsConfirmed();
    void aPushThatNobodyConfirmsRevertsByItself_data() { ways(); }
    void aPushThatNobodyConfirmsRevertsByItself();
    void aPushIsRevertedByAPerson_data() { ways(); }
    void aPushIsRevertedByAPerson();
    void aPushOnTopOfSomebodyElsesIsAConflict_data() { ways(); }
    void aPushOnTopOfSomebodyElsesIsAConflict();
    void aPushWithErrorsSaysWhichAndChangesNothing_data() { ways(); }
    void aPushWithErrorsSaysWhichAndChangesNothing();
    void oneRevisionAwaitsAtATime_data() { ways(); }
    void oneRevisionAwaitsAtATime();
    void aTimeToConfirmOutOfRangeIsRefused_data() { ways(); }
    void aTimeToConfirmOutOfRangeIsRefused();
    void revisionsAreListedNewestFirstAndFetched_data() { ways(); }
    void revisionsAreListedNewestFirstAndFetched();
    void anUnknownRevisionIsNotFound_data() { ways(); }
    void anUnknownRevisionIsNotFound();
    void theAuditSaysWhoPushedWhy_data() { ways(); }
    void theAuditSaysWhoPushedWhy();
    void viewersMayLookAndNothingElse_data() { ways(); }
    void viewersMayLookAndNothingElse();
    void theLiveViewMovesWhenACallComes_data() { ways(); }
    void theLiveViewMovesWhenACallComes();
    void withoutInterestNothingArrives_data() { ways(); }
    void withoutInterestNothingArrives();
    void aCallIsEnded_data() { ways(); }
    void aCallIsEnded();
    void allCallsOfAPersonAreEnded_data() { ways(); }
    void allCallsOfAPersonAreEnded();
    void namesOfEveryKindArriveAsTheyAre_data() { ways(); }
    void namesOfEveryKindArriveAsTheyAre();
    void peersAreExplained_data() { ways(); }
    void peersAreExplained();
    void issuedCredentialsMakeCalls_data() { ways(); }
    void issuedCredentialsMakeCalls();
    void drainingShowsInTheStatus_data() { ways(); }
    void drainingShowsInTheStatus();
    void aClosedConnectionAnswersUnavailable_data() { ways(); }
    void aClosedConnectionAnswersUnavailable();
    void aRelayThatEndsIsDisconnected_data() { ways(); }
    void aRelayThatEndsIsDisconnected();

    void aRelayThatComesBackIsConnectedAgain();
    void aChangedServerCertificateIsAHardStop();
    void aWrongPairingCodeIsRefused();
    void theFingerprintShownIsTheServers();

private:
    static void ways();
    void connectAs(Role role);
    [[nodiscard]] wire::PushRequest withRealm(const QString &realm,
                                              std::optional<std::chrono::seconds> confirmWithin = {}) const
    {
        return m_way->relay.withRealm(realm, confirmWithin);
    }
    /// An allocation on the relay, with a credential that the connection issued.
    void call(edge::Clients &clients, const QString &user);
    /// The relay's time, in which live pictures are taken.
    bool aSecondPasses()
    {
        m_way->relay.clock->advance(1s);
        return true;
    }
    [[nodiscard]] live::SharedSnapshot picture()
    {
        aSecondPasses();
        const auto taken = answerTo(m_connection->snapshot());
        return taken ? *taken : nullptr;
    }

    std::unique_ptr<testing::ReachableRelay> m_way;
    std::unique_ptr<RelayConnection> m_connection;
};

void TestConnectionContract::ways()
{
    QTest::addColumn<bool>("overHttps");
    QTest::newRow("in process") << false;
    QTest::newRow("https") << true;
}

void TestConnectionContract::init()
{
    testing::failOnAnyWarning();
    const bool isData = QTest::currentDataTag() != nullptr;
    if (isData && QByteArray(QTest::currentDataTag()) == "in process") {
        m_way = std::make_unique<testing::InProcessRelay>();
        VERIFY_RESULT(m_way->start());
    } else {
        auto way = std::make_unique<testing::HttpsRelay>();
        VERIFY_RESULT(way->start());
        VERIFY_RESULT(way->serve());
        m_way = std::move(way);
    }
    connectAs(Role::Administrator);
}

void TestConnectionContract::cleanup()
{
    m_connection.reset();
    m_way.reset();
}

void TestConnectionContract::connectAs(Role role)
{
    m_connection = m_way->connectAs(role);
    if (!m_connection)
        return;
    QCOMPARE(m_connection->state(), RelayConnection::State::Disconnected);
    m_connection->open();
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Connected);
}

void TestConnectionContract::call(edge::Clients &clients, const QString &user)
{
    const auto credential = answerTo(m_connection->issueCredential(user, 600s));
    VERIFY_RESULT(credential);
    const auto listener = m_way->relay.controller->edge().settings().listeners.at(0).address;
    auto &endpoint = clients.open(Transport::Udp, listener, credential->username.toStdString(),
                                  credential->password.toStdString());
    QVERIFY(clients.allocate(endpoint));
}

void TestConnectionContract::itConnectsAndSaysWhoWeAre()
{
    QVERIFY(!m_connection->displayName().isEmpty());
    QCOMPARE(m_connection->role(), Role::Administrator);
    QVERIFY(!m_connection->lastError());
    const QSignalSpy states(m_connection.get(), &RelayConnection::stateChanged);
    m_connection->open();
    QVERIFY(states.isEmpty());
}

void TestConnectionContract::theStatusSaysWhatRuns()
{
    const auto status = answerTo(m_connection->status());
    VERIFY_RESULT(status);
    QCOMPARE(status->revision, m_way->relay.controller->running().revision);
    QCOMPARE(status->role, Role::Administrator);
    QVERIFY(!status->identity.isEmpty());
    QVERIFY(!status->version.isEmpty());
    QCOMPARE(status->listeners.size(), 1);
    QCOMPARE(status->allocations, quint64(0));
    QVERIFY(!status->draining);
}

void TestConnectionContract::theRunningConfigurationIsFetched()
{
    const auto fetched = answerTo(m_connection->fetchDeployment());
    VERIFY_RESULT(fetched);
    QCOMPARE(*fetched->deployment, *m_way->relay.controller->running().deployment);
    QCOMPARE(fetched->revision, m_way->relay.controller->running().revision);
}

void TestConnectionContract::aConfigurationIsValidated()
{
    const auto deployment = withRealm(u"contoso.com"_s).deployment;
    const auto problems = answerTo(m_connection->validate(deployment));
    VERIFY_RESULT(problems);
    const auto expected = validation::validate(*deployment);
    QCOMPARE(problems->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(problems->at(i).ruleId, expected[i].ruleId);
        QCOMPARE(problems->at(i).path, expected[i].path);
        QCOMPARE(problems->at(i).message, expected[i].message);
    }
}

void TestConnectionContract::aPushIsConfirmed()
{
    QSignalSpy revisions(m_connection.get(), &RelayConnection::revisionChanged);
    const auto outcome = answerTo(m_connection->push(withRealm(u"contoso.com"_s, 60s)));
    VERIFY_RESULT(outcome);
    QCOMPARE(outcome->kind, PushOutcome::Kind::Accepted);
    QCOMPARE(outcome->revision.state, Revision::State::AwaitingConfirmation);
    QVERIFY(outcome->revision.confirmUntil);
    QCOMPARE(outcome->revision.reason, u"a test"_s);
    QCOMPARE(m_way->relay.runningRealm(), u"contoso.com"_s);

    const auto confirmed = answerTo(m_connection->confirm(outcome->revision.number));
    VERIFY_RESULT(confirmed);
    QCOMPARE(confirmed->state, Revision::State::Confirmed);
    QVERIFY(!confirmed->confirmUntil);
    m_way->relay.clock->advance(2min);
    QCOMPARE(m_way->relay.runningRealm(), u"contoso.com"_s);
    QTRY_VERIFY(!revisions.isEmpty() && revisions.back().front().value<Revision>() == *confirmed);
}

void TestConnectionContract::aPushThatNobodyConfirmsRevertsByItself()
{
    const auto outcome = answerTo(m_connection->push(withRealm(u"contoso.com"_s, 60s)));
    VERIFY_RESULT(outcome);
    // The connection has seen it run, so it tells when that ends.
    QSignalSpy revisions(m_connection.get(), &RelayConnection::revisionChanged);
    m_way->relay.clock->advance(61s);
    QCOMPARE(m_way->relay.runningRealm(), u"example.org"_s);
    const auto told = [&revisions, number = outcome->revision.number] {
        return std::any_of(revisions.begin(), revisions.end(), [number](const QVariantList &arguments) {
            const auto revision = arguments.front().value<Revision>();
            return revision.number == number && revision.state == Revision::State::Reverted;
        });
    };
    QTRY_VERIFY(told());
    const auto late = answerTo(m_connection->confirm(outcome->revision.number));
    COMPARE_ERROR(late, Error::Code::Conflict);
}

void TestConnectionContract::aPushIsRevertedByAPerson()
{
    const auto outcome = answerTo(m_connection->push(withRealm(u"contoso.com"_s, 60s)));
    VERIFY_RESULT(outcome);
    VERIFY_RESULT(answerTo(m_connection->revert(outcome->revision.number, u"a mistake"_s)));
    QCOMPARE(m_way->relay.runningRealm(), u"example.org"_s);
    const auto reverted = answerTo(m_connection->fetchRevision(outcome->revision.number));
    VERIFY_RESULT(reverted);
    QCOMPARE(reverted->revision.state, Revision::State::Reverted);
}

void TestConnectionContract::aPushOnTopOfSomebodyElsesIsAConflict()
{
    const auto mine = withRealm(u"mine.example"_s);
    VERIFY_RESULT(m_way->relay.controller->push(m_way->relay.administrator, withRealm(u"theirs.example"_s)));
    const auto outcome = answerTo(m_connection->push(mine));
    VERIFY_RESULT(outcome);
    QCOMPARE(outcome->kind, PushOutcome::Kind::Conflict);
    QCOMPARE(outcome->revision, m_way->relay.controller->running().revision);
    QCOMPARE(m_way->relay.runningRealm(), u"theirs.example"_s);
}

void TestConnectionContract::aPushWithErrorsSaysWhichAndChangesNothing()
{
    const auto request = m_way->relay.changed([](model::Deployment &deployment) {
        model::Pool pool;
        pool.name = u"pool1"_s;
        pool.avConferencing.avAuthenticationService = u"gone"_s;
        deployment.pools = {pool};
    });
    const auto outcome = answerTo(m_connection->push(request));
    VERIFY_RESULT(outcome);
    QCOMPARE(outcome->kind, PushOutcome::Kind::Invalid);
    QVERIFY(validation::hasErrors(outcome->problems));
    QCOMPARE(m_way->relay.controller->running().revision.number, quint64(1));
}

void TestConnectionContract::oneRevisionAwaitsAtATime()
{
    VERIFY_RESULT(answerTo(m_connection->push(withRealm(u"one.example"_s, 60s))));
    const auto second = answerTo(m_connection->push(withRealm(u"two.example"_s, 60s)));
    COMPARE_ERROR(second, Error::Code::Conflict);
    VERIFY_ERROR_NAMES(second, "awaits confirmation");
}

void TestConnectionContract::aTimeToConfirmOutOfRangeIsRefused()
{
    const auto outcome = answerTo(m_connection->push(withRealm(u"contoso.com"_s, 2s)));
    COMPARE_ERROR(outcome, Error::Code::InvalidValue);
    VERIFY_ERROR_NAMES(outcome, "3600");
    QCOMPARE(m_way->relay.runningRealm(), u"example.org"_s);
}

void TestConnectionContract::revisionsAreListedNewestFirstAndFetched()
{
    const auto request = withRealm(u"contoso.com"_s);
    VERIFY_RESULT(answerTo(m_connection->push(request)));
    const auto revisions = answerTo(m_connection->revisions(10));
    VERIFY_RESULT(revisions);
    QCOMPARE(revisions->size(), std::size_t(2));
    QCOMPARE(revisions->at(0).number, quint64(2));
    QCOMPARE(revisions->at(1).state, Revision::State::Superseded);
    QCOMPARE(answerTo(m_connection->revisions(1))->size(), std::size_t(1));
    const auto fetched = answerTo(m_connection->fetchRevision(2));
    VERIFY_RESULT(fetched);
    QCOMPARE(*fetched->deployment, *request.deployment);
    QCOMPARE(fetched->revision, revisions->at(0));
}

void TestConnectionContract::anUnknownRevisionIsNotFound()
{
    COMPARE_ERROR(answerTo(m_connection->fetchRevision(9)), Error::Code::NotFound);
    COMPARE_ERROR(answerTo(m_connection->confirm(9)), Error::Code::NotFound);
    COMPARE_ERROR(answerTo(m_connection->revert(9, {})), Error::Code::NotFound);
}

void TestConnectionContract::theAuditSaysWhoPushedWhy()
{
    const auto status = answerTo(m_connection->status());
    VERIFY_RESULT(answerTo(m_connection->push(withRealm(u"contoso.com"_s))));
    const auto entries = answerTo(m_connection->audit(1));
    VERIFY_RESULT(entries);
    QCOMPARE(entries->size(), std::size_t(1));
    QCOMPARE(entries->front().who, status->identity);
    QCOMPARE(entries->front().action, u"push"_s);
    QVERIFY(entries->front().time.isValid());
}

void TestConnectionContract::viewersMayLookAndNothingElse()
{
    connectAs(Role::Viewer);
    // Who uses the relay of this computer owns it: there are no viewers in process.
    QFETCH(const bool, overHttps);
    QCOMPARE(m_connection != nullptr, overHttps);
    if (!m_connection)
        return;
    QCOMPARE(m_connection->role(), Role::Viewer);
    VERIFY_RESULT(answerTo(m_connection->status()));
    VERIFY_RESULT(answerTo(m_connection->explainPeer(u"192.0.2.1"_s)));
    const auto pushed = answerTo(m_connection->push(withRealm(u"contoso.com"_s)));
    COMPARE_ERROR(pushed, Error::Code::Forbidden);
    VERIFY_ERROR_NAMES(pushed, "viewer");
    COMPARE_ERROR(answerTo(m_connection->endAllocation({1})), Error::Code::Forbidden);
    COMPARE_ERROR(answerTo(m_connection->endAllocationsOf(u"bob"_s)), Error::Code::Forbidden);
    COMPARE_ERROR(answerTo(m_connection->issueCredential(u"bob"_s, 60s)), Error::Code::Forbidden);
    COMPARE_ERROR(answerTo(m_connection->drain(60s)), Error::Code::Forbidden);
    QCOMPARE(m_connection->state(), RelayConnection::State::Connected);
}

void TestConnectionContract::theLiveViewMovesWhenACallComes()
{
    live::SharedSnapshot latest;
    connect(m_connection.get(), &RelayConnection::snapshotArrived, this,
            [&latest](const live::SharedSnapshot &snapshot) { latest = snapshot; });
    m_connection->setLiveInterest(true);
    QTRY_VERIFY(aSecondPasses() && latest);
    QVERIFY(latest->allocations.empty());
    const auto first = latest->sequence;

    edge::Clients clients;
    call(clients, u"bob"_s);
    QTRY_VERIFY(aSecondPasses() && !latest->allocations.empty());
    QVERIFY(latest->sequence > first);
    QVERIFY(latest->allocations.front().username.ends_with(":bob"));
    QCOMPARE(latest->allocations.front().transport, "udp");
}

void TestConnectionContract::withoutInterestNothingArrives()
{
    int arrived = 0;
    connect(m_connection.get(), &RelayConnection::snapshotArrived, this, [&arrived] { ++arrived; });
    m_connection->setLiveInterest(true);
    QTRY_VERIFY(aSecondPasses() && arrived > 0);
    m_connection->setLiveInterest(false);
    arrived = 0;
    QObject other;
    QSignalSpy taken(m_way->relay.controller.get(), &management::RelayController::snapshotTaken);
    m_way->relay.controller->subscribeLive(&other);
    QTRY_VERIFY(aSecondPasses() && taken.size() > 2);
    VERIFY_RESULT(answerTo(m_connection->status())); // whatever was on its way has arrived
    m_way->relay.controller->unsubscribeLive(&other);
    QCOMPARE(arrived, 0);
}

void TestConnectionContract::aCallIsEnded()
{
    edge::Clients clients;
    call(clients, u"bob"_s);
    const auto before = picture();
    QVERIFY(before);
    QCOMPARE(before->allocations.size(), std::size_t(1));
    const auto key = before->allocations.front().key;
    VERIFY_RESULT(answerTo(m_connection->endAllocation(key)));
    QTRY_VERIFY(picture()->allocations.empty());
    COMPARE_ERROR(answerTo(m_connection->endAllocation(key)), Error::Code::NotFound);
}

void TestConnectionContract::allCallsOfAPersonAreEnded()
{
    edge::Clients clients;
    call(clients, u"bob"_s);
    call(clients, u"eve"_s);
    QTRY_COMPARE(picture()->allocations.size(), std::size_t(2));
    const auto bob = picture()->allocations.front().username.ends_with(":bob")
                         ? picture()->allocations.front().username
                         : picture()->allocations.back().username;
    const auto ended = answerTo(m_connection->endAllocationsOf(QString::fromStdString(bob)));
    VERIFY_RESULT(ended);
    QCOMPARE(*ended, 1);
    QTRY_COMPARE(picture()->allocations.size(), std::size_t(1));
    QVERIFY(picture()->allocations.front().username.ends_with(":eve"));
}

void TestConnectionContract::namesOfEveryKindArriveAsTheyAre()
{
    connectAs(Role::Administrator);
    for (const QString &name :
         {u".."_s, u"."_s, u""_s, u"~"_s, u"~.."_s, u"~anna"_s, u"a/b"_s, u"../status"_s, u"%2e%2e"_s,
          u"a?b#c&d=e+f"_s, u"{name}"_s, u"J\u00f6rg \u5c71\u7530"_s}) {
        const auto ended = answerTo(m_connection->endAllocationsOf(name));
        VERIFY_RESULT(ended);
        QCOMPARE(*ended, 0);
        const auto audit = answerTo(m_connection->audit(1));
        VERIFY_RESULT(audit);
        QVERIFY2(audit->front().subject.contains(name), qPrintable(name + u": " + audit->front().subject));
    }
}

void TestConnectionContract::peersAreExplained()
{
    const auto publicPeer = answerTo(m_connection->explainPeer(u"8.8.8.8"_s));
    VERIFY_RESULT(publicPeer);
    QVERIFY(publicPeer->allowed);
    const auto loopback = answerTo(m_connection->explainPeer(u"::ffff:127.0.0.1"_s));
    VERIFY_RESULT(loopback);
    QVERIFY(!loopback->allowed);
    QVERIFY(!loopback->rule.isEmpty());
    const auto nonsense = answerTo(m_connection->explainPeer(u"no address & more"_s));
    COMPARE_ERROR(nonsense, Error::Code::InvalidValue);
    VERIFY_ERROR_NAMES(nonsense, "no address & more");
}

void TestConnectionContract::issuedCredentialsMakeCalls()
{
    const auto credential = answerTo(m_connection->issueCredential(u"bob"_s, 600s));
    VERIFY_RESULT(credential);
    QVERIFY(credential->username.endsWith(u":bob"_s));
    QVERIFY(!credential->urls.isEmpty());
    QVERIFY(credential->urls.front().startsWith(u"turn:"_s));
    edge::Clients clients;
    call(clients, u"bob"_s);
    COMPARE_ERROR(answerTo(m_connection->issueCredential({}, 600s)), Error::Code::InvalidValue);
}

void TestConnectionContract::drainingShowsInTheStatus()
{
    VERIFY_RESULT(answerTo(m_connection->drain(3600s)));
    QVERIFY(answerTo(m_connection->status())->draining);
}

void TestConnectionContract::aClosedConnectionAnswersUnavailable()
{
    m_connection->close();
    QCOMPARE(m_connection->state(), RelayConnection::State::Disconnected);
    const auto future = m_connection->status();
    QVERIFY(!future.isFinished());
    COMPARE_ERROR(answerTo(future), Error::Code::Unavailable);
    COMPARE_ERROR(answerTo(m_connection->snapshot()), Error::Code::Unavailable);
    m_connection->open();
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Connected);
    VERIFY_RESULT(answerTo(m_connection->status()));
}

void TestConnectionContract::aRelayThatEndsIsDisconnected()
{
    m_way->end();
    const auto status = answerTo(m_connection->status());
    COMPARE_ERROR(status, Error::Code::Unavailable);
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Disconnected);
    QVERIFY(m_connection->lastError());
}

void TestConnectionContract::aRelayThatComesBackIsConnectedAgain()
{
    auto &way = static_cast<testing::HttpsRelay &>(*m_way);
    const auto port = way.server->boundAddress().port;
    way.server.reset();
    COMPARE_ERROR(answerTo(m_connection->status()), Error::Code::Unavailable);
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Disconnected);
    VERIFY_RESULT(way.serve(port));
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Connected);
    QVERIFY(!m_connection->lastError());
}

void TestConnectionContract::aChangedServerCertificateIsAHardStop()
{
    auto &way = static_cast<testing::HttpsRelay &>(*m_way);
    const auto port = way.server->boundAddress().port;
    way.server.reset();
    for (const auto &name : {u"server.pem"_s, u"server.key"_s})
        QVERIFY(QFile::remove(way.folder->filePath(name)));
    VERIFY_RESULT(way.serve(port));
    const auto status = answerTo(m_connection->status());
    COMPARE_ERROR(status, Error::Code::Unauthenticated);
    VERIFY_ERROR_NAMES(status, "another certificate");
    QTRY_COMPARE(m_connection->state(), RelayConnection::State::Refused);
    VERIFY_ERROR_NAMES(Result<void>(tl::make_unexpected(*m_connection->lastError())), "another certificate");
}

void TestConnectionContract::aWrongPairingCodeIsRefused()
{
    auto &way = static_cast<testing::HttpsRelay &>(*m_way);
    const auto profile = way.pair(Role::Viewer, u"eve"_s, u"AAAA-AAAA-AAAA-AAAA"_s);
    QVERIFY(!profile);
    VERIFY_ERROR_NAMES(profile, "code");
    QVERIFY(!client::ProfileStore(way.profiles.path()).find(u"eve"_s));
}

void TestConnectionContract::theFingerprintShownIsTheServers()
{
    auto &way = static_cast<testing::HttpsRelay &>(*m_way);
    QCOMPARE(way.shownFingerprint, way.server->fingerprint());
}

TURNPIKE_TEST_MAIN(QCoreApplication, TestConnectionContract)
#include "tst_connection_contract.moc"
