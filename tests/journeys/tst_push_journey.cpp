// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/journeys/console_driver.h"
#include "tests/journeys/relay_fixture.h"
#include "tests/support/main.h"
#include "ui/live/ports/port_map.h"
#include "ui/shell/language.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QTableView>

#include <set>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::PushSession;
using wire::RelayConnection;
using wire::Revision;

/// An administrator's working day, at the real window: change two settings, push, confirm, watch calls.
class PushJourney : public QObject {
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
        // Edits of one journey must not be offered back in the next.
        m_data = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_data->path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_data->path().toUtf8());
    }

    void settingsArePushedAndCallsAreSeen_data() { addRelayKinds(); }
    void settingsArePushedAndCallsAreSeen();
    void aCallIsEndedFromItsContextMenu_data() { addRelayKinds(); }
    void aCallIsEndedFromItsContextMenu();
    void withoutConfirmationTheRelayGoesBackByItself_data() { addRelayKinds(); }
    void withoutConfirmationTheRelayGoesBackByItself();

private:
    std::unique_ptr<QTemporaryDir> m_data;
    static void changeTwoSettings(ConsoleDriver &console);
    static void push(ConsoleDriver &console, int secondsToConfirm);
    static Revision runningRevision(RelayConnection &relay);
};

void PushJourney::changeTwoSettings(ConsoleDriver &console)
{
    QTRY_VERIFY(console.isReady());
    QVERIFY(console.goTo({u"Pools"_s, u"pool1"_s, u"Instant-message filter"_s}));
    QVERIFY(console.openTab(u"File transfer"_s));
    QVERIFY(console.press(u"Block these types"_s));
    QCOMPARE(console.workspace().document().pendingChanges().size(), std::size_t(1));

    QVERIFY(console.goTo({u"Pools"_s, u"pool1"_s, u"Address book"_s}));
    QVERIFY(console.click(console.find(u"pools[pool1].addressBook.partitionOutputByOU"_s)));
    QCOMPARE(console.workspace().document().pendingChanges().size(), std::size_t(2));
}

void PushJourney::push(ConsoleDriver &console, int secondsToConfirm)
{
    QVERIFY(console.press(u"Review and push"_s));
    QTRY_VERIFY(console.find(u"reviewDialog"_s) != nullptr);
    QTRY_COMPARE(console.push().state(), PushSession::State::Reviewing);
    QVERIFY(console.type(u"reviewReason"_s, u"Handouts were rejected; search by unit"_s));
    auto *seconds = console.find<QSpinBox>(u"reviewSeconds"_s);
    QVERIFY(seconds != nullptr);
    seconds->setValue(secondsToConfirm);
    QTRY_VERIFY(console.find(u"reviewPush"_s)->isEnabled());
    QVERIFY(console.click(console.find(u"reviewPush"_s)));
    QTRY_COMPARE(console.push().state(), PushSession::State::AwaitingConfirmation);
    QTRY_VERIFY(console.find(u"reviewDialog"_s) == nullptr);
}

Revision PushJourney::runningRevision(RelayConnection &relay)
{
    Revision revision;
    bool answered = false;
    relay.status().then(&relay, [&](const Result<wire::RelayStatus> &status) {
        revision = status ? status->revision : Revision{};
        answered = true;
    });
    return QTest::qWaitFor([&] { return answered; }, kLongestWait) ? revision : Revision{};
}

void PushJourney::settingsArePushedAndCallsAreSeen()
{
    QFETCH(QString, kind);
    QTemporaryDir folder;
    const auto relay = startRelay(kind, folder.path());
    auto connection = relay->connect();
    QVERIFY(connection != nullptr);
    RelayConnection &running = *connection;
    ConsoleDriver console(std::move(connection));

    changeTwoSettings(console);
    push(console, 120);
    const Revision awaiting = runningRevision(running);
    QCOMPARE(awaiting.number, quint64(2));
    QCOMPARE(awaiting.state, Revision::State::AwaitingConfirmation);
    QTRY_VERIFY(console.find(u"confirmBar"_s) != nullptr);
    QVERIFY(console.press(u"Keep"_s));
    QTRY_COMPARE(console.push().state(), PushSession::State::Confirmed);

    const Revision confirmed = runningRevision(running);
    QCOMPARE(confirmed.number, quint64(2));
    QCOMPARE(confirmed.state, Revision::State::Confirmed);
    QVERIFY(console.workspace().document().pendingChanges().empty());
    const model::Pool &pool = console.workspace().document().base()->pools.front();
    QCOMPARE(pool.imFilter.fileTransfer.action, model::FileFilterAction::blockList);
    QVERIFY(pool.addressBook.partitionOutputByOU);

    // A real client calls a real peer through the relay; the window shows it while it happens.
    QVERIFY(console.goTo({u"Live"_s, u"Calls"_s}));
    TurnCall call;
    call.start(relay->udpPort(), 3, 400);
    // Until there is a call, the page says that there is none instead of showing an empty table.
    QTRY_VERIFY(console.find<QTableView>(u"callsTable"_s) != nullptr);
    auto *table = console.find<QTableView>(u"callsTable"_s);
    QTRY_VERIFY(table->model()->rowCount() >= 3);
    const auto relayedBytes = [&console] {
        const auto &snapshot = console.workspace().live().snapshot();
        std::uint64_t bytes = 0;
        for (const live::Allocation &allocation : snapshot->allocations)
            bytes += allocation.counters.fromClient.bytes + allocation.counters.toClient.bytes;
        return bytes;
    };
    const std::uint64_t before = relayedBytes();
    QTRY_VERIFY(relayedBytes() > before + 1000);

    QVERIFY(console.goTo({u"Live"_s, u"Ports"_s}));
    auto *map = console.find<ui::PortMap>(u"portMap"_s);
    QVERIFY(map != nullptr);
    const auto portsInUse = [map] {
        int count = 0;
        for (int cell = 0; cell < map->grid().cellCount(); ++cell)
            count += map->grid().callAt(cell).has_value() ? 1 : 0;
        return count;
    };
    QTRY_VERIFY(portsInUse() >= 3);

    QTRY_VERIFY_WITH_TIMEOUT(call.hasFinished(), 2 * kLongestWait);
    const int lost = call.lost();
    if (lost != 0)
        qInfo().noquote() << call.output();
    QCOMPARE(lost, 0);
}

void PushJourney::aCallIsEndedFromItsContextMenu()
{
    QFETCH(QString, kind);
    QTemporaryDir folder;
    const auto relay = startRelay(kind, folder.path());
    auto connection = relay->connect();
    QVERIFY(connection != nullptr);
    ConsoleDriver console(std::move(connection));
    QTRY_VERIFY(console.isReady());
    QVERIFY(console.goTo({u"Live"_s, u"Calls"_s}));
    TurnCall call;
    call.start(relay->udpPort(), 2, 1500);
    QTRY_VERIFY(console.find<QTableView>(u"callsTable"_s) != nullptr);
    auto *table = console.find<QTableView>(u"callsTable"_s);
    const auto keys = [&console] {
        std::set<live::AllocationKey> all;
        if (const live::SharedSnapshot snapshot = console.workspace().live().snapshot()) {
            for (const live::Allocation &allocation : snapshot->allocations)
                all.insert(allocation.key);
        }
        return all;
    };
    QTRY_VERIFY(table->model()->rowCount() >= 2 && keys().size() >= 2);

    const std::set<live::AllocationKey> before = keys();
    QVERIFY(console.chooseFromMenu(*table, 0, u"End call"_s));
    QTRY_VERIFY(console.find(u"confirmEndCalls"_s) != nullptr);
    QCOMPARE(keys(), before); // not before it is confirmed
    QVERIFY(console.click(console.find(u"confirmEndCalls"_s)));
    // That one is gone at the relay, and the others go on.
    QTRY_COMPARE(keys().size(), before.size() - 1);
    QTRY_COMPARE(table->model()->rowCount(), static_cast<int>(before.size()) - 1);
    QVERIFY(!call.hasFinished());
}

void PushJourney::withoutConfirmationTheRelayGoesBackByItself()
{
    QFETCH(QString, kind);
    QTemporaryDir folder;
    const auto relay = startRelay(kind, folder.path());
    auto connection = relay->connect();
    QVERIFY(connection != nullptr);
    RelayConnection &running = *connection;
    ConsoleDriver console(std::move(connection));

    changeTwoSettings(console);
    push(console, 10);
    QCOMPARE(runningRevision(running).number, quint64(2));
    QTRY_COMPARE(console.push().state(), PushSession::State::RolledBack);

    const Revision after = runningRevision(running);
    QCOMPARE(after.number, quint64(1));
    QCOMPARE(after.state, Revision::State::Confirmed);
    // The console says so, and the edits are there to be pushed again.
    QTRY_VERIFY(console.find(u"info-push.rolledBack"_s) != nullptr);
    QCOMPARE(console.workspace().document().pendingChanges().size(), std::size_t(2));
}

TURNPIKE_TEST_MAIN(QApplication, PushJourney)
#include "tst_push_journey.moc"
