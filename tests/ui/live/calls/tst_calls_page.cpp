// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/live/allocation_columns.h"
#include "ui/live/calls/calls_page.h"
#include "ui/style/theme.h"
#include "ui/workspace/settings.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

/// The page in a window, connected to a relay on which anna talks twice, under two time-limited names, and
/// bob once.
class CallsFixture : public testing::WorkspaceFixture {
public:
    /// One whose call was refused a peer, as its client tried.
    void addRefused()
    {
        live::Allocation &call = m_synthetic.add();
        call.username = "carol";
        call.counters.refused = {
            {{IpAddress::parse("10.1.2.3").value(), Port{}}, 3, "peers.deny 10.0.0.0/8"}};
        tick();
    }
    explicit CallsFixture(wire::Role role = wire::Role::Operator)
        : WorkspaceFixture({}, role)
        , m_page(new ui::CallsPage(workspace(), &m_window))
    {
        m_window.resize(1100, 700);
        m_page->resize(m_window.size());
        m_window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_window));
        for (const char *name : {"1735689600:anna", "bob", "1735689700:anna"})
            add(name);
    }
    void add(const char *username)
    {
        m_synthetic.add().username = username;
        tick();
    }
    void resize(int width, int height)
    {
        m_window.resize(width, height);
        m_page->resize(m_window.size());
        QCoreApplication::processEvents();
    }
    void tick()
    {
        relay().sendSnapshot(m_synthetic.tick());
        QCoreApplication::processEvents();
    }
    /// The call is over at the relay.
    void end(live::AllocationKey key)
    {
        std::erase_if(m_synthetic.state().allocations, [key](const auto &call) { return call.key == key; });
        tick();
    }
    template <class T>
    [[nodiscard]] T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    [[nodiscard]] QTableView *table() const { return find<QTableView>(u"callsTable"_s); }
    void select(const QString &user) const
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            if (table()->model()->index(row, 0).data() == user)
                table()->selectRow(row);
        }
    }
    void choose(const QString &action) const
    {
        auto *chosen = find<QAction>(action);
        QVERIFY(chosen != nullptr && chosen->isEnabled());
        chosen->trigger();
    }
    [[nodiscard]] QString question() const
    {
        const auto *bar = find<QWidget>(u"endCallsBar"_s);
        QStringList texts;
        for (const QLabel *label : bar->findChildren<QLabel *>())
            texts << label->text();
        return bar->isVisible() ? texts.join(u' ') : QString();
    }
    void press(const QString &button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }

private:
    testing::SyntheticRelay m_synthetic;
    QWidget m_window;
    ui::CallsPage *m_page;
};

} // namespace

class TestCallsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aNameThatIsAFormulaIsTextInAnExport()
    {
        CallsFixture fixture;
        fixture.add("=HYPERLINK(1)");
        fixture.select(u"=HYPERLINK(1)"_s);
        fixture.choose(u"copyAsCsv"_s);
        const QString csv = QGuiApplication::clipboard()->text();
        QVERIFY2(csv.contains(u"'=HYPERLINK(1)"_s), qPrintable(csv));
        QVERIFY(!csv.contains(u",=") && !csv.contains(u"\n="));
    }

    // What 1920 × 1200 at 200 % leaves of the window: the details scroll, what can be done stays in sight.
    void theButtonsOfACallAreInSightWhereItsDetailsScroll()
    {
        CallsFixture fixture;
        fixture.add(QByteArray(400, 'w').constData());
        fixture.select(QString(400, u'w'));
        fixture.resize(640, 360);
        for (const QString &name : {u"showPortOfCall"_s, u"endShownCall"_s}) {
            const auto *button = fixture.find<QToolButton>(name);
            const QWidget *detail = fixture.find<QWidget>(u"callDetail"_s);
            QVERIFY(button->isVisible());
            QVERIFY2(detail->rect().contains(QRect(button->mapTo(detail, QPoint()), button->size())),
                     qPrintable(name));
        }
        QVERIFY(fixture.find<QWidget>(u"callDetail"_s)->width() <= 640);
    }

    void aPersonIsShownAndTheWholeNameIsInTheDetails()
    {
        CallsFixture fixture;
        QCOMPARE(fixture.table()->model()->rowCount(), 3);
        fixture.select(u"anna"_s);
        QVERIFY(fixture.table()->currentIndex().isValid());
        const QModelIndex user = fixture.table()->currentIndex().siblingAtColumn(0);
        const QString whole = fixture.find<QLabel>(u"callUsername"_s)->text();
        QVERIFY2(whole.endsWith(u"00:anna"), qPrintable(whole));
        QVERIFY(user.data(Qt::ToolTipRole).toString().contains(whole));
        QCOMPARE(fixture.find<QLabel>(u"callDetailUser"_s)->text(), u"anna"_s);
        fixture.select(u"bob"_s);
        QCOMPARE(fixture.find<QLabel>(u"callUsername"_s)->text(), u"bob"_s);
    }

    void theDetailsSayWhatTheRulesRefused()
    {
        CallsFixture fixture;
        fixture.addRefused();
        fixture.select(u"bob"_s);
        QCOMPARE(fixture.find<QLabel>(u"callRefusedPeers"_s)->text(), u"none"_s);
        fixture.select(u"carol"_s);
        QCOMPARE(fixture.find<QLabel>(u"callRefusedPeers"_s)->text(),
                 u"10.1.2.3 \u00d7 3: peers.deny 10.0.0.0/8"_s);
    }

    void aUserNameThatLooksLikeMarkupIsShownAsItIs()
    {
        CallsFixture fixture;
        fixture.add("1735689600:<b>eve</b> & co");
        const QString eve = u"<b>eve</b> & co"_s;
        fixture.select(eve);
        const QModelIndex user = fixture.table()->currentIndex().siblingAtColumn(0);
        QCOMPARE(user.data().toString(), eve);
        const QString tip = user.data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(u"1735689600:<b>eve</b> & co"), qPrintable(tip));
        const auto *title = fixture.find<QLabel>(u"callDetailUser"_s);
        QCOMPARE(title->text(), eve);
        QCOMPARE(title->textFormat(), Qt::PlainText);
        QCOMPARE(fixture.find<QLabel>(u"callUsername"_s)->textFormat(), Qt::PlainText);
    }

    void everyAddressOfIpv4IsShownWhole()
    {
        CallsFixture fixture;
        const QFontMetrics face(ui::Theme::current().fixedFont());
        const int padding = 16; // as much as the cells have on both sides
        for (const int column :
             {ui::AllocationColumns::Client, ui::AllocationColumns::Relayed, ui::AllocationColumns::Peers})
            QVERIFY(fixture.table()->columnWidth(column) >=
                    face.horizontalAdvance(u"255.255.255.255:65535"_s) + padding);
        QVERIFY(fixture.table()->columnWidth(ui::AllocationColumns::Peers) >=
                face.horizontalAdvance(u"255.255.255.255:65535 +1"_s) + padding);
    }

    void allCallsOfAPersonAreEndedUnderEveryName()
    {
        CallsFixture fixture;
        fixture.select(u"anna"_s);
        fixture.choose(u"endCallsOfUser"_s);
        QVERIFY2(fixture.question().contains(u"End all 2 calls of anna?"), qPrintable(fixture.question()));
        QVERIFY(fixture.relay().m_endedUsers.isEmpty()); // not before it is confirmed
        fixture.press(u"confirmEndCalls"_s);
        QCOMPARE(fixture.relay().m_endedUsers, QStringList{u"anna"_s});
        QCOMPARE(fixture.question(), QString());
    }

    void oneCallIsEndedAfterAQuestionThatNamesIt()
    {
        CallsFixture fixture;
        fixture.select(u"bob"_s);
        fixture.choose(u"endCalls"_s);
        QVERIFY2(fixture.question().contains(u"End the call of bob from"), qPrintable(fixture.question()));
        fixture.press(u"cancelEndCalls"_s);
        QCOMPARE(fixture.question(), QString());
        QVERIFY(fixture.relay().m_ended.empty());

        fixture.choose(u"endCalls"_s);
        fixture.press(u"confirmEndCalls"_s);
        QCOMPARE(fixture.relay().m_ended.size(), std::size_t(1));
    }

    void aQuestionGoesWithTheCallThatItAsksAbout()
    {
        CallsFixture fixture;
        fixture.select(u"bob"_s);
        const auto bob = live::AllocationKey{2};
        fixture.choose(u"endCalls"_s);
        QVERIFY(!fixture.question().isEmpty());
        fixture.end(bob);
        QCOMPARE(fixture.question(), QString());
        QCOMPARE(fixture.table()->model()->rowCount(), 2);
    }

    void aViewerIsToldWhyCallsCannotBeEnded()
    {
        CallsFixture fixture(wire::Role::Viewer);
        fixture.select(u"bob"_s);
        const auto *end = fixture.find<QAction>(u"endCalls"_s);
        QVERIFY(!end->isEnabled());
        QVERIFY2(end->toolTip().contains(u"viewer"), qPrintable(end->toolTip()));
    }

    void theColumnsAreKeptForTheNextStart()
    {
        testing::WorkspaceFixture fixture;
        QTemporaryDir folder;
        const QString file = folder.filePath(u"turnpike.ini"_s);
        const auto header = [](ui::CallsPage &page) {
            return page.findChild<QTableView *>(u"callsTable"_s)->horizontalHeader();
        };
        {
            QSettings store(file, QSettings::IniFormat);
            fixture.workspace().settings().keepIn(&store);
            ui::CallsPage page(fixture.workspace(), nullptr);
            page.show();
            header(page)->resizeSection(ui::AllocationColumns::User, 321);
            header(page)->setSortIndicator(ui::AllocationColumns::User, Qt::DescendingOrder);
            header(page)->setSectionHidden(ui::AllocationColumns::Age, true);
            const auto kept = [&] {
                return fixture.workspace().settings().value(u"live/calls/columns-1"_s).toByteArray();
            };
            QTRY_COMPARE(kept(), header(page)->saveState());
            fixture.workspace().settings().keepIn(nullptr);
        }
        QSettings store(file, QSettings::IniFormat);
        fixture.workspace().settings().keepIn(&store);
        ui::CallsPage page(fixture.workspace(), nullptr);
        page.show();
        QCOMPARE(header(page)->sectionSize(ui::AllocationColumns::User), 321);
        QVERIFY(header(page)->isSectionHidden(ui::AllocationColumns::Age));
        QCOMPARE(header(page)->sortIndicatorSection(), int(ui::AllocationColumns::User));
        QCOMPARE(header(page)->sortIndicatorOrder(), Qt::DescendingOrder);
        fixture.workspace().settings().keepIn(nullptr);
    }

    void whatWasEndedIsSaid()
    {
        CallsFixture fixture;
        QSignalSpy said(&fixture.workspace(), &ui::Workspace::informed);
        fixture.select(u"bob"_s);
        fixture.choose(u"endCalls"_s);
        fixture.press(u"confirmEndCalls"_s);
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(said[0][0].toString(), u"Ended the call of bob."_s);
        fixture.select(u"anna"_s);
        fixture.choose(u"endCallsOfUser"_s);
        fixture.press(u"confirmEndCalls"_s);
        QTRY_COMPARE(said.size(), 2);
        QVERIFY2(said[1][0].toString().contains(u"of anna"), qPrintable(said[1][0].toString()));
    }

    void severalCallsAreOneSentence()
    {
        CallsFixture fixture;
        QSignalSpy said(&fixture.workspace(), &ui::Workspace::informed);
        fixture.table()->selectAll();
        fixture.choose(u"endCalls"_s);
        fixture.press(u"confirmEndCalls"_s);
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(fixture.relay().m_ended.size(), std::size_t(3));
        QVERIFY2(said[0][0].toString().contains(u"3"), qPrintable(said[0][0].toString()));
    }

    void theFirstClickOnANumberSortsTheLargestToTheTop()
    {
        CallsFixture fixture;
        QHeaderView *header = fixture.table()->horizontalHeader();
        const auto click = [header](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
        };
        click(ui::AllocationColumns::In);
        QCOMPARE(header->sortIndicatorSection(), int(ui::AllocationColumns::In));
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
        click(ui::AllocationColumns::In);
        QCOMPARE(header->sortIndicatorOrder(), Qt::AscendingOrder);
        click(ui::AllocationColumns::User);
        QCOMPARE(header->sortIndicatorOrder(), Qt::AscendingOrder);
        click(ui::AllocationColumns::Out);
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    }

    void theSelectedRowStaysWhereItIsWhenTheOthersAreSorted()
    {
        CallsFixture fixture;
        for (int i = 0; i < 120; ++i)
            fixture.add(qPrintable(u"user%1"_s.arg(i)));
        fixture.table()->sortByColumn(ui::AllocationColumns::In, Qt::DescendingOrder);
        fixture.table()->selectRow(60);
        fixture.table()->scrollTo(fixture.table()->currentIndex(), QAbstractItemView::PositionAtCenter);
        const int before = fixture.table()->visualRect(fixture.table()->currentIndex()).top();
        const int row = fixture.table()->currentIndex().row();
        bool hasMoved = false;
        for (int i = 0; i < 20; ++i) {
            fixture.tick();
            hasMoved = hasMoved || fixture.table()->currentIndex().row() != row;
            const QRect now = fixture.table()->visualRect(fixture.table()->currentIndex());
            QVERIFY(fixture.table()->viewport()->rect().contains(now.center()));
            const QScrollBar *bar = fixture.table()->verticalScrollBar();
            if (bar->value() > bar->minimum() && bar->value() < bar->maximum())
                QCOMPARE(now.top(), before);
        }
        QVERIFY2(hasMoved, "the order changed");
    }

    void theFilterNarrowsAndNamesMistakes()
    {
        CallsFixture fixture;
        auto *filter = fixture.find<QLineEdit>(u"callsFilter"_s);
        QVERIFY(filter != nullptr);
        QTest::keyClicks(filter, u"user=anna"_s);
        QTRY_COMPARE(fixture.table()->model()->rowCount(), 2);
        filter->clear();
        QTest::keyClicks(filter, u"usr=anna"_s);
        auto *error = fixture.find<QLabel>(u"callsFilterError"_s);
        QVERIFY(error != nullptr);
        QTRY_VERIFY(error->isVisible() && error->text().contains(u"user"));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestCallsPage)
#include "tst_calls_page.moc"
