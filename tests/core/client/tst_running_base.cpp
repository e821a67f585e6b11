// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/push_session.h"
#include "core/document/default_deployment.h"
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"

#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>

namespace turnpike::client {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using News = RunningBase::News;
using State = PushSession::State;
using document::ConfigDocument;
using document::PropertyPath;
using testing::FakeRelayConnection;

namespace {

const QString kDays = u"pools[pool1].addressBook.daysToKeep"_s;
const QString kOu = u"pools[pool1].addressBook.partitionOutputByOU"_s;

} // namespace

/// One's own document while Sam pushes to the same relay.
class TestRunningBase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_relay = std::make_unique<FakeRelayConnection>(document::defaultDeployment());
        m_relay->enter(wire::RelayConnection::State::Connected);
        start();
    }
    void cleanup() { stop(); }

    void anothersRevisionBecomesTheBaseAndIsNobodysEdit_data() { trials(); }
    void anothersRevisionBecomesTheBaseAndIsNobodysEdit()
    {
        QFETCH(bool, onTrial);
        samPushes(kDays, u"60"_s, onTrial);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        QCOMPARE(m_news.front().revision.author, u"sam"_s);
        QCOMPARE(m_news.front().kind, News::Kind::Pushed);
        QCOMPARE(m_news.front().changes.size(), std::size_t(1));
        QCOMPARE(m_news.front().changes.front().path, PropertyPath::of(kDays));
        QCOMPARE(working(kDays), u"60"_s);
        QCOMPARE(base(kDays), u"60"_s);
        QVERIFY(m_document->pendingChanges().empty());
        QVERIFY(!m_base->isOwnTrial());
        if (!onTrial)
            return;
        QCOMPARE(m_session->state(), State::AwaitingConfirmation);
        QVERIFY(!m_session->isOwn());
        m_relay->somebodyConfirms();
        QTRY_COMPARE(m_news.size(), std::size_t(2));
        QCOMPARE(m_news.back().kind, News::Kind::Kept);
        QVERIFY(m_document->pendingChanges().empty());
        QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);
    }

    void aPushOnTopOfAnothersUndoesNothingOfTheirs_data() { trials(); }
    void aPushOnTopOfAnothersUndoesNothingOfTheirs()
    {
        QFETCH(bool, onTrial);
        edit(kOu, u"true"_s);
        samPushes(kDays, u"60"_s, onTrial);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        if (onTrial) {
            m_relay->somebodyConfirms();
            QTRY_COMPARE(m_session->state(), State::Confirmed);
        }
        push();
        QTRY_COMPARE(m_session->state(), State::Confirmed);
        QCOMPARE(runs(kDays), u"60"_s);
        QCOMPARE(runs(kOu), u"true"_s);
    }

    void whatAnotherTriedInVainLeavesNoTrace()
    {
        edit(kOu, u"true"_s);
        samPushes(kDays, u"60"_s, true);
        QTRY_COMPARE(working(kDays), u"60"_s);
        m_relay->deadlinePasses();
        QTRY_COMPARE(m_news.size(), std::size_t(2));
        QCOMPARE(m_news.back().kind, News::Kind::Reverted);
        QCOMPARE(working(kDays), u"30"_s);
        QCOMPARE(base(kDays), u"30"_s);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        QCOMPARE(working(kOu), u"true"_s);
        QCOMPARE(m_session->state(), State::RolledBack);
        QVERIFY(!m_session->isOwn());
    }

    void anEditEqualToTheirsIsMineAgainWhenTheirsIsReverted()
    {
        edit(kDays, u"60"_s);
        samPushes(kDays, u"60"_s, true);
        QTRY_VERIFY(m_base->isOnTrial());
        QVERIFY(m_document->pendingChanges().empty());
        QVERIFY(!m_base->hasOverlap());
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QCOMPARE(working(kDays), u"60"_s);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
    }

    void anEditEqualToTheirsIsPendingNoMore()
    {
        edit(kDays, u"60"_s);
        samPushes(kDays, u"60"_s, false);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        QVERIFY(m_document->pendingChanges().empty());
        QVERIFY(!m_base->hasOverlap());
    }

    void whatBothChangedIsAskedAndMineIsKeptUntilThen_data()
    {
        QTest::addColumn<bool>("isMine");
        QTest::addColumn<QString>("days");
        QTest::newRow("mine") << true << u"45"_s;
        QTest::newRow("theirs") << false << u"60"_s;
    }
    void whatBothChangedIsAskedAndMineIsKeptUntilThen()
    {
        QFETCH(bool, isMine);
        QFETCH(QString, days);
        edit(kDays, u"45"_s);
        edit(kOu, u"true"_s);
        samPushes(kDays, u"60"_s, false);
        QTRY_VERIFY(m_base->hasOverlap());
        QCOMPARE(base(kDays), u"60"_s);
        QCOMPARE(working(kDays), u"45"_s);
        const auto overlap = m_base->overlap();
        QVERIFY(overlap);
        QCOMPARE(overlap->conflicts.size(), std::size_t(1));
        QCOMPARE(overlap->conflicts.front().base.toInt(), 30);
        QCOMPARE(overlap->conflicts.front().mine.toInt(), 45);
        QCOMPARE(overlap->conflicts.front().theirs.toInt(), 60);
        QCOMPARE(m_base->overlapRevision().author, u"sam"_s);

        // The push asks first, whatever it is called with.
        m_session->begin();
        QCOMPARE(m_session->state(), State::Conflict);
        QList<PropertyPath> mine;
        if (isMine)
            mine.append(PropertyPath::of(kDays));
        QVERIFY(m_base->decide(mine, u"Merge"_s));
        QVERIFY(!m_base->hasOverlap());
        QCOMPARE(working(kDays), days);
        QCOMPARE(working(kOu), u"true"_s);
        m_session->begin();
        QTRY_COMPARE(m_session->state(), State::Reviewing);
    }

    void aSecondPushOfTheirsKeepsTheQuestionOpen()
    {
        edit(kDays, u"45"_s);
        samPushes(kDays, u"60"_s, false);
        QTRY_VERIFY(m_base->hasOverlap());
        samPushes(kDays, u"75"_s, false);
        QTRY_COMPARE(base(kDays), u"75"_s);
        QCOMPARE(working(kDays), u"45"_s);
        QCOMPARE(m_base->overlap()->conflicts.size(), std::size_t(1));
        QCOMPARE(m_base->overlap()->conflicts.front().theirs.toInt(), 75);
        samPushes(kOu, u"true"_s, false);
        QTRY_COMPARE(base(kOu), u"true"_s);
        QCOMPARE(m_base->overlap()->conflicts.size(), std::size_t(1));
        // Typed to what runs: there is nothing left to ask.
        edit(kDays, u"75"_s);
        QVERIFY(!m_base->hasOverlap());
    }

    void whatWasAskedAboutATrialIsNotAskedAfterItFailed()
    {
        edit(kDays, u"45"_s);
        samPushes(kDays, u"60"_s, true);
        QTRY_VERIFY(m_base->hasOverlap());
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QVERIFY(!m_base->hasOverlap());
        QCOMPARE(base(kDays), u"30"_s);
        QCOMPARE(working(kDays), u"45"_s);
    }

    void givingWayToATrialThatFailsMakesItNobodysEdit()
    {
        edit(kDays, u"45"_s);
        samPushes(kDays, u"60"_s, true);
        QTRY_VERIFY(m_base->hasOverlap());
        QVERIFY(m_base->decide({}, u"Merge"_s));
        QCOMPARE(working(kDays), u"60"_s);
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QCOMPARE(working(kDays), u"30"_s);
        QVERIFY(m_document->pendingChanges().empty());
    }

    void editsMadeDuringATrialStayWhenItFails()
    {
        samPushes(kDays, u"60"_s, true);
        QTRY_VERIFY(m_base->isOnTrial());
        edit(kOu, u"true"_s);
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QCOMPARE(working(kDays), u"30"_s);
        QCOMPARE(working(kOu), u"true"_s);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
    }

    void ownChangesArePendingAgainAfterARevert()
    {
        edit(kDays, u"45"_s);
        edit(kOu, u"true"_s);
        m_session->begin();
        QTRY_COMPARE(m_session->state(), State::Reviewing);
        m_session->upload({m_document->pendingChanges().front()}, u"one of two"_s, 60s);
        QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
        QVERIFY(m_base->isOwnTrial());
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        m_session->revert();
        QTRY_COMPARE(m_session->state(), State::RolledBack);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(2));
        QVERIFY(m_news.empty());
    }

    void whatHappenedWhileNobodyListenedIsFoundOut_data()
    {
        QTest::addColumn<bool>("isKept");
        QTest::newRow("kept") << true;
        QTest::newRow("reverted") << false;
    }
    void whatHappenedWhileNobodyListenedIsFoundOut()
    {
        QFETCH(bool, isKept);
        edit(kDays, u"45"_s);
        push(60s);
        QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
        m_relay->m_isQuiet = true;
        m_relay->enter(RelayConnection::State::Disconnected);
        if (isKept)
            m_relay->somebodyConfirms();
        else
            m_relay->deadlinePasses();
        samPushes(kOu, u"true"_s, false);
        m_relay->enter(RelayConnection::State::Connected);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        QCOMPARE(m_session->state(), isKept ? State::Confirmed : State::RolledBack);
        QVERIFY(m_session->isOwn());
        QCOMPARE(base(kOu), u"true"_s);
        QCOMPARE(base(kDays), isKept ? u"45"_s : u"30"_s);
        QCOMPARE(working(kDays), u"45"_s);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(isKept ? 0 : 1));
    }

    void anotherHistoryIsMergedAndSaid()
    {
        samPushes(kDays, u"60"_s, false);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        edit(kOu, u"true"_s);
        m_relay->forgetHistory(document::defaultDeployment());
        QTRY_COMPARE(m_news.size(), std::size_t(2));
        QCOMPARE(m_news.back().kind, News::Kind::Replaced);
        QCOMPARE(working(kDays), u"30"_s);
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        QCOMPARE(m_document->baseFingerprint(), m_relay->running().revision.etag);
    }

    void theSameContentByAnotherIsNotTakenForALostUpload()
    {
        m_relay->m_pushError = Error{Error::Code::Timeout, "no answer came", {}, {}, {}};
        edit(kDays, u"45"_s);
        push(60s);
        QTRY_COMPARE(m_session->state(), State::Failed);
        samPushes(kDays, u"45"_s, true);
        QTRY_VERIFY(m_base->isOnTrial());
        QVERIFY(!m_base->isOwnTrial());
        QCOMPARE(m_news.size(), std::size_t(1));
    }

    void anUploadThatArrivedWithoutAnAnswerIsOwn_data() { trials(); }
    void anUploadThatArrivedWithoutAnAnswerIsOwn()
    {
        QFETCH(bool, onTrial);
        m_relay->m_isQuiet = true;
        m_relay->m_losesNextAnswer = true;
        edit(kDays, u"45"_s);
        push(onTrial ? std::optional(60s) : std::nullopt);
        QTRY_COMPARE(m_session->state(), onTrial ? State::AwaitingConfirmation : State::Confirmed);
        QVERIFY(m_session->isOwn());
        QVERIFY(m_news.empty());
        QVERIFY(m_document->pendingChanges().empty());
    }

    void theTimeOfATrialIsTheRelaysWhateverTheClocksSay_data()
    {
        QTest::addColumn<std::chrono::minutes>("error");
        QTest::newRow("right") << 0min;
        QTest::newRow("ten minutes fast") << 10min;
        QTest::newRow("ten minutes slow") << -10min;
    }
    void theTimeOfATrialIsTheRelaysWhateverTheClocksSay()
    {
        QFETCH(std::chrono::minutes, error);
        m_relay->m_clockError = error;
        m_relay->m_trialLasts = 120s;
        m_relay->m_trialRunning = 20s;
        samPushes(kDays, u"60"_s, true);
        QTRY_VERIFY(m_base->isOnTrial());
        QVERIFY(m_base->trialRunning() >= 20s && m_base->trialRunning() < 30s);
        QVERIFY(m_base->trialLeft() <= 100s && m_base->trialLeft() > 90s);
        m_relay->m_trialRunning = 119s;
        m_base->refresh();
        QTRY_VERIFY(m_base->trialLeft() <= 1s);
        QCOMPARE(m_session->state(), State::AwaitingConfirmation);
    }

    void aPushOfAnEarlierRunIsOwnWhenItsEditsAreHere()
    {
        const QTemporaryDir folder;
        const QString fileName = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*document::Journal::open(fileName)));
        edit(kDays, u"45"_s);
        push(60s);
        QTRY_COMPARE(m_session->state(), State::AwaitingConfirmation);
        stop();
        start();
        QVERIFY(!m_base->isOwnTrial());
        auto journal = std::move(*document::Journal::open(fileName));
        QVERIFY(journal->recovered());
        const document::Journal::Recovered left = *journal->recovered();
        QVERIFY(m_base->runsAll(*left.base, *left.working));
        QVERIFY(m_base->adopt(left));
        m_document->setJournal(std::move(journal));
        QVERIFY(m_base->isOwnTrial());
        QVERIFY(m_document->pendingChanges().empty());
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        QCOMPARE(working(kDays), u"45"_s);
    }

    void aPushOfTheSamePersonFromElsewhereIsNotOwn()
    {
        m_relay->somebodyPushes(edited(kDays, u"60"_s), 60s, u"me"_s);
        QTRY_VERIFY(m_base->isOnTrial());
        QVERIFY(!m_base->isOwnTrial());
        m_relay->deadlinePasses();
        QTRY_VERIFY(!m_base->isOnTrial());
        QVERIFY(m_document->pendingChanges().empty());
    }

    void editsOfAnEarlierRunAreMergedLikeThoseOfThisOne()
    {
        samPushes(kDays, u"60"_s, false);
        QTRY_COMPARE(m_news.size(), std::size_t(1));
        const auto before = document::defaultDeployment();
        const auto left =
            *document::applied(*before, {u"Mine"_s,
                                         {*document::parseAssignment(*before, kDays + u"=45"_s),
                                          *document::parseAssignment(*before, kOu + u"=true"_s)}});
        QVERIFY(!m_base->runsAll(*before, *left));
        QVERIFY(m_base->adopt(*before, *left));
        QCOMPARE(working(kDays), u"45"_s);
        QCOMPARE(working(kOu), u"true"_s);
        QVERIFY(m_base->hasOverlap());
        QCOMPARE(m_base->overlap()->conflicts.size(), std::size_t(1));
    }

private:
    static void trials()
    {
        QTest::addColumn<bool>("onTrial");
        QTest::newRow("with the confirm timer") << true;
        QTest::newRow("without") << false;
    }
    void start()
    {
        m_news.clear();
        m_document = std::make_unique<ConfigDocument>();
        m_base = std::make_unique<RunningBase>(*m_document);
        m_session = std::make_unique<PushSession>(*m_base);
        connect(m_base.get(), &RunningBase::newsArrived, this,
                [this](const News &news) { m_news.push_back(news); });
        m_base->setConnection(m_relay.get());
        QTRY_VERIFY(m_base->hasArrived());
    }
    void stop()
    {
        m_session.reset();
        m_base.reset();
        m_document.reset();
    }
    void samPushes(const QString &path, const QString &value, bool onTrial)
    {
        m_relay->somebodyPushes(edited(path, value),
                                onTrial ? std::optional<std::chrono::seconds>(60s) : std::nullopt);
    }
    /// What the relay runs, changed.
    [[nodiscard]] model::SharedDeployment edited(const QString &path, const QString &value) const
    {
        const model::Deployment &running = *m_relay->running().deployment;
        return *document::applied(running,
                                  {u"Theirs"_s, {*document::parseAssignment(running, path + u'=' + value)}});
    }
    void edit(const QString &path, const QString &value)
    {
        const auto edit = document::parseAssignment(*m_document->working(), path + u'=' + value);
        QVERIFY(edit);
        QVERIFY(m_document->apply({path, {*edit}}));
    }
    void push(std::optional<std::chrono::seconds> confirmWithin = {})
    {
        m_session->begin();
        QTRY_COMPARE(m_session->state(), State::Reviewing);
        m_session->upload(m_document->pendingChanges(), u"because"_s, confirmWithin);
    }
    [[nodiscard]] static QString at(const model::Deployment &deployment, const QString &path)
    {
        return document::valueAt(deployment, PropertyPath::of(path))->toString();
    }
    [[nodiscard]] QString working(const QString &path) const { return at(*m_document->working(), path); }
    [[nodiscard]] QString base(const QString &path) const { return at(*m_document->base(), path); }
    [[nodiscard]] QString runs(const QString &path) const { return at(*m_relay->running().deployment, path); }

    std::unique_ptr<FakeRelayConnection> m_relay;
    std::unique_ptr<ConfigDocument> m_document;
    std::unique_ptr<RunningBase> m_base;
    std::unique_ptr<PushSession> m_session;
    std::vector<News> m_news;
};

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestRunningBase)
#include "tst_running_base.moc"
