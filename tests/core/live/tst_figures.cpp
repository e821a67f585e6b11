// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/figures.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFigures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void bytesAreWrittenInStepsOfAThousandAsTheLocaleDoes()
    {
        QCOMPARE(live::bytesText(0, QLocale::c()), u"0 bytes"_s);
        QCOMPARE(live::bytesText(842, QLocale::c()), u"842 bytes"_s);
        QCOMPARE(live::bytesText(1500, QLocale::c()), u"1.50 kB"_s);
        QCOMPARE(live::bytesText(12'400'000'000, QLocale::c()), u"12.40 GB"_s);
        QCOMPARE(live::bytesText(1500, QLocale(QLocale::German)), u"1,50 kB"_s);
    }

    void durationsAreAClockAndDays()
    {
        QCOMPARE(live::durationText(-5s), u"0:00"_s);
        QCOMPARE(live::durationText(7s), u"0:07"_s);
        QCOMPARE(live::durationText(724s), u"12:04"_s);
        QCOMPARE(live::durationText(3753s), u"1:02:33"_s);
        QCOMPARE(live::durationText(24h - 1s), u"23:59:59"_s);
        QCOMPARE(live::durationText(72h + 3753s), u"3 d 01:02:33"_s);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestFigures)
#include "tst_figures.moc"
