// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"
#include "ui/widgets/chip_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QListView>
#include <QScrollBar>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::FieldRow;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

const QString kDomains = u"forest.sipDomains"_s;
const QString kExtensions = u"pools[pool1].imFilter.fileTransfer.extensions"_s;
const QString kSchemes = u"pools[pool1].imFilter.url.schemes"_s;
const QString kDeny = u"edgeSites[hq].avEdge.peers.deny"_s;

/// The line that adds to a list.
QLineEdit *addLine(const FieldRow &row)
{
    const auto lines = row.editor()->findChildren<QLineEdit *>();
    return lines.size() == 1 ? lines.first() : nullptr;
}

QListView *chips(const FieldRow &row)
{
    return qobject_cast<QListView *>(row.editor()->control());
}

void clickChip(const FieldRow &row, int index, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QListView *view = chips(row);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers,
                      view->visualRect(view->model()->index(index, 0)).center() - QPoint(4, 4));
}

} // namespace

class TestListField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void manyEntriesArePastedAtOnce()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDomains);
        QGuiApplication::clipboard()->setText(u"litware.com, northwind.com\nadatum.com"_s);
        addLine(*row)->setFocus();
        QTest::keyClick(addLine(*row), Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(addLine(*row), Qt::Key_Return);
        QCOMPARE(fixture.text(kDomains), u"contoso.com fabrikam.com litware.com northwind.com adatum.com"_s);
        QCOMPARE(addLine(*row)->text(), QString());
        QCOMPARE(fixture.workspace().undoStack().count(), 1);
    }

    void theLineIsWideEnoughForItsExampleHoweverNarrowTheFieldIs_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : {kDomains, kExtensions, kSchemes, kDeny})
            QTest::newRow(qPrintable(path)) << path;
    }
    void theLineIsWideEnoughForItsExampleHoweverNarrowTheFieldIs()
    {
        QFETCH(const QString, path);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        const QLineEdit *line = addLine(*row);
        const int before = row->editor()->height();
        for (const int width : {1200, 640, 1200}) {
            row->setFixedWidth(width);
            QCoreApplication::processEvents();
            QTRY_COMPARE(row->editor()->height() > before, width == 640 && path != kDomains && path != kDeny);
            QVERIFY(line->width() > line->fontMetrics().averageCharWidth() * 13);
            for (const auto *button : row->editor()->findChildren<QPushButton *>())
                QVERIFY(button->width() >= button->minimumSizeHint().width());
        }
        // The page is not wider for it.
        QVERIFY2(row->editor()->minimumSizeHint().width() < 360,
                 qPrintable(QString::number(row->editor()->minimumSizeHint().width())));
    }

    void aPastedListOfSeveralLinesIsSeveralEntriesAtOnce()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDomains);
        QGuiApplication::clipboard()->setText(u"litware.com\r\n\u00A0northwind.com\u200B\n"_s);
        addLine(*row)->setFocus();
        QTest::keyClick(addLine(*row), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(fixture.text(kDomains), u"contoso.com fabrikam.com litware.com northwind.com"_s);
        QCOMPARE(addLine(*row)->text(), QString());
    }

    void whatStandsInTheLineIsAddedWhenTheFocusLeaves()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDomains);
        addLine(*row)->setFocus();
        QTest::keyClicks(addLine(*row), u"litware.com"_s);
        fixture.leave(addLine(*row));
        QCOMPARE(fixture.text(kDomains), u"contoso.com fabrikam.com litware.com"_s);
        // Escape is the way not to.
        addLine(*row)->setFocus();
        QTest::keyClicks(addLine(*row), u"no_host"_s);
        QTest::keyClick(addLine(*row), Qt::Key_Escape);
        fixture.leave(addLine(*row));
        QCOMPARE(FieldFixture::refusal(*row), QString());
    }

    void aFileTypeIsUnderstoodAsPeopleWriteIt()
    {
        FieldFixture fixture;
        QVERIFY(fixture.set(kExtensions + u"=.exe"_s));
        FieldRow *row = fixture.showRow(kExtensions);
        addLine(*row)->setFocus();
        QTest::keyClicks(addLine(*row), u"BAT *.cmd"_s);
        QTest::mouseClick(buttonIn(row, u"Add"_s), Qt::LeftButton);
        QCOMPARE(fixture.text(kExtensions), u".exe .bat .cmd"_s);
    }

    void whatIsInAListAlreadyIsNotAddedTwice()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDomains);
        addLine(*row)->setFocus();
        QTest::keyClicks(addLine(*row), u"Contoso.com"_s);
        QTest::keyClick(addLine(*row), Qt::Key_Return);
        QCOMPARE(FieldFixture::refusal(*row), u"Contoso.com is in the list already."_s);
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
    }

    void whatFitsNotIntoAListIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("allowed");
        QTest::newRow("host name") << kDomains << u"no_host"_s << u"a host name"_s;
        QTest::newRow("network") << kDeny << u"10.0.0.0/33"_s << u"Allowed: "_s;
        QTest::newRow("one of two") << kDeny << u"10.0.0.0/8 nowhere"_s << u"Allowed: "_s;
    }
    void whatFitsNotIntoAListIsRefused()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, typed);
        QFETCH(const QString, allowed);
        FieldFixture fixture;
        const QString before = fixture.text(path);
        FieldRow *row = fixture.showRow(path);
        addLine(*row)->setFocus();
        QTest::keyClicks(addLine(*row), typed);
        QTest::keyClick(addLine(*row), Qt::Key_Return);
        QVERIFY2(FieldFixture::refusal(*row).contains(allowed), qPrintable(FieldFixture::refusal(*row)));
        QCOMPARE(addLine(*row)->text(), typed);
        QCOMPARE(fixture.text(path), before);
    }

    void selectedEntriesAreTakenOutOfAListTogether()
    {
        FieldFixture fixture;
        QVERIFY(fixture.set(kDomains + u"=a.com,b.com,c.com,d.com"_s));
        FieldRow *row = fixture.showRow(kDomains);
        const QAbstractItemModelTester tester(chips(*row)->model(), Mode::Fatal);
        QVERIFY(!buttonIn(row, u"Remove"_s)->isEnabled());
        clickChip(*row, 1);
        clickChip(*row, 2, Qt::ControlModifier);
        QTest::keyClick(chips(*row), Qt::Key_Delete);
        QCOMPARE(fixture.text(kDomains), u"a.com d.com"_s);
        clickChip(*row, 0);
        QTest::mouseClick(buttonIn(row, u"Remove"_s), Qt::LeftButton);
        QCOMPARE(fixture.text(kDomains), u"d.com"_s);
        fixture.workspace().undo();
        fixture.workspace().undo();
        QCOMPARE(shownBy(*row), u"a.com b.com c.com d.com"_s);
    }

    void aListIsCopiedAsLines()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDomains);
        clickChip(*row, 0);
        QTest::keyClick(chips(*row), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(chips(*row), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"contoso.com\nfabrikam.com"_s);
    }

    void aListWithADefaultCanGoBackToIt()
    {
        FieldFixture fixture;
        const QString before = fixture.text(kExtensions);
        FieldRow *row = fixture.showRow(kExtensions);
        QVERIFY(!buttonIn(row->editor(), u"Reset to default"_s)->isEnabled());
        QVERIFY(fixture.set(kExtensions + u"=.exe"_s));
        QTest::mouseClick(buttonIn(row->editor(), u"Reset to default"_s), Qt::LeftButton);
        QCOMPARE(fixture.text(kExtensions), before);
    }

    void aListIsNotChangedByAViewer()
    {
        FieldFixture fixture(wire::Role::Viewer);
        FieldRow *row = fixture.showRow(kDomains);
        clickChip(*row, 0);
        QVERIFY(chips(*row)->selectionModel()->hasSelection());
        QTest::keyClick(chips(*row), Qt::Key_Delete);
        QTest::keyClick(addLine(*row), Qt::Key_A);
        QTest::keyClick(addLine(*row), Qt::Key_Return);
        QCOMPARE(shownBy(*row), u"contoso.com fabrikam.com"_s);
        QVERIFY(!buttonIn(row, u"Remove"_s)->isEnabled());
        QVERIFY(!buttonIn(row, u"Add"_s)->isEnabled());
    }

    void anEmptyListSaysSo()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDeny);
        QCOMPARE(chips(*row)->model()->rowCount(), 0);
        const QImage empty = chips(*row)->viewport()->grab().toImage();
        QVERIFY(fixture.set(kDeny + u"=10.0.0.0/8"_s));
        QVERIFY(fixture.set(kDeny + u"="_s));
        QCOMPARE(chips(*row)->viewport()->grab().toImage(), empty);
        QImage blank = empty;
        blank.fill(empty.pixel(empty.width() - 1, 0));
        QVERIFY(empty != blank);
    }

    void aListIsAsHighAsItsLinesAtAnyWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {420, 520, 640, 760, 855, 942, 1000})
            QTest::addRow("%d", width) << width;
    }
    void aListIsAsHighAsItsLinesAtAnyWidth()
    {
        QFETCH(const int, width);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kSchemes);
        fixture.window().resize(width, 700);
        const QListView *view = chips(*row);
        const auto lastChip = [view] {
            return view->visualRect(view->model()->index(view->model()->rowCount() - 1, 0));
        };
        const auto slack = [&] { return view->viewport()->height() - lastChip().bottom() - 1; };
        QTRY_VERIFY2(slack() >= 0 && slack() < lastChip().height(), qPrintable(QString::number(slack())));
        const int height = view->height();
        QVERIFY2(!QTest::qWaitFor([&] { return view->height() != height; }, 250),
                 "the list does not stand still");
    }

    void aLongListScrollsAfterAFewLines()
    {
        FieldFixture fixture;
        QStringList many;
        for (int i = 0; i < 200; ++i)
            many << u"host%1.contoso.com"_s.arg(i);
        QVERIFY(fixture.set(kDomains + u'=' + many.join(u' ')));
        FieldRow *row = fixture.showRow(kDomains);
        QListView *view = chips(*row);
        QTRY_VERIFY(view->verticalScrollBar()->isVisible());
        QVERIFY(view->height() < 250);
        clickChip(*row, 0);
        QTest::keyClick(view, Qt::Key_End);
        QTRY_VERIFY(
            view->viewport()->rect().contains(view->visualRect(view->model()->index(199, 0)).center()));
    }

    // --- the model behind it ---

    void itemsThatStayKeepTheirPlace_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("fill") << u""_s << u"a b c"_s;
        QTest::newRow("empty") << u"a b c"_s << u""_s;
        QTest::newRow("append") << u"a b"_s << u"a b c d"_s;
        QTest::newRow("prepend") << u"b c"_s << u"a b c"_s;
        QTest::newRow("insert") << u"a c"_s << u"a b c"_s;
        QTest::newRow("remove first") << u"a b c"_s << u"b c"_s;
        QTest::newRow("remove last") << u"a b c"_s << u"a b"_s;
        QTest::newRow("remove several") << u"a b c d"_s << u"a d"_s;
        QTest::newRow("exchange") << u"a b c"_s << u"a x y c"_s;
        QTest::newRow("repeated") << u"a a a"_s << u"a a"_s;
        QTest::newRow("same") << u"a b"_s << u"a b"_s;
        QTest::newRow("all others") << u"a b"_s << u"c d e"_s;
    }
    void itemsThatStayKeepTheirPlace()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        const auto list = [](const QString &text) { return text.split(u' ', Qt::SkipEmptyParts); };
        ui::ChipModel model;
        const QAbstractItemModelTester tester(&model, Mode::Fatal);
        model.setTexts(list(from));
        QList<QPersistentModelIndex> before;
        for (int row = 0; row < model.rowCount(); ++row)
            before << QPersistentModelIndex(model.index(row));
        const QStringList old = model.texts();
        model.setTexts(list(to));
        QCOMPARE(model.texts(), list(to));
        QCOMPARE(model.rowCount(), list(to).size());
        for (int row = 0; row < before.size(); ++row) {
            if (before.at(row).isValid())
                QCOMPARE(before.at(row).data().toString(), old.at(row));
        }
        // The first and the last item stay when they are in both lists.
        if (!old.isEmpty() && !list(to).isEmpty() && old.first() == list(to).first())
            QVERIFY(before.first().isValid());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestListField)
#include "tst_list_field.moc"
