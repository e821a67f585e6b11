// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/management/example_relay.h"
#include "tests/support/main.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ExampleRelay;
using wire::PushOutcome;
using wire::Revision;

namespace {

/// A store whose disk is full whenever the test says so.
class FullStore final : public store::RevisionStore {
public:
    explicit FullStore(std::unique_ptr<RevisionStore> store)
        : m_store(std::move(store))
    {
    }
    bool isFull = false;

    Result<Revision> add(const model::Deployment &deployment, Revision revision) override
    {
        if (isFull)
            return fail(Error::Code::Io, "the disk is full");
        return m_store->add(deployment, std::move(revision));
    }
    Result<Revision> setState(quint64 number, Revision::State state, const QString &who,
                              const QString &action) override
    {
        if (isFull)
            return fail(Error::Code::Io, "the disk is full");
        return m_store->setState(number, state, who, action);
    }
    Result<wire::FetchedDeployment> newestConfirmed() const override { return m_store->newestConfirmed(); }
    Result<wire::FetchedDeployment> revision(quint64 number) const override
    {
        return m_store->revision(number);
    }
    Result<std::vector<Revision>> revisions(int most) const override { return m_store->revisions(most); }
    Result<void> appendAudit(const QString &who, const QString &action, const QString &subject) override
    {
        if (isFull)
            return fail(Error::Code::Io, "the disk is full");
        return m_store->appendAudit(who, action, subject);
    }
    Result<std::vector<wire::AuditEntry>> audit(int most) const override { return m_store->audit(most); }
    Result<wire::AuditHead> verifyAudit() const override { return m_store->verifyAudit(); }
    Result<bool> renewAuditHead(const QString &who) override { return m_store->renewAuditHead(who); }
    QByteArray veiledEtag(const QByteArray &etag) const override { return m_store->veiledEtag(etag); }
    void setListener(Listener listener) override { m_store->setListener(std::move(listener)); }
    Result<void> addPaired(const store::IssuedCertificate &certificate, const QString &subject) override
    {
        return m_store->addPaired(certificate, subject);
    }
    Result<void> addCertificate(const store::IssuedCertificate &certificate) override
    {
        return m_store->addCertificate(certificate);
    }
    Result<std::vector<store::IssuedCertificate>> certificates() const override
    {
        return m_store->certificates();
    }

private:
    std::unique_ptr<RevisionStore> m_store;
};

} // namespace

class TestRelayController : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_relay = std::make_unique<ExampleRelay>();
        VERIFY_RESULT(m_relay->start());
    }

    void aFirstStartKeepsTheInitialConfigurationAsRevisionOne()
    {
        const auto fetched = m_relay->controller->deployment(m_relay->administrator);
        VERIFY_RESULT(fetched);
        QCOMPARE(fetched->revision.number, 1U);
        QCOMPARE(fetched->revision.state, Revision::State::Confirmed);
        QCOMPARE(fetched->revision.etag, document::fingerprint(*fetched->deployment));
    }

    void aPushChangesTheEdgeAndIsKept()
    {
        const QSignalSpy told(m_relay->controller.get(), &management::RelayController::revisionChanged);
        const auto outcome =
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s));
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, PushOutcome::Kind::Accepted);
        QCOMPARE(outcome->revision.number, 2U);
        QCOMPARE(outcome->revision.state, Revision::State::Confirmed);
        QCOMPARE(outcome->revision.author, u"anna"_s);
        QCOMPARE(m_relay->runningRealm(), u"contoso.com"_s);
        QCOMPARE(m_relay->controller->edge().settings().revision, 2U);
        QCOMPARE(told.size(), 1);
        const auto revisions = m_relay->controller->revisions(m_relay->viewer, 10);
        VERIFY_RESULT(revisions);
        QCOMPARE(revisions->size(), 2U);
        QCOMPARE(revisions->at(0).number, 2U);
        QCOMPARE(revisions->at(1).state, Revision::State::Superseded);
    }

    void aPushThatChangesNothingMakesNoRevision()
    {
        const auto outcome =
            m_relay->controller->push(m_relay->administrator, m_relay->changed([](model::Deployment &) {}));
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, PushOutcome::Kind::Accepted);
        QCOMPARE(outcome->revision.number, 1U);
    }

    void aPushOnTopOfAnotherRevisionIsAConflict()
    {
        auto request = m_relay->withRealm(u"contoso.com"_s);
        request.ifMatch = "somebody else's";
        const auto outcome = m_relay->controller->push(m_relay->administrator, request);
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, PushOutcome::Kind::Conflict);
        QCOMPARE(outcome->revision, m_relay->controller->running().revision);
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
    }

    void aPushWithErrorsChangesNothingAndSaysWhy()
    {
        const auto outcome = m_relay->controller->push(
            m_relay->administrator, m_relay->changed([](model::Deployment &deployment) {
                deployment.forest.avAuthenticationServices = {};
                model::Pool pool;
                pool.name = u"pool1"_s;
                pool.avConferencing.avAuthenticationService = u"gone"_s;
                deployment.pools = {pool};
            }));
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, PushOutcome::Kind::Invalid);
        QVERIFY(validation::hasErrors(outcome->problems));
        QCOMPARE(m_relay->controller->running().revision.number, 1U);
    }

    void aPushThatTheEdgeRefusesChangesNothing()
    {
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress::LocalHost, 0, QUdpSocket::DontShareAddress));
        const auto outcome = m_relay->controller->push(
            m_relay->administrator, m_relay->changed([&](model::Deployment &deployment) {
                deployment.edgeSites[0].avEdge.udpPort = Port{other.localPort()};
                deployment.edgeSites[0].avEdge.realm = u"contoso.com"_s;
            }));
        QVERIFY(!outcome.has_value());
        VERIFY_ERROR_NAMES(outcome, qPrintable(QString::number(other.localPort())));
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
        QCOMPARE(m_relay->controller->running().revision.number, 1U);
    }

    void aPushThatCannotBeStoredPutsTheEdgeBack()
    {
        auto memory = store::openSqliteStore(u":memory:"_s);
        VERIFY_RESULT(memory);
        auto store = std::make_unique<FullStore>(std::move(*memory));
        auto *full = store.get();
        ExampleRelay relay;
        VERIFY_RESULT(relay.start(std::move(store), turnpike::testing::exampleDeployment()));
        full->isFull = true;
        const auto outcome = relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s));
        COMPARE_ERROR(outcome, Error::Code::Io);
        QCOMPARE(relay.runningRealm(), u"example.org"_s);
        QCOMPARE(relay.controller->edge().settings().revision, 1U);
        full->isFull = false;
        VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s)));
        QCOMPARE(relay.controller->running().revision.number, 2U);
    }

    void anUnconfirmedPushIsRevertedByTheRelayItself()
    {
        const auto outcome =
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, 60s));
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->revision.state, Revision::State::AwaitingConfirmation);
        QCOMPARE(*outcome->revision.confirmUntil, m_relay->clock->wallTime().addSecs(60));
        m_relay->clock->advance(59s);
        QCOMPARE(m_relay->runningRealm(), u"contoso.com"_s);

        QSignalSpy told(m_relay->controller.get(), &management::RelayController::revisionChanged);
        m_relay->clock->advance(1s);
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
        QCOMPARE(m_relay->controller->running().revision.number, 1U);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<Revision>().state, Revision::State::Reverted);
        const auto late = m_relay->controller->confirm(m_relay->administrator, 2);
        COMPARE_ERROR(late, Error::Code::Conflict);
        VERIFY_ERROR_NAMES(late, "reverted");
    }

    void aConfirmedPushStays()
    {
        VERIFY_RESULT(
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, 60s)));
        const auto confirmed = m_relay->controller->confirm(m_relay->administrator, 2);
        VERIFY_RESULT(confirmed);
        QCOMPARE(confirmed->state, Revision::State::Confirmed);
        m_relay->clock->advance(1h);
        QCOMPARE(m_relay->runningRealm(), u"contoso.com"_s);
        VERIFY_RESULT(m_relay->controller->confirm(m_relay->administrator, 2));
    }

    void aSecondPushWaitsForTheFirst()
    {
        VERIFY_RESULT(
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, 60s)));
        const auto second =
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"fabrikam.com"_s));
        COMPARE_ERROR(second, Error::Code::Conflict);
        VERIFY_ERROR_NAMES(second, "revision 2 by anna");
        VERIFY_ERROR_NAMES(second, "confirm or revert revision 2");
    }

    void revertingAnAwaitingRevisionGoesBackAtOnce()
    {
        VERIFY_RESULT(
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, 60s)));
        const auto reverted = m_relay->controller->revert(m_relay->administrator, 2, u"wrong"_s);
        VERIFY_RESULT(reverted);
        QCOMPARE(reverted->state, Revision::State::Reverted);
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
        m_relay->clock->advance(1h);
        QCOMPARE(m_relay->controller->running().revision.number, 1U);
    }

    void revertingAConfirmedRevisionIsAPushOfItsOwn()
    {
        VERIFY_RESULT(
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s)));
        const auto reverted = m_relay->controller->revert(m_relay->administrator, 2, u"wrong"_s);
        VERIFY_RESULT(reverted);
        QCOMPARE(reverted->number, 3U);
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
        COMPARE_ERROR(m_relay->controller->revert(m_relay->administrator, 1, {}), Error::Code::NotFound);
    }

    void theConfirmTimeIsLimited()
    {
        for (const auto time : {4s, 3601s}) {
            const auto outcome =
                m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, time));
            COMPARE_ERROR(outcome, Error::Code::InvalidValue);
            VERIFY_ERROR_NAMES(outcome, "5 to 3600");
        }
    }

    void aRoleThatIsTooLowIsRefusedByName()
    {
        const auto pushed =
            m_relay->controller->push(m_relay->operatorCaller, m_relay->withRealm(u"contoso.com"_s));
        COMPARE_ERROR(pushed, Error::Code::Forbidden);
        VERIFY_ERROR_NAMES(pushed, "otto has the role operator");
        VERIFY_ERROR_NAMES(pushed, "the role administrator");
        COMPARE_ERROR(m_relay->controller->drain(m_relay->viewer, 1s), Error::Code::Forbidden);
        COMPARE_ERROR(m_relay->controller->endAllocation(m_relay->viewer, {}), Error::Code::Forbidden);
        COMPARE_ERROR(m_relay->controller->confirm(m_relay->operatorCaller, 1), Error::Code::Forbidden);
        COMPARE_ERROR(m_relay->controller->revert(m_relay->viewer, 1, {}), Error::Code::Forbidden);
        COMPARE_ERROR(m_relay->controller->issueCredential(m_relay->viewer, u"eve"_s, 60s),
                      Error::Code::Forbidden);
        VERIFY_RESULT(m_relay->controller->status(m_relay->viewer));
    }

    void secretsAreShownToAdministratorsOnly()
    {
        const auto secretOf = [this](const trust::Caller &caller) {
            return m_relay->controller->deployment(caller)
                ->deployment->edgeSites[0]
                .avEdge.credentials.sharedSecrets[0]
                .secret;
        };
        QVERIFY(secretOf(m_relay->administrator).startsWith(u"a shared secret"));
        QVERIFY(!secretOf(m_relay->viewer).contains(u"shared"));
        QVERIFY(!secretOf(m_relay->operatorCaller).contains(u"shared"));
    }

    void everyChangeIsAudited()
    {
        VERIFY_RESULT(
            m_relay->controller->push(m_relay->administrator, m_relay->withRealm(u"contoso.com"_s, 60s)));
        VERIFY_RESULT(m_relay->controller->confirm(m_relay->administrator, 2));
        VERIFY_RESULT(m_relay->controller->issueCredential(m_relay->operatorCaller, u"eve"_s, 3600s));
        VERIFY_RESULT(m_relay->controller->endAllocationsOf(m_relay->operatorCaller, u"eve"_s));
        const auto entries = m_relay->controller->audit(m_relay->viewer, 10);
        VERIFY_RESULT(entries);
        QStringList actions;
        for (const auto &entry : *entries)
            actions.prepend(entry.who + u": "_s + entry.action);
        QCOMPARE(actions, QStringList({u"relay: push"_s, u"anna: push"_s, u"anna: confirm"_s,
                                       u"otto: issue credential"_s, u"otto: end allocations of"_s}));
    }

    void aCredentialCarriesItsDateAndTheUrls()
    {
        const auto issued = m_relay->controller->issueCredential(m_relay->operatorCaller, u"eve"_s, 3600s);
        VERIFY_RESULT(issued);
        QCOMPARE(issued->username,
                 u"%1:eve"_s.arg(m_relay->clock->wallTime().addSecs(3600).toSecsSinceEpoch()));
        const auto port = m_relay->controller->running().deployment->edgeSites[0].avEdge.udpPort.value;
        QCOMPARE(issued->urls, QStringList(u"turn:127.0.0.1:%1?transport=udp"_s.arg(port)));
        COMPARE_ERROR(m_relay->controller->issueCredential(m_relay->operatorCaller, {}, 3600s),
                      Error::Code::InvalidValue);
        COMPARE_ERROR(m_relay->controller->issueCredential(m_relay->operatorCaller, u"eve"_s, 1s),
                      Error::Code::InvalidValue);
    }

    void aCredentialThatCannotBeAuditedIsNotHandedOut()
    {
        auto memory = store::openSqliteStore(u":memory:"_s);
        VERIFY_RESULT(memory);
        auto store = std::make_unique<FullStore>(std::move(*memory));
        auto *full = store.get();
        ExampleRelay relay;
        VERIFY_RESULT(relay.start(std::move(store), turnpike::testing::exampleDeployment()));
        full->isFull = true;
        COMPARE_ERROR(relay.controller->issueCredential(relay.operatorCaller, u"eve"_s, 3600s),
                      Error::Code::Io);
        full->isFull = false;
        VERIFY_RESULT(relay.controller->issueCredential(relay.operatorCaller, u"eve"_s, 3600s));
    }

    void whichRuleDecidesAboutAPeerIsExplained()
    {
        const auto verdict = m_relay->controller->explainPeer(m_relay->viewer, u"10.0.0.1"_s);
        VERIFY_RESULT(verdict);
        QVERIFY(!verdict->allowed);
        QVERIFY2(verdict->rule.contains(u"10.0.0.0/8"), qPrintable(verdict->rule));
        COMPARE_ERROR(m_relay->controller->explainPeer(m_relay->viewer, u"ten"_s), Error::Code::InvalidValue);
    }

    void picturesAreTakenOnlyWhileSomebodyLooks()
    {
        QSignalSpy taken(m_relay->controller.get(), &management::RelayController::snapshotTaken);
        m_relay->clock->advance(10s);
        QCOMPARE(taken.size(), 0);
        {
            QObject subscriber;
            m_relay->controller->subscribeLive(&subscriber);
            m_relay->clock->advance(2s);
            QCOMPARE(taken.size(), 3);
            const auto before = taken[1][0].value<live::SharedSnapshot>();
            const auto after = taken[2][0].value<live::SharedSnapshot>();
            QCOMPARE(after->sequence, before->sequence + 1);
            QCOMPARE(m_relay->controller->snapshotNow()->sequence, after->sequence);
        }
        m_relay->clock->advance(10s);
        QCOMPARE(taken.size(), 3);
        QCOMPARE(m_relay->clock->appointments(), 0U);
    }

    void anEmptyRelayIsDrainedAtOnce()
    {
        const QSignalSpy drained(m_relay->controller.get(), &management::RelayController::drained);
        VERIFY_RESULT(m_relay->controller->drain(m_relay->operatorCaller, 60s));
        m_relay->clock->advance(1s);
        QCOMPARE(drained.size(), 1);
        QVERIFY(m_relay->controller->status(m_relay->viewer)->draining);
        COMPARE_ERROR(m_relay->controller->drain(m_relay->operatorCaller, -1s), Error::Code::InvalidValue);
    }

    void aRevisionThatAwaitedConfirmationAtTheEndDoesNotRunAfterTheNextStart()
    {
        const QTemporaryDir folder;
        const auto deployment = turnpike::testing::exampleDeployment();
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(folder.path(), deployment));
            VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"kept.example"_s)));
            VERIFY_RESULT(
                relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s, 60s)));
        }
        ExampleRelay relay;
        VERIFY_RESULT(relay.start(folder.path(), deployment));
        QCOMPARE(relay.runningRealm(), u"kept.example"_s);
        QCOMPARE(relay.controller->running().revision.number, 2U);
        QCOMPARE(relay.controller->revisions(relay.viewer, 1)->front().state, Revision::State::Reverted);
        VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s)));
        QCOMPARE(relay.controller->running().revision.number, 4U);
    }

    void whatIsHandedOverAtAStartRunsWhenItChanged()
    {
        const QTemporaryDir folder;
        auto file = turnpike::testing::exampleDeployment();
        using Initial = ExampleRelay::Initial;
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(folder.path(), file, Initial::WhenChanged));
            VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"pushed.example"_s)));
        }
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(folder.path(), file, Initial::WhenChanged));
            QCOMPARE(relay.runningRealm(), u"pushed.example"_s);
        }
        {
            file.edgeSites[0].avEdge.realm = u"edited.example"_s;
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(folder.path(), file, Initial::WhenChanged));
            QCOMPARE(relay.runningRealm(), u"edited.example"_s);
            QCOMPARE(relay.controller->running().revision.number, 3U);
            VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"pushed.example"_s)));
        }
        ExampleRelay relay;
        VERIFY_RESULT(relay.start(folder.path(), file, Initial::Always));
        QCOMPARE(relay.runningRealm(), u"edited.example"_s);
        QCOMPARE(relay.controller->running().revision.author, u"command line"_s);
    }

private:
    std::unique_ptr<ExampleRelay> m_relay;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRelayController)
#include "tst_relay_controller.moc"
