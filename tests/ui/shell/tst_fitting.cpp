// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/readable.h"
#include "tests/ui/shell/live_window_fixture.h"
#include "ui/dialogs/review_dialog.h"
#include "ui/forms/field_row.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/navigator.h"
#include "ui/style/screen_fit.h"
#include "ui/style/theme.h"
#include "ui/widgets/note.h"
#include "ui/workspace/conditions.h"

#include <QApplication>
#include <QDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

QStringList pageIds(ui::MainWindow &window)
{
    QStringList ids;
    window.navigator().model().visit(
        [&ids](const QModelIndex &index) { ids << index.data(ui::NavigatorModel::IdRole).toString(); });
    return ids;
}

void settle()
{
    for (int i = 0; i < 6; ++i)
        QCoreApplication::processEvents();
}

/// A configuration whose every text that may be long is.
model::SharedDeployment longNames()
{
    model::Deployment deployment = *document::defaultDeployment();
    const QString name(900, u'N');
    deployment.name = name;
    deployment.pools[0].addressBook.outputLocation = u"/srv/"_s + QString(900, u'd');
    deployment.pools[0].imFilter.url.allowMessage = QString(u"word "_s).repeated(150);
    return std::make_shared<const model::Deployment>(deployment);
}

} // namespace

/// Every page at every usual size, in both themes: what is read can be read.
class TestFitting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void cleanup() { ui::Theme::current().choose(ui::Theme::Choice::Light); }

    void everyCaptionIsReadable_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("isDark");
        for (const QSize size : {QSize(944, 556), QSize(1008, 556), QSize(1350, 724), QSize(1904, 1000)}) {
            for (const bool isDark : {false, true})
                QTest::addRow("%d × %d, %s", size.width(), size.height(), isDark ? "dark" : "light")
                    << size << isDark;
        }
    }
    void everyCaptionIsReadable()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, isDark);
        ui::Theme::current().choose(isDark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
        LiveWindowFixture fixture;
        fixture.window().resize(size);
        QStringList faults;
        for (const QString &id : pageIds(fixture.window())) {
            if (!fixture.window().openPage(id))
                continue;
            if (id == u"live.calls")
                fixture.select(u"bob"_s);
            fixture.tick();
            auto *tabs = fixture.window().pageArea().page()->findChild<QTabWidget *>();
            for (int tab = 0; tab < (tabs != nullptr ? tabs->count() : 1); ++tab) {
                if (tabs != nullptr)
                    tabs->setCurrentIndex(tab);
                // Layouts follow one another over several turns of the event loop.
                QStringList found;
                (void)QTest::qWaitFor(
                    [&] {
                        fixture.window().grab();
                        found = faultsOf(fixture.window()) + overlapsOf(*fixture.window().pageArea().page());
                        return found.isEmpty();
                    },
                    500);
                for (const QString &fault : std::as_const(found))
                    faults << id + u": "_s + fault;
                if (fixture.window().size() != size)
                    faults << id + u" changed the size of the window"_s;
            }
        }
        faults.removeDuplicates();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void aNumberInASentenceThatWrapsKeepsItsUnit()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.overview"_s));
        fixture.tick();
        static const QRegularExpression kPair(u"[0-9](.)[kMG]?bit/s in,"_s);
        int found = 0;
        for (const QLabel *label : fixture.window().pageArea().page()->findChildren<QLabel *>()) {
            const QRegularExpressionMatch match = kPair.match(label->text());
            if (!match.hasMatch())
                continue;
            ++found;
            QVERIFY2(match.captured(1) == QChar(0x00A0), qPrintable(label->text()));
        }
        QCOMPARE(found, 1);
    }

    void theWindowCanBeAsSmallAsTheSmallestScreen()
    {
        LiveWindowFixture fixture;
        const QSize least = fixture.window().minimumSizeHint();
        QVERIFY2(least.width() <= 1008 && least.height() <= 556,
                 qPrintable(u"%1 × %2"_s.arg(least.width()).arg(least.height())));
    }

    void aPageThatNeedsMoreMakesTheWindowNoLarger()
    {
        WindowFixture fixture;
        const QSize size(1008, 556);
        fixture.window().resize(size);
        fixture.window().pageArea().page()->setMinimumSize(2000, 2000);
        settle();
        fixture.window().grab();
        settle();
        QCOMPARE(fixture.window().size(), size);
        const QSize least = fixture.window().minimumSizeHint();
        QVERIFY2(least.width() <= 1008 && least.height() <= 556,
                 qPrintable(u"%1 × %2"_s.arg(least.width()).arg(least.height())));
    }

    void aDialogThatNeedsMoreThanTheScreenScrollsAboveItsButtons()
    {
        QDialog dialog;
        auto *layout = new QVBoxLayout(&dialog);
        auto *content = new QLabel(u"text"_s, &dialog);
        content->setMinimumSize(3000, 3000);
        auto *button = new QPushButton(u"Close"_s, &dialog);
        auto *buttons = new QHBoxLayout;
        buttons->addStretch();
        buttons->addWidget(button);
        layout->addWidget(content);
        layout->addLayout(buttons);
        ui::fitScreen(dialog);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        const QSize room = ui::roomOnScreen(dialog);
        QVERIFY(dialog.width() <= room.width() && dialog.height() <= room.height());
        QVERIFY(dialog.rect().contains(QRect(button->mapTo(&dialog, QPoint()), button->size())));
        QVERIFY(dialog.findChild<QScrollArea *>(u"screenFit"_s)->isAncestorOf(content));
    }

    void aDialogThatComesToNeedMoreScrollsThen()
    {
        QDialog dialog;
        auto *layout = new QVBoxLayout(&dialog);
        auto *content = new QLabel(u"text"_s, &dialog);
        layout->addWidget(content);
        ui::fitScreen(dialog);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QVERIFY(!dialog.findChild<QScrollArea *>(u"screenFit"_s));
        content->setMinimumHeight(3000);
        QTRY_VERIFY(dialog.findChild<QScrollArea *>(u"screenFit"_s));
        QVERIFY(dialog.height() <= ui::roomOnScreen(dialog).height());
    }

    void everyDialogFitsTheSmallestScreen()
    {
        LiveWindowFixture fixture;
        fixture.window().resize(1008, 556);
        QVERIFY(fixture.workspace().replace(longNames(), u"Import long.json"_s));
        QStringList faults;
        ui::ShellCommands &commands = fixture.window().commands();
        for (const ui::Command *command :
             {&commands.reviewAndPush, &commands.chooseConnection, &commands.keyboardHelp, &commands.about}) {
            QVERIFY2(commands.run(*command), qPrintable(command->id));
            QDialog *dialog = fixture.dialogs().m_dialog;
            QVERIFY(dialog);
            settle();
            dialog->grab();
            const QSize least = dialog->minimumSizeHint().expandedTo(dialog->minimumSize());
            if (least.width() > 1008 || least.height() > 556)
                faults << u"%1 needs %2 × %3"_s.arg(command->id).arg(least.width()).arg(least.height());
            faults << faultsOf(*dialog, true);
            dialog->reject();
            settle();
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void anErrorBesideAFieldMovesNothing()
    {
        LiveWindowFixture fixture;
        fixture.window().resize(1350, 724);
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        const auto path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"_s);
        fixture.workspace().openPage(path);
        settle();
        fixture.window().grab();
        const auto places = [&fixture] {
            QList<QRect> all;
            for (const auto *row : fixture.window().pageArea().page()->findChildren<ui::FieldRow *>())
                all << QRect(row->mapTo(&fixture.window(), QPoint()), row->size());
            return all;
        };
        const QList<QRect> before = places();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"9999"_s);
        const auto *row = fixture.find<ui::FieldRow>(u"row:" + path.toString());
        QTRY_VERIFY(!row->findChild<ui::Note *>()->isHidden());
        settle();
        fixture.window().grab();
        QCOMPARE(places(), before);
    }

    void whatIsFoundWhileSomebodyTypesMovesNothingUntilTheyLeave()
    {
        ui::Workspace::Options options;
        options.rules = [](const model::Deployment &deployment) {
            validation::Problems problems;
            if (!deployment.pools.isEmpty() && deployment.pools.first().addressBook.daysToKeep == 45) {
                validation::Problem problem;
                problem.ruleId = u"test.days"_s;
                problem.path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"_s);
                problem.message = u"That is long."_s;
                problems.push_back(problem);
            }
            return problems;
        };
        LiveWindowFixture fixture(options);
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        const auto path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"_s);
        fixture.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        fixture.workspace().openPage(path);
        settle();
        const auto *row = fixture.find<ui::FieldRow>(u"row:" + path.toString());
        const int height = row->height();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"45"_s);
        fixture.workspace().validateNow();
        QTRY_VERIFY(!fixture.workspace().problems().empty());
        settle();
        QCOMPARE(row->height(), height);
        // The mark says it meanwhile; the sentence comes when the focus has gone.
        const auto marks = row->marks()->findChildren<QWidget *>();
        QVERIFY(std::any_of(marks.begin(), marks.end(), [](const QWidget *mark) {
            return mark->isVisible() && mark->toolTip().contains(u"That is long."_s);
        }));
        fixture.find<QWidget>(u"navigatorFilter"_s)->setFocus();
        QTRY_VERIFY(row->height() > height);
    }

    void aMessageOrAConditionMovesNothing()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        settle();
        const ui::Page *page = fixture.window().pageArea().page();
        const QPoint before = page->mapTo(&fixture.window(), QPoint());
        const auto *tree = fixture.find<QWidget>(u"navigatorTree"_s);
        const QPoint treeBefore = tree->mapTo(&fixture.window(), QPoint());
        auto *tabs = fixture.find<QTabBar>(u"lowerPanelTabs"_s);
        const QRect last = tabs->tabRect(2);
        const QPoint tabsBefore = tabs->mapTo(&fixture.window(), QPoint());
        fixture.workspace().reportFailure({Error::Code::Io, "the file could not be read", {}, {}, {}});
        fixture.workspace().conditions().raise(
            {u"journal"_s, ui::Conditions::Severity::Error, u"Your edits are not kept on disk."_s, {}, {}});
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        settle();
        fixture.window().grab();
        QVERIFY(!fixture.window().infoBar().isHidden());
        QCOMPARE(page->mapTo(&fixture.window(), QPoint()), before);
        QCOMPARE(tree->mapTo(&fixture.window(), QPoint()), treeBefore);
        QCOMPARE(tabs->mapTo(&fixture.window(), QPoint()), tabsBefore);
        QCOMPARE(tabs->tabRect(2), last);
    }

    void aFirstStartFitsItsScreen()
    {
        LiveWindowFixture fixture;
        fixture.window().resetLayout();
        const QSize room = ui::roomOnScreen(fixture.window());
        QVERIFY(fixture.window().width() <= room.width() && fixture.window().height() <= room.height());
    }

    void aLongValueMakesNothingWider()
    {
        LiveWindowFixture fixture;
        const QSize size(1008, 556);
        fixture.window().resize(size);
        QVERIFY(fixture.workspace().replace(longNames(), u"Import long.json"_s));
        QStringList faults;
        for (const QString &id : pageIds(fixture.window())) {
            if (!fixture.window().openPage(id))
                continue;
            settle();
            fixture.window().grab();
            settle();
            if (fixture.window().size() != size || fixture.window().minimumSizeHint().width() > size.width())
                faults << u"%1: %2 wide, at least %3"_s.arg(id)
                              .arg(fixture.window().width())
                              .arg(fixture.window().minimumSizeHint().width());
        }
        // As it is by itself: what fits it to a screen would hide that it has grown.
        ui::ReviewDialog dialog(fixture.workspace(), &fixture.window());
        dialog.show();
        settle();
        dialog.grab();
        settle();
        if (dialog.width() > 900 || dialog.minimumSizeHint().width() > 900 ||
            dialog.minimumSizeHint().height() > 556)
            faults << u"the review is %1 × %2"_s.arg(dialog.width()).arg(dialog.minimumSizeHint().height());
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void theFirstChangeMovesNothing()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        settle();
        ui::Page *page = fixture.window().pageArea().page();
        const QPoint before = page->mapTo(&fixture.window(), QPoint());
        QList<int> edges;
        const auto buttons =
            fixture.window().findChildren<QToolBar *>().first()->findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons)
            edges << button->x();
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        settle();
        QCOMPARE(page->mapTo(&fixture.window(), QPoint()), before);
        for (qsizetype i = 0; i < buttons.size(); ++i)
            QCOMPARE(buttons[i]->x(), edges[i]);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFitting)
#include "tst_fitting.moc"
