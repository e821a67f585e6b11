// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "tests/journeys/console_driver.h"
#include "tests/relay/management/connection_contract.h"
#include "tests/support/main.h"
#include "tests/ui/workspace/known_paths.h"
#include "ui/shell/confirm_bar.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/language.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using client::PushSession;
using wire::Revision;

namespace {

} // namespace

/// Two people at two windows, over HTTPS to one relay whose time the test has in hand.
class TwoAdministratorsJourney : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        ui::installLanguage(*qApp);
        ui::Theme::install(*qApp, ui::Theme::Choice::Light);
    }
    void init()
    {
        failOnAnyWarning();
        m_relay = std::make_unique<HttpsRelay>();
        m_relay->relay.clock->setWallTime(QDateTime::currentDateTimeUtc());
        auto deployment = *document::defaultDeployment();
        deployment.edgeSites = exampleDeployment().edgeSites;
        VERIFY_RESULT(m_relay->relay.start(u":memory:"_s, deployment));
        VERIFY_RESULT(m_relay->serve());
        m_anna = console(u"anna@office"_s, m_annaData);
        m_berta = console(u"berta@home"_s, m_bertaData);
    }
    void cleanup()
    {
        m_anna.reset();
        m_berta.reset();
        m_relay.reset();
    }

    void whatBertaKeepsIsNotAnnasEdit_data() { trials(); }
    void whatBertaKeepsIsNotAnnasEdit();
    void whatBertaGivesUpLeavesAnnaAsSheWas();
    void whatBothChangedIsAskedOfAnna();
    void annaWasAwayWhileBertaPushedTwice();
    void aSkewedClockChangesNothing_data();
    void aSkewedClockChangesNothing();

private:
    static void trials()
    {
        QTest::addColumn<bool>("onTrial");
        QTest::newRow("with the confirm timer") << true;
        QTest::newRow("without") << false;
    }
    std::unique_ptr<ConsoleDriver> console(const QString &name, const QTemporaryDir &data)
    {
        const auto profile = m_relay->pair(wire::Role::Administrator, name);
        if (!profile)
            return nullptr;
        auto driver = std::make_unique<ConsoleDriver>(
            std::make_unique<client::HttpsConnection>(*profile, *m_relay->secrets), ui::RelayAccess(),
            data.path());
        [&] { QTRY_VERIFY(driver->isReady() && driver->workspace().running().hasArrived()); }();
        return driver;
    }
    static void openAddressBook(ConsoleDriver &console)
    {
        QVERIFY(console.goTo({u"Pools"_s, u"pool1"_s, u"Address book"_s}));
    }
    static void toggleUnits(ConsoleDriver &console)
    {
        openAddressBook(console);
        QVERIFY(console.click(console.find(kOu)));
    }
    static void keepDays(ConsoleDriver &console, int days)
    {
        openAddressBook(console);
        auto *box = console.find<QAbstractSpinBox>(kDays);
        QVERIFY(box != nullptr);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QString::number(days));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(at(*console.workspace().document().working(), kDays), QString::number(days));
    }
    static void push(ConsoleDriver &console, const QString &reason, std::optional<int> confirmWithin)
    {
        QVERIFY(console.press(u"Review and push"_s));
        QTRY_COMPARE(console.push().state(), PushSession::State::Reviewing);
        QVERIFY(console.type(u"reviewReason"_s, reason));
        console.find<QCheckBox>(u"reviewReverts"_s)->setChecked(confirmWithin.has_value());
        if (confirmWithin)
            console.find<QSpinBox>(u"reviewSeconds"_s)->setValue(*confirmWithin);
        QTRY_VERIFY(console.find(u"reviewPush"_s)->isEnabled());
        QVERIFY(console.click(console.find(u"reviewPush"_s)));
        QTRY_COMPARE(console.push().state(), confirmWithin ? PushSession::State::AwaitingConfirmation
                                                           : PushSession::State::Confirmed);
        QVERIFY(console.push().isOwn());
        QTRY_VERIFY(console.find(u"reviewDialog"_s) == nullptr);
    }
    static QString at(const model::Deployment &deployment, const QString &path)
    {
        return document::valueAt(deployment, document::PropertyPath::of(path))->toString();
    }
    [[nodiscard]] QString runs(const QString &path) const
    {
        return at(*m_relay->relay.controller->running().deployment, path);
    }
    [[nodiscard]] Revision running() const { return m_relay->relay.controller->running().revision; }
    static QString said(ConsoleDriver &console, const QString &key)
    {
        return console.window().infoBar().text(key);
    }
    static QString barText(ConsoleDriver &console)
    {
        ui::ConfirmBar &bar = console.window().confirmBar();
        return bar.isVisible() ? bar.text() : QString();
    }
    /// Nothing of what the window says is about changes of one's own.
    static void hasNoEdits(ConsoleDriver &console)
    {
        QVERIFY(console.workspace().document().pendingChanges().empty());
        QVERIFY2(!console.window().windowTitle().contains(u"not pushed"_s),
                 qPrintable(console.window().windowTitle()));
        QVERIFY(!console.workspace().undoStack().canUndo());
    }

    QTemporaryDir m_annaData;
    QTemporaryDir m_bertaData;
    std::unique_ptr<HttpsRelay> m_relay;
    std::unique_ptr<ConsoleDriver> m_anna;
    std::unique_ptr<ConsoleDriver> m_berta;
};

void TwoAdministratorsJourney::whatBertaKeepsIsNotAnnasEdit()
{
    QFETCH(bool, onTrial);
    toggleUnits(*m_berta);
    push(*m_berta, u"Search by unit"_s, onTrial ? std::optional(120) : std::nullopt);
    QCOMPARE(running().author, u"berta@home"_s);

    // Anna is told who and what, and nothing of it is hers.
    QTRY_VERIFY(said(*m_anna, u"news"_s).contains(u"berta@home pushed revision 2"_s));
    QVERIFY(said(*m_anna, u"news"_s).contains(u"Partition output by OU"_s));
    QCOMPARE(at(*m_anna->workspace().document().base(), kOu), u"true"_s);
    hasNoEdits(*m_anna);
    if (onTrial) {
        QTRY_VERIFY(barText(*m_anna).contains(u"berta@home runs on trial"_s));
        QVERIFY(barText(*m_berta).startsWith(u"Revision 2 runs since"_s));
        QVERIFY(m_anna->window().windowTitle().contains(u"revision 2 on trial"_s));
        QVERIFY(m_berta->window().windowTitle().contains(u"revision 2 on trial"_s));
        hasNoEdits(*m_anna);
        QVERIFY(m_berta->press(u"Keep"_s));
        QTRY_VERIFY(barText(*m_anna).isEmpty());
        QVERIFY(said(*m_anna, u"news"_s).startsWith(u"Revision 2 by berta@home is kept: "_s));
        QVERIFY(said(*m_anna, u"news"_s).contains(u"Partition output by OU"_s));
        QVERIFY(said(*m_anna, u"push.kept"_s).isEmpty());
        QTRY_COMPARE(said(*m_berta, u"push.kept"_s), u"Revision 2 is kept."_s);
    }
    hasNoEdits(*m_anna);

    // Anna's own push comes on top of it.
    keepDays(*m_anna, 45);
    push(*m_anna, u"Longer"_s, {});
    QCOMPARE(running().author, u"anna@office"_s);
    QCOMPARE(runs(kDays), u"45"_s);
    QCOMPARE(runs(kOu), u"true"_s);
    QTRY_COMPARE(at(*m_berta->workspace().document().base(), kDays), u"45"_s);
    QVERIFY(m_berta->workspace().document().pendingChanges().empty());
}

void TwoAdministratorsJourney::whatBertaGivesUpLeavesAnnaAsSheWas()
{
    keepDays(*m_anna, 45);
    toggleUnits(*m_berta);
    push(*m_berta, u"Search by unit"_s, 60);
    QTRY_COMPARE(at(*m_anna->workspace().document().working(), kOu), u"true"_s);
    QCOMPARE(m_anna->workspace().document().pendingChanges().size(), std::size_t(1));

    m_relay->relay.clock->advance(60s);
    QTRY_COMPARE(m_anna->push().state(), PushSession::State::RolledBack);
    QCOMPARE(at(*m_anna->workspace().document().working(), kOu), u"false"_s);
    QCOMPARE(at(*m_anna->workspace().document().working(), kDays), u"45"_s);
    QCOMPARE(m_anna->workspace().document().pendingChanges().size(), std::size_t(1));
    QVERIFY(said(*m_anna, u"news"_s).contains(u"Revision 2 by berta@home was reverted"_s));
    QVERIFY(said(*m_anna, u"push.rolledBack"_s).isEmpty());
    // Berta's change is pending at hers, and hers alone.
    QTRY_COMPARE(m_berta->push().state(), PushSession::State::RolledBack);
    QCOMPARE(m_berta->workspace().document().pendingChanges().size(), std::size_t(1));
}

void TwoAdministratorsJourney::whatBothChangedIsAskedOfAnna()
{
    keepDays(*m_anna, 45);
    toggleUnits(*m_anna);
    keepDays(*m_berta, 60);
    push(*m_berta, u"Two months"_s, {});
    QTRY_VERIFY(said(*m_anna, u"overlap"_s).contains(u"berta@home"_s));
    QCOMPARE(at(*m_anna->workspace().document().working(), kDays), u"45"_s);
    QCOMPARE(at(*m_anna->workspace().document().base(), kDays), u"60"_s);

    // The push asks first, also when the bar was overlooked.
    QVERIFY(m_anna->press(u"Review and push"_s));
    QTRY_COMPARE(m_anna->push().state(), PushSession::State::Conflict);
    QTRY_VERIFY(m_anna->find(u"conflictsList"_s) != nullptr);
    QVERIFY(m_anna->find<QLabel>(u"mergeIntro"_s)->text().contains(u"berta@home"_s));
    QCOMPARE(runs(kDays), u"60"_s);
    QVERIFY(m_anna->press(u"Choose all of mine"_s));
    QVERIFY(m_anna->press(u"Merge and review"_s));
    QTRY_COMPARE(m_anna->push().state(), PushSession::State::Reviewing);
    QVERIFY(said(*m_anna, u"overlap"_s).isEmpty());
    m_anna->find<QCheckBox>(u"reviewReverts"_s)->setChecked(false);
    QTRY_VERIFY(m_anna->find(u"reviewPush"_s)->isEnabled());
    QVERIFY(m_anna->click(m_anna->find(u"reviewPush"_s)));
    QTRY_COMPARE(m_anna->push().state(), PushSession::State::Confirmed);
    QCOMPARE(runs(kDays), u"45"_s);
    QCOMPARE(runs(kOu), u"true"_s);
    QTRY_VERIFY(said(*m_berta, u"news"_s).contains(u"anna@office pushed revision 3"_s));
}

void TwoAdministratorsJourney::annaWasAwayWhileBertaPushedTwice()
{
    keepDays(*m_anna, 45);
    m_anna->workspace().connection()->close();
    QTRY_COMPARE(m_anna->workspace().connection()->state(), wire::RelayConnection::State::Disconnected);
    toggleUnits(*m_berta);
    push(*m_berta, u"Search by unit"_s, {});
    keepDays(*m_berta, 60);
    push(*m_berta, u"Two months"_s, 120);
    m_anna->workspace().connection()->open();
    QTRY_COMPARE(at(*m_anna->workspace().document().base(), kDays), u"60"_s);
    QCOMPARE(at(*m_anna->workspace().document().base(), kOu), u"true"_s);
    QCOMPARE(at(*m_anna->workspace().document().working(), kDays), u"45"_s);
    QVERIFY(m_anna->workspace().running().hasOverlap());
    QVERIFY(m_berta->press(u"Revert now"_s));
    QTRY_COMPARE(at(*m_anna->workspace().document().base(), kDays), u"30"_s);
    QVERIFY(!m_anna->workspace().running().hasOverlap());
    QCOMPARE(at(*m_anna->workspace().document().base(), kOu), u"true"_s);
    QCOMPARE(at(*m_anna->workspace().document().working(), kDays), u"45"_s);
    QCOMPARE(m_anna->workspace().document().pendingChanges().size(), std::size_t(1));
}

void TwoAdministratorsJourney::aSkewedClockChangesNothing_data()
{
    QTest::addColumn<std::chrono::minutes>("skew");
    QTest::addColumn<bool>("isKept");
    for (const auto minutes : {10min, -10min}) {
        for (const bool isKept : {true, false}) {
            const QString name =
                minutes.count() > 0 ? u"the relay's clock is fast"_s : u"the relay's clock is slow"_s;
            QTest::newRow(qPrintable(name + (isKept ? u", kept in time"_s : u", not kept"_s)))
                << std::chrono::minutes(minutes) << isKept;
        }
    }
}

void TwoAdministratorsJourney::aSkewedClockChangesNothing()
{
    QFETCH(std::chrono::minutes, skew);
    QFETCH(bool, isKept);
    auto &clock = *m_relay->relay.clock;
    clock.jump(skew);
    keepDays(*m_anna, 45);
    push(*m_anna, u"Longer"_s, 120);
    // The whole time is there, at the console that pushed and at the other.
    for (ConsoleDriver *console : {m_anna.get(), m_berta.get()}) {
        QTRY_VERIFY(!barText(*console).isEmpty());
        QVERIFY2(barText(*console).contains(u"by itself in 2:00"_s) ||
                     barText(*console).contains(u"by itself in 1:5"_s),
                 qPrintable(barText(*console)));
        QVERIFY(console->find(u"confirmKeep"_s)->isEnabled());
    }
    // Somebody sets the clock while the revision is tried.
    clock.advance(100s);
    clock.jump(-2 * skew);
    m_anna->workspace().refreshFromRelay();
    QTRY_VERIFY2(barText(*m_anna).contains(u"by itself in 0:20"_s) ||
                     barText(*m_anna).contains(u"by itself in 0:1"_s),
                 qPrintable(barText(*m_anna)));
    QVERIFY(barText(*m_anna).contains(u"since 1:4"_s));
    QCOMPARE(running().state, Revision::State::AwaitingConfirmation);
    if (isKept) {
        QVERIFY(m_anna->press(u"Keep"_s));
        QTRY_COMPARE(m_anna->push().state(), PushSession::State::Confirmed);
        clock.advance(1h);
        QCOMPARE(running().number, quint64(2));
    } else {
        clock.advance(20s);
        QCOMPARE(running().number, quint64(1));
        QTRY_COMPARE(m_anna->push().state(), PushSession::State::RolledBack);
        QCOMPARE(m_anna->workspace().document().pendingChanges().size(), std::size_t(1));
    }
}

TURNPIKE_TEST_MAIN(QApplication, TwoAdministratorsJourney)
#include "tst_two_administrators_journey.moc"
