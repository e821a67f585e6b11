// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/shown_name.h"

#include <QTest>

using namespace turnpike;
using namespace Qt::StringLiterals;

class TestShownName : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aLongNameKeepsItsBeginningAndItsEnd()
    {
        QCOMPARE(ui::shortName(u"edge1"_s), u"edge1"_s);
        const QString fitting(40, u'x');
        QCOMPARE(ui::shortName(fitting), fitting);
        const QString name = u"the relay of the branch in Saint Petersburg, second rack"_s;
        const QString shown = ui::shortName(name);
        QCOMPARE(shown.size(), 40);
        QVERIFY(shown.startsWith(u"the relay of the branch in"));
        QVERIFY(shown.endsWith(u" second rack"));
        QCOMPARE(shown.count(QChar(0x2026)), 1);
    }

    void anAmpersandIsShown()
    {
        QCOMPARE(ui::withoutAccessKey(u"A & B"_s), u"A && B"_s);
        const QString shown = ui::withoutAccessKey(QString(100, u'&'));
        QCOMPARE(shown.count(u'&'), 2 * 39);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestShownName)
#include "tst_shown_name.moc"
