// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/live_window_fixture.h"
#include "ui/pages/link_card.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/navigator.h"
#include "ui/shell/palette.h"

#include <QAction>
#include <QApplication>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

validation::Problems complainAboutTheTransferFilter(const model::Deployment &deployment)
{
    validation::Problems problems;
    if (!deployment.pools.isEmpty()) {
        validation::Problem problem;
        problem.ruleId = u"test.files"_s;
        problem.path = PropertyPath::of(u"pools[pool1].imFilter.fileTransfer.action"_s);
        problem.severity = validation::Severity::Warning;
        problem.message = u"Every file is blocked."_s;
        problems.push_back(problem);
    }
    return problems;
}

ui::Workspace::Options withWarning()
{
    ui::Workspace::Options options;
    options.rules = complainAboutTheTransferFilter;
    return options;
}

} // namespace

class TestPageLinks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aSquareOfThePortMapLeadsToItsCall()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.ports"_s));
        QTRY_VERIFY(fixture.map().grid().cellCount() > 0);
        QTest::mouseClick(&fixture.map(), Qt::LeftButton, {},
                          fixture.map().cellRect(fixture.cellOf("bob")).center());
        QCOMPARE(fixture.page(), u"live.calls"_s);
        QCOMPARE(fixture.selectedUser(), u"bob"_s);
        QCOMPARE(fixture.window().navigator().currentId(), u"live.calls"_s);
        QVERIFY(fixture.table()->hasFocus());
        QVERIFY(fixture.window().canGoBack());
    }

    void enterOnThePortMapLeadsToItsCallAlsoWhenAFilterHidesIt()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.calls"_s, u"user=anna"_s));
        QCOMPARE(fixture.table()->model()->rowCount(), 1);
        QVERIFY(fixture.window().openPage(u"live.ports"_s));
        fixture.map().setCursorCell(fixture.cellOf("carol"));
        QTest::keyClick(&fixture.map(), Qt::Key_Return);
        QCOMPARE(fixture.page(), u"live.calls"_s);
        QCOMPARE(fixture.selectedUser(), u"carol"_s);
    }

    void showPortLeadsFromACallToItsSquare_data()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : {"menu", "button", "double click", "Enter"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void showPortLeadsFromACallToItsSquare()
    {
        QFETCH(const QString, way);
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        fixture.select(u"bob"_s);
        const QModelIndex row = fixture.table()->currentIndex();
        QVERIFY(row.isValid());
        if (way == u"menu")
            fixture.find<QAction>(u"showPort"_s)->trigger();
        else if (way == u"button")
            fixture.find<QToolButton>(u"showPortOfCall"_s)->click();
        else if (way == u"Enter")
            QTest::keyClick(fixture.table(), Qt::Key_Return);
        else {
            const QPoint place = fixture.table()->visualRect(row).center();
            QTest::mouseClick(fixture.table()->viewport(), Qt::LeftButton, {}, place);
            QTest::mouseDClick(fixture.table()->viewport(), Qt::LeftButton, {}, place);
        }
        QCOMPARE(fixture.page(), u"live.ports"_s);
        QCOMPARE(fixture.map().cursorCell(), fixture.cellOf("bob"));
        QVERIFY(fixture.map().hasFocus());
        QVERIFY(fixture.find<QLabel>(u"pointedPort"_s)->text().contains(u"bob"_s));
    }

    void aLinkToACallThatIsOverSaysSo()
    {
        LiveWindowFixture fixture;
        QVERIFY(!fixture.window().openPage(u"live.calls"_s, u"call:00000000deadbeef"_s));
        QCOMPARE(fixture.page(), u"live.calls"_s);
        QVERIFY(fixture.find<QLabel>(u"callDetailHint"_s)->text().contains(u"over"_s));
    }

    void aPersonWithQuotationMarksIsFoundByTheirName()
    {
        LiveWindowFixture fixture;
        const QString odd = u"anna \"the voice\" smith"_s;
        fixture.synthetic().add().username = odd.toStdString();
        fixture.tick();
        ui::PaletteModel model;
        model.setEntries(fixture.window().paletteEntries());
        model.setQuery(u"@voice"_s);
        QCOMPARE(model.rowCount(), 1);
        model.entry(model.index(0))->run();
        QCOMPARE(fixture.page(), u"live.calls"_s);
        QCOMPARE(fixture.table()->model()->rowCount(), 1);
        QCOMPARE(fixture.table()->model()->index(0, 0).data().toString(), odd);
    }

    void anEntryIsFoundByItsNameBeforeItsFields()
    {
        LiveWindowFixture fixture;
        const QString users = u"edgeSites[hq].avEdge.credentials.users"_s;
        const QJsonObject alice{{u"name"_s, u"alice"_s}, {u"key"_s, QString(32, u'a')}};
        QVERIFY(fixture.workspace().apply(
            {u"Add alice"_s, {document::Edit::insert(document::PropertyPath::of(users), alice)}}));
        fixture.synthetic().add().username = "alice"; // who is in a call, too
        fixture.tick();
        ui::PaletteModel model;
        model.setEntries(fixture.window().paletteEntries());
        model.setQuery(u"alice"_s);
        QCOMPARE(model.index(0).data().toString(), u"alice"_s);
        QCOMPARE(model.entry(model.index(0))->kind, ui::PaletteEntry::Kind::Setting);
        QVERIFY(model.rowCount() >= 3);

        fixture.window().findAnything();
        auto *box = fixture.find<QLineEdit>(u"paletteBox"_s);
        box->setText(u"alice"_s);
        QTest::keyClick(box, Qt::Key_Return);
        const auto *table = qobject_cast<QTableView *>(QApplication::focusWidget());
        QVERIFY(table);
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), u"alice"_s);

        model.setQuery(u"users"_s);
        QCOMPARE(model.index(0).data().toString(), u"Users"_s);
        QVERIFY(model.entry(model.index(0))->keywords.contains(users));
    }

    void whoIsLedToANumberTypesOverIt()
    {
        LiveWindowFixture fixture;
        fixture.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        const QString days = u"pools[pool1].addressBook.daysToKeep"_s;
        fixture.window().findAnything();
        auto *box = fixture.find<QLineEdit>(u"paletteBox"_s);
        box->setText(u"days to keep"_s);
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_COMPARE(QApplication::focusWidget()->objectName(), days);
        QTest::keyClicks(QApplication::focusWidget(), u"44"_s);
        QCOMPARE(fixture.value(days), u"44"_s);
    }

    void thePaletteFindsByValueAndByExplanation()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.set(u"pools[pool1].addressBook.outputLocation=/srv/quokka"_s));
        ui::PaletteModel model;
        model.setEntries(fixture.window().paletteEntries());
        model.setQuery(u"#quokka"_s); // the step that can be undone has it, too
        QVERIFY(model.rowCount() >= 1);
        const ui::PaletteEntry *found = model.entry(model.index(0));
        QVERIFY(found->keywords.contains(u"outputLocation"));
        QVERIFY(model.index(0).data(ui::PaletteModel::DetailRole).toString().contains(u"/srv/quokka"));
        QVERIFY(!found->help.isEmpty());
        model.setQuery(u'#' + found->help.section(u' ', 0, 2));
        QVERIFY(model.rowCount() >= 1);
    }

    void aSecretIsNotFound()
    {
        LiveWindowFixture fixture;
        for (const ui::PaletteEntry &entry : fixture.window().paletteEntries()) {
            // Where one is kept is none.
            if (entry.kind == ui::PaletteEntry::Kind::Setting &&
                entry.title.contains(u"secret"_s, Qt::CaseInsensitive) &&
                !entry.title.contains(u"secret file"_s, Qt::CaseInsensitive))
                QVERIFY2(entry.value.isEmpty() || entry.value.size() < 3, qPrintable(entry.title));
        }
    }

    void thePaletteLeavesTheFocusWhereWorkGoesOn()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        const auto activate = [&fixture](const QString &query) {
            fixture.window().findAnything();
            auto *box = fixture.find<QLineEdit>(u"paletteBox"_s);
            QVERIFY(box->hasFocus());
            box->setText(query);
            QTest::keyClick(box, Qt::Key_Return);
        };
        const auto focused = [] { return QApplication::focusWidget(); };
        activate(u"traffic"_s);
        QCOMPARE(fixture.page(), u"live.traffic"_s);
        QVERIFY(focused() && fixture.window().pageArea().page()->isAncestorOf(focused()));
        activate(u"#days to keep"_s);
        QVERIFY(focused() && fixture.window().pageArea().page()->isAncestorOf(focused()));
        // A command leaves it where it was.
        QWidget *before = focused();
        activate(u">check now"_s);
        QCOMPARE(focused(), before);
    }

    void aHeadingOfTheTreeShowsTheFirstPageBelowIt()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        ui::Navigator &navigator = fixture.window().navigator();
        Q_EMIT navigator.pageChosen(u"live"_s);
        QCOMPARE(fixture.page(), u"live.overview"_s);
        QCOMPARE(navigator.view().currentIndex().data(ui::NavigatorModel::IdRole).toString(), u"live"_s);
        // And from there the arrow keys reach what is below.
        navigator.view().setFocus();
        QTest::keyClick(&navigator.view(), Qt::Key_Down);
        QCOMPARE(navigator.currentId(), u"live.overview"_s);
    }

    void aCardThatWarnsOpensTheTabWithTheWarning()
    {
        LiveWindowFixture fixture(withWarning());
        QVERIFY(fixture.window().openPage(u"pools[pool1].imFilter"_s));
        auto *tabs = fixture.window().pageArea().page()->findChild<QTabWidget *>();
        QVERIFY(tabs);
        tabs->setCurrentIndex(0);
        QVERIFY(fixture.window().openPage(u"pools[pool1]"_s));
        const auto cards = fixture.window().pageArea().page()->findChildren<ui::LinkCard *>();
        for (ui::LinkCard *card : cards) {
            if (card->text() == u"Instant-message filter")
                card->click();
        }
        QCOMPARE(fixture.page(), u"pools[pool1].imFilter"_s);
        QVERIFY(tabs->currentIndex() != 0);
    }

    void aNodeThatWarnsOpensTheTabWithTheWarningAndKeepsTheFocus()
    {
        LiveWindowFixture fixture(withWarning());
        QVERIFY(fixture.window().openPage(u"pools[pool1].imFilter"_s));
        auto *tabs = fixture.window().pageArea().page()->findChild<QTabWidget *>();
        tabs->setCurrentIndex(0);
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        QTreeView &tree = fixture.window().navigator().view();
        tree.setFocus();
        Q_EMIT fixture.window().navigator().pageChosen(u"pools[pool1].imFilter"_s);
        QVERIFY(tabs->currentIndex() != 0);
        QVERIFY(tree.hasFocus());
    }

    void aCallThatCannotBeEndedIsSaidInTheWindow_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<bool>("all");
        QTest::addColumn<QString>("said");
        QTest::newRow("one") << u"endCalls"_s << false << u"The relay is shutting down."_s;
        QTest::newRow("several") << u"endCalls"_s << true << u"The relay is shutting down (3×)."_s;
        QTest::newRow("all of a user") << u"endCallsOfUser"_s << false << u"The relay is shutting down."_s;
    }
    void aCallThatCannotBeEndedIsSaidInTheWindow()
    {
        QFETCH(const QString, action);
        QFETCH(const bool, all);
        QFETCH(const QString, said);
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        fixture.relay().m_endError =
            Error{Error::Code::Unavailable, "the relay is shutting down", {}, {}, "try again later"};
        if (all)
            fixture.table()->selectAll();
        else
            fixture.select(u"bob"_s);
        auto *end = fixture.find<QAction>(action);
        QVERIFY(end && end->isEnabled());
        end->trigger();
        auto *confirm = fixture.find<QPushButton>(u"confirmEndCalls"_s);
        QTRY_VERIFY(confirm && confirm->isVisible());
        confirm->click();
        QTRY_COMPARE(fixture.window().infoBar().text(u"failure"_s), said + u" Try again later."_s);
        // And nothing says that it had worked.
        QVERIFY(fixture.window().infoBar().text(u"informed"_s).isEmpty());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestPageLinks)
#include "tst_page_links.moc"
