// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/look_alike.h"
#include "tests/support/main.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace turnpike;
using namespace Qt::StringLiterals;

class TestLookAlike : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void namesThatNobodyTellsApartAreAlike_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("isAlike");
        QTest::newRow("itself") << u"relay"_s << u"relay"_s << true;
        QTest::newRow("case") << u"Relay"_s << u"rELAY"_s << true;
        QTest::newRow("Cyrillic a") << u"rel\u0430y"_s << u"relay"_s << true;
        QTest::newRow("Cyrillic A, upper case") << u"REL\u0410Y"_s << u"relay"_s << true;
        QTest::newRow("Cyrillic only") << u"\u0440\u0430\u0440\u0430"_s << u"papa"_s << true;
        QTest::newRow("full width") << u"\uff48ost"_s << u"host"_s << true;
        QTest::newRow("all in full width") << u"\uff52\uff45\uff4c\uff41\uff59"_s << u"relay"_s << true;
        QTest::newRow("mathematical letters") << u"\U0001d421ost"_s << u"host"_s << true;
        QTest::newRow("digit for letter") << u"re1ay"_s << u"relay"_s << true;
        QTest::newRow("another name") << u"anna"_s << u"hanna"_s << false;
        QTest::newRow("another number") << u"edge1"_s << u"edge2"_s << false;
        QTest::newRow("accent") << u"jose"_s << u"josé"_s << false;
    }
    void namesThatNobodyTellsApartAreAlike()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, other);
        QFETCH(const bool, isAlike);
        QCOMPARE(lookAlike(name.toStdString(), other.toStdString()), isAlike);
        QCOMPARE(lookAlike(other.toStdString(), name.toStdString()), isAlike);
    }

    void amongManyNamesThoseThatLookAlikeAreFound()
    {
        LookAlikes names;
        for (const char *const name : {"anna", "hanna", "anna", "user1", "user2"})
            QVERIFY(!names.add(name));
        QCOMPARE(names.add("\u0430nna").value_or(""), std::string("anna"));
        QCOMPARE(names.add("HANNA").value_or(""), std::string("hanna"));
        QCOMPARE(names.add("userl").value_or(""), std::string("user1"));
    }

    void fiveThousandNamesCostWhatFiftyTimesAHundredDo()
    {
        const auto timeOf = [](int count) {
            LookAlikes names;
            QElapsedTimer timer;
            timer.start();
            for (int i = 0; i < count; ++i)
                (void)names.add("user." + std::to_string(i) + "@contoso.com");
            return timer.nsecsElapsed();
        };
        (void)timeOf(100); // reads the tables
        const auto hundred = std::min({timeOf(100), timeOf(100), timeOf(100)});
        const auto all = std::min({timeOf(5000), timeOf(5000), timeOf(5000)});
        // With every pair compared it would be 2,500 times.
        QVERIFY2(all < hundred * 500, qPrintable(u"%1 against %2 ns"_s.arg(all).arg(hundred)));
    }

    void scriptsAreNotMixedInAWord_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("Latin") << u"anna@laptop.example"_s << true;
        QTest::newRow("accents") << u"José García"_s << true;
        QTest::newRow("Cyrillic") << u"Иван"_s << true;
        QTest::newRow("a word each") << u"Иван laptop"_s << true;
        QTest::newRow("Japanese and Latin") << u"山田taro"_s << true;
        QTest::newRow("nothing") << QString() << true;
        QTest::newRow("Latin and Cyrillic") << u"rel\u0430y"_s << false;
        QTest::newRow("Latin and Greek") << u"h\u03bfst"_s << false;
        QTest::newRow("in the second word") << u"anna p\u0430ul"_s << false;
    }
    void scriptsAreNotMixedInAWord()
    {
        QFETCH(const QString, name);
        QFETCH(const bool, isTaken);
        const auto checked = checkScripts(name.toStdString(), "name");
        QCOMPARE(checked.has_value(), isTaken);
        if (!checked)
            QCOMPARE(checked.error().where, std::string("name"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLookAlike)
#include "tst_look_alike.moc"
