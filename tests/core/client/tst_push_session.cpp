// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/push_session.h"
#include "core/document/default_deployment.h"
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"

#include <QSignalSpy>

#include <memory>

namespace turnpike::client {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = PushSession::State;
using document::PropertyPath;
using testing::FakeRelayConnection;

class TestPushSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void withoutARelayItFailsAndSaysSo();
    void reviewsWhatTheRelayFound();
    void theRelayIsAskedAboutExactlyWhatIsToBePushed();
    void aPushIsConfirmedAndBecomesTheBase();
    void aPushWithoutADeadlineIsConfirmedAtOnce();
    void partOfTheChangesIsPushedAndTheRestStaysPending();
    void aRevisionThatRevertsByItselfIsRolledBack();
    void aLostRevertEventIsFoundAfterTheDeadline();
    void revertIsRolledBackAndKeepsTheEdits();
    void whatTheRelayRefusesLeavesItAsItWas();
    void aConflictIsMergedAndPushedAgain();
    void inAConflictMineWinsWhereChosen();
    void anErrorOfTheRelayEndsInFailed();
    void anUploadWhoseAnswerWasLostIsPickedUp();
    void aLostConnectionKeepsWaiting();
    void afterReconnectingTheFateOfTheRevisionIsKnown();
    void aConfirmationThatComesTooLateIsRolledBack();
    void somebodyElseMayConfirm();
    void aRevisionThatWaitedAtConnectIsPickedUp();
    void rollingBackAPickedUpRevisionRestoresTheBase();
    void dismissGoesBackToIdle();

private:
    void edit(const QString &assignment);
    [[nodiscard]] model::SharedDeployment edited(const QString &assignment) const;
    void review();
    void push(std::optional<std::chrono::seconds> confirmWithin = 60s);

    std::unique_ptr<document::ConfigDocument> m_document;
    std::unique_ptr<FakeRelayConnection> m_relay;
    std::unique_ptr<RunningBase> m_base;
    std::unique_ptr<PushSession> m_session;
};

void TestPushSession::init()
{
    turnpike::testing::failOnAnyWarning();
    m_document = std::make_unique<document::ConfigDocument>();
    m_document->reset(document::defaultDeployment());
    m_relay = std::make_unique<FakeRelayConnection>(m_document->base());
    m_relay->enter(wire::RelayConnection::State::Connected);
    m_base = std::make_unique<RunningBase>(*m_document);
    m_session = std::make_unique<PushSession>(*m_base);
    m_base->setConnection(m_relay.get());
    QTRY_VERIFY(m_base->hasArrived());
}

void TestPushSession::cleanup()
{
    m_session.reset();
    m_base.reset();
    m_relay.reset();
    m_document.reset();
}

model::SharedDeployment TestPushSession::edited(const QString &assignment) const
{
    const auto edit = document::parseAssignment(*m_document->base(), assignment);
    return *document::applied(*m_document->base(), {u"their edit"_s, {*edit}});
}

void TestPushSession::edit(const QString &assignment)
{
    const auto edit = document::parseAssignment(*m_document->working(), assignment);
    QVERIFY2(edit, edit ? "" : edit.error().text().c_str());
    QVERIFY(m_document->apply({assignment, {*edit}}));
}

void TestPushSession::review()
{
    m_session->begin();
    QCOMPARE(m_session->state(), State::Validating);
    QTRY_COMPARE(m_session->state(), State::Reviewing);
}

void TestPushSession::push(std::optional<std::chrono::seconds> confirmWithin)
{
    review();
    m_session->upload(m_document->pendingChanges(), u"because"_s, confirmWithin);
    QCOMPARE(m_session->state(), State::Uploading);
    QTRY_VERIFY(m_session->state() != State::Uploading);
}

void TestPushSession::withoutARelayItFailsAndSaysSo()
{
    m_base->setConnection(nullptr);
    m_session->begin();
    QCOMPARE(m_session->state(), State::Failed);
    QCOMPARE(m_session->error()->code, Error::Code::Unavailable);
}

void TestPushSession::reviewsWhatTheRelayFound()
{
    validation::Problem problem;
    problem.ruleId = u"edge.public-address"_s;
    m_relay->m_problems = {problem};
    review();
    QCOMPARE(m_session->problems().size(), std::size_t(1));
    QCOMPARE(m_session->problems().front().ruleId, problem.ruleId);
}

void TestPushSession::theRelayIsAskedAboutExactlyWhatIsToBePushed()
{
    edit(u"name=Other"_s);
    edit(u"pools[pool1].addressBook.partitionOutputByOU=true"_s);
    model::Deployment asked;
    m_relay->m_rules = [&asked](const model::Deployment &deployment) {
        asked = deployment;
        return validation::Problems();
    };
    review();
    QCOMPARE(asked, *m_document->working());
    const document::Changes all = m_document->pendingChanges();
    const document::Changes chosen{all.back()};
    m_session->review(chosen);
    QCOMPARE(m_session->state(), State::Validating);
    QTRY_COMPARE(m_session->state(), State::Reviewing);
    QCOMPARE(m_session->reviewed(), chosen);
    QCOMPARE(asked, *document::applied(*m_document->base(), document::editsForPart(chosen, all)).value());
    QVERIFY(asked != *m_document->working());
}

void TestPushSession::aPushIsConfirmedAndBecomesTheBase()
{
    edit(u"pools[pool1].addressBook.partitionOutputByOU=true"_s);
    push();
    QCOMPARE(m_session->state(), State::AwaitingConfirmation);
    QCOMPARE(m_relay->m_lastReason, u"because"_s);
    QVERIFY(m_session->isOwn());
    // What runs is no pending change, also while it is only tried.
    QVERIFY(m_document->pendingChanges().empty());
    QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);

    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    QVERIFY(m_document->pendingChanges().empty());
    QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);
    QVERIFY(!m_base->isOnTrial());
}

void TestPushSession::aPushWithoutADeadlineIsConfirmedAtOnce()
{
    edit(u"pools[pool1].addressBook.partitionOutputByOU=true"_s);
    push(std::nullopt);
    QCOMPARE(m_session->state(), State::Confirmed);
    QVERIFY(m_document->pendingChanges().empty());
}

void TestPushSession::partOfTheChangesIsPushedAndTheRestStaysPending()
{
    edit(u"pools[pool1].addressBook.partitionOutputByOU=true"_s);
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    QCOMPARE(m_document->pendingChanges().size(), std::size_t(2));
    review();
    const auto kept = m_document->pendingChanges().back();
    m_session->upload({m_document->pendingChanges().front()}, u"one of two"_s, std::nullopt);
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    QCOMPARE(m_document->pendingChanges(), document::Changes{kept});
}

void TestPushSession::aRevisionThatRevertsByItselfIsRolledBack()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->deadlinePasses();
    QTRY_COMPARE(m_session->state(), State::RolledBack);
    QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
}

void TestPushSession::aLostRevertEventIsFoundAfterTheDeadline()
{
    m_relay->m_isQuiet = true;
    m_relay->m_trialLasts = 0ms;
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->deadlinePasses();
    QCOMPARE(m_session->state(), State::AwaitingConfirmation);
    QTRY_COMPARE(m_session->state(), State::RolledBack);
}

void TestPushSession::revertIsRolledBackAndKeepsTheEdits()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_session->revert();
    QTRY_COMPARE(m_session->state(), State::RolledBack);
    QCOMPARE(m_relay->running().revision.number, quint64(17));
    QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
}

void TestPushSession::whatTheRelayRefusesLeavesItAsItWas()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    review();
    validation::Problem problem;
    problem.severity = validation::Severity::Error;
    m_relay->m_problems = {problem};
    m_session->upload(m_document->pendingChanges(), u"wrong"_s, 60s);
    QTRY_COMPARE(m_session->state(), State::Failed);
    QCOMPARE(m_session->outcome()->kind, PushOutcome::Kind::Invalid);
    QCOMPARE(m_session->problems().size(), std::size_t(1));
    QCOMPARE(m_relay->running().revision.number, quint64(17));
}

void TestPushSession::aConflictIsMergedAndPushedAgain()
{
    m_relay->m_isQuiet = true;
    m_relay->somebodyPushes(edited(u"pools[pool1].addressBook.partitionOutputByOU=true"_s));
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    QTRY_COMPARE(m_session->state(), State::Conflict);
    QVERIFY(m_session->merge()->conflicts.empty());
    QCOMPARE(m_session->merge()->mineOnly.size(), std::size_t(1));
    QCOMPARE(m_session->theirs().author, u"sam"_s);

    m_session->begin();
    QTRY_COMPARE(m_session->state(), State::Reviewing);
    QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
    m_session->upload(m_document->pendingChanges(), u"merged"_s, std::nullopt);
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    const auto &addressBook = m_relay->running().deployment->pools.front().addressBook;
    QCOMPARE(addressBook.daysToKeep, 31);
    QVERIFY(addressBook.partitionOutputByOU);
}

void TestPushSession::inAConflictMineWinsWhereChosen()
{
    m_relay->m_isQuiet = true;
    m_relay->somebodyPushes(edited(u"pools[pool1].addressBook.daysToKeep=60"_s));
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    QTRY_COMPARE(m_session->state(), State::Conflict);
    const auto conflicts = m_session->merge()->conflicts;
    QCOMPARE(conflicts.size(), std::size_t(1));

    // Not before it is decided.
    m_session->begin();
    QCOMPARE(m_session->state(), State::Conflict);
    QVERIFY(m_base->decide({conflicts.front().path}, u"Merge"_s));
    m_session->begin();
    QTRY_COMPARE(m_session->state(), State::Reviewing);
    QCOMPARE(m_document->working()->pools.front().addressBook.daysToKeep, 31);
    QCOMPARE(m_document->base()->pools.front().addressBook.daysToKeep, 60);
}

void TestPushSession::anErrorOfTheRelayEndsInFailed()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    m_relay->m_pushError = Error{Error::Code::Forbidden, "viewers may not push", {}, {}, {}};
    push();
    QCOMPARE(m_session->state(), State::Failed);
    QCOMPARE(m_session->error()->code, Error::Code::Forbidden);
    m_session->begin();
    QTRY_COMPARE(m_session->state(), State::Reviewing);
    QVERIFY(!m_session->error());
}

void TestPushSession::anUploadWhoseAnswerWasLostIsPickedUp()
{
    m_relay->m_isQuiet = true;
    m_relay->m_losesNextAnswer = true;
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
    QVERIFY(m_session->isOwn());
    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    QVERIFY(m_document->pendingChanges().empty());
}

void TestPushSession::aLostConnectionKeepsWaiting()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->m_failure = Error{Error::Code::Unavailable, "the connection broke", {}, {}, {}};
    m_relay->enter(RelayConnection::State::Disconnected);
    QCOMPARE(m_session->state(), State::AwaitingConfirmation);
    QCOMPARE(m_session->error()->message, "the connection broke");
    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);

    m_relay->m_failure.reset();
    m_relay->enter(RelayConnection::State::Connected);
    QTRY_VERIFY(!m_session->error());
    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::Confirmed);
}

void TestPushSession::afterReconnectingTheFateOfTheRevisionIsKnown()
{
    m_relay->m_isQuiet = true;
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->enter(RelayConnection::State::Disconnected);
    m_relay->deadlinePasses();
    m_relay->enter(RelayConnection::State::Connected);
    QTRY_COMPARE(m_session->state(), State::RolledBack);
}

void TestPushSession::aConfirmationThatComesTooLateIsRolledBack()
{
    m_relay->m_isQuiet = true;
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->deadlinePasses();
    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::RolledBack);
}

void TestPushSession::somebodyElseMayConfirm()
{
    edit(u"pools[pool1].addressBook.daysToKeep=31"_s);
    push();
    m_relay->somebodyConfirms();
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    QVERIFY(m_document->pendingChanges().empty());
}

void TestPushSession::aRevisionThatWaitedAtConnectIsPickedUp()
{
    m_base->setConnection(nullptr);
    m_relay->somebodyPushes(edited(u"pools[pool1].addressBook.daysToKeep=31"_s), 60s);
    m_base->setConnection(m_relay.get());
    QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
    QCOMPARE(m_session->tried()->author, u"sam"_s);
    QVERIFY(!m_session->isOwn());
    m_session->confirm();
    QTRY_COMPARE(m_session->state(), State::Confirmed);
    QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);
}

void TestPushSession::rollingBackAPickedUpRevisionRestoresTheBase()
{
    const auto before = m_document->baseFingerprint();
    m_base->setConnection(nullptr);
    m_relay->somebodyPushes(edited(u"pools[pool1].addressBook.daysToKeep=31"_s), 60s);
    m_base->setConnection(m_relay.get());
    QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
    QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);
    m_relay->deadlinePasses();
    QTRY_COMPARE(m_session->state(), State::RolledBack);
    QCOMPARE(m_document->baseFingerprint(), before);
    QVERIFY(m_document->pendingChanges().empty());
}

void TestPushSession::dismissGoesBackToIdle()
{
    review();
    m_session->dismiss();
    QCOMPARE(m_session->state(), State::Idle);
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestPushSession)
#include "tst_push_session.moc"
