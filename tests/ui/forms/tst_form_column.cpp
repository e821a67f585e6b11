// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"
#include "ui/forms/form_column.h"

#include <QScrollBar>
#include <QTableView>

#include <cstdlib>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

/// Pages on small and on large screens.
class TestFormColumn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aWideScreenHasTwoColumnsInTheOrderOfReading()
    {
        FieldFixture fixture;
        fixture.window().resize(900, 700);
        auto *column = fixture.show(new ui::FormColumn(fixture.workspace(), &fixture.window()));
        QList<ui::FieldGroup *> groups;
        for (const auto &part : {u"addressBook"_s, u"updateServer"_s, u"monitoring"_s, u"webComponents"_s}) {
            groups << column->addGroup(part);
            groups.last()->addFieldsOf(PropertyPath::of(u"pools[pool1]").child(part));
        }
        const auto left = [&](const QWidget *widget) { return widget->mapTo(column, QPoint()).x(); };
        const auto top = [&](const QWidget *widget) { return widget->mapTo(column, QPoint()).y(); };
        QCoreApplication::processEvents();
        QTRY_COMPARE(column->columnCount(), 1);
        QCOMPARE(left(groups.last()), left(groups.first()));
        auto *line = column->findChild<QLineEdit *>();
        line->setFocus();

        fixture.window().resize(2000, 700);
        QTRY_COMPARE(column->columnCount(), 2);
        QTRY_VERIFY(left(groups.last()) > left(groups.first()) + groups.first()->width() - 1);
        QVERIFY(line->hasFocus());
        for (qsizetype i = 1; i < groups.size(); ++i) {
            QVERIFY(left(groups.at(i)) >= left(groups.at(i - 1)));
            QVERIFY(left(groups.at(i)) > left(groups.at(i - 1)) || top(groups.at(i)) > top(groups.at(i - 1)));
        }

        fixture.window().resize(900, 700);
        QTRY_COMPARE(column->columnCount(), 1);
        QTRY_COMPARE(left(groups.last()), left(groups.first()));
        for (qsizetype i = 1; i < groups.size(); ++i)
            QVERIFY(top(groups.at(i)) > top(groups.at(i - 1)));
    }

    void removingTheLastEntryLeavesThePageAndTheFocusWhereTheyAre()
    {
        FieldFixture fixture;
        fixture.window().resize(900, 420);
        auto *column = fixture.show(new ui::FormColumn(fixture.workspace(), &fixture.window()));
        const auto credentials = PropertyPath::of(u"edgeSites[hq].avEdge.credentials"_s);
        column->addGroup(u"Above"_s)->addFieldsOf(PropertyPath::of(u"pools[pool1].addressBook"_s));
        column->addGroup(u"Users"_s)->addList(credentials.child(u"users"_s), {});
        column->addGroup(u"Below"_s)->addFieldsOf(PropertyPath::of(u"pools[pool1].monitoring"_s));
        column->addGroup(u"Far below"_s)->addFieldsOf(PropertyPath::of(u"pools[pool2].addressBook"_s));
        QCoreApplication::processEvents();
        auto *list = column->findChild<ui::ObjectListEditor *>();
        auto *remove = qobject_cast<QPushButton *>(buttonIn(list, u"Remove"_s));
        QTRY_VERIFY(column->verticalScrollBar()->maximum() > 0);
        column->ensureWidgetVisible(remove, 0, 100);
        QCoreApplication::processEvents();
        const int before = column->verticalScrollBar()->value();
        QVERIFY(before > 0);
        QCOMPARE(list->table()->model()->rowCount(), 1);

        QTest::mouseClick(remove, Qt::LeftButton);
        QTRY_COMPARE(list->table()->model()->rowCount(), 0);
        QVERIFY(!remove->isEnabled());
        QCOMPARE(QApplication::focusWidget(), list->table());
        QVERIFY(std::abs(column->verticalScrollBar()->value() - before) <= 1);
    }

    void aButtonThatHasNothingLeftToDoHandsTheFocusToItsOwnField()
    {
        FieldFixture fixture;
        const auto path = PropertyPath::of(u"pools[pool1].imFilter.url.schemes"_s);
        auto *column = fixture.show(new ui::FormColumn(fixture.workspace(), &fixture.window()));
        auto *group = column->addGroup(u"Links"_s);
        const auto *row = group->addField(path);
        group->addFieldsOf(PropertyPath::of(u"pools[pool1].monitoring"_s));
        QVERIFY(fixture.set(path.toString() + u"=http:"));
        QCoreApplication::processEvents();
        QAbstractButton *reset = buttonIn(row->editor(), u"Reset to default"_s);
        QVERIFY(reset->isEnabled());
        reset->setFocus();
        QTest::keyClick(reset, Qt::Key_Space);
        QVERIFY(!reset->isEnabled());
        QWidget *focus = QApplication::focusWidget();
        QVERIFY(focus != nullptr && row->editor()->isAncestorOf(focus));
        // And not to a button beside it, which one more key would press.
        QVERIFY(qobject_cast<QPushButton *>(focus) == nullptr);
    }

    void noTextWidensAColumn()
    {
        FieldFixture fixture;
        auto *column = fixture.show(new ui::FormColumn(fixture.workspace(), &fixture.window()));
        auto *group = column->addGroup(u"Group"_s);
        group->addNote(u"information"_s, QString(900, u'N'));
        group->addField(PropertyPath::of(u"forest.sipDomains"));
        QVERIFY(fixture.set(u"forest.sipDomains="_s + QString(60, u'a') + u'.' + QString(60, u'b') + u'.' +
                            QString(60, u'c') + u".example.org"));
        QCoreApplication::processEvents();
        QVERIFY2(column->widget()->minimumSizeHint().width() < 800,
                 qPrintable(QString::number(column->widget()->minimumSizeHint().width())));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFormColumn)
#include "tst_form_column.moc"
