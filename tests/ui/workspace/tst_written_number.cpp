// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/workspace/written_number.h"

using namespace turnpike;
using namespace Qt::StringLiterals;

/// Numbers in the languages in which the program runs.
class TestWrittenNumber : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aNumberIsReadAsItIsWritten_data()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("plain");
        const auto row = [](const char *locale, const QString &written, const QString &plain) {
            QTest::addRow("%s %s", locale, qPrintable(written))
                << QLocale(QString::fromLatin1(locale)) << written << plain;
        };
        row("en_US", u"7.5"_s, u"7.5"_s);
        row("en_US", u"1,500"_s, u"1500"_s);
        row("en_US", u"1,234,567.5 kbit/s"_s, u"1234567.5 kbit/s"_s);
        row("en_US", u"7,5"_s, u"7,5"_s); // means nothing here, and is refused
        row("en_US", u"600 s"_s, u"600 s"_s);
        row("en_US", u"1 h 30 min"_s, u"1 h 30 min"_s);
        row("en_US", u"abc"_s, u"abc"_s);
        row("en_US", u""_s, u""_s);
        row("de_DE", u"7,5"_s, u"7.5"_s);
        row("de_DE", u"7,5 Mbit/s"_s, u"7.5 Mbit/s"_s);
        row("de_DE", u"7.5"_s, u"7.5"_s); // only the plain way can mean this
        row("de_DE", u"1.500"_s, u"1500"_s);
        row("de_DE", u"1.234,5"_s, u"1234.5"_s);
        row("de_DE", u"-3,25"_s, u"-3.25"_s);
        row("fr_FR", u"1 500,5"_s, u"1500.5"_s);
        row("fr_FR", u"1\u202F500"_s, u"1500"_s);
        row("fr_FR", u"10 min"_s, u"10 min"_s);
        row("de_CH", u"1'500"_s, u"1500"_s);
        row("en_IN", u"12,34,567"_s, u"1234567"_s);
        row("ar_EG", u"\u0667\u066B\u0665"_s, u"7.5"_s);
        row("hi_IN", u"7.5"_s, u"7.5"_s);
    }
    void aNumberIsReadAsItIsWritten()
    {
        QFETCH(const QLocale, locale);
        QFETCH(const QString, written);
        QFETCH(const QString, plain);
        QCOMPARE(ui::withPlainNumber(written, locale), plain);
    }

    void whatIsShownIsReadAgainInEveryLanguage()
    {
        const auto locales =
            QLocale::matchingLocales(QLocale::AnyLanguage, QLocale::AnyScript, QLocale::AnyCountry);
        QVERIFY(locales.size() > 100);
        for (const QLocale &locale : locales) {
            for (const QString &plain :
                 {u"0"_s, u"7.5"_s, u"1500"_s, u"1.234"_s, u"1234567"_s, u"600 s"_s, u"3000 kbit/s"_s}) {
                const QString written = ui::withWrittenNumber(plain, locale);
                QVERIFY2(ui::withPlainNumber(written, locale) == plain,
                         qPrintable(locale.name() + u": " + written + u" for " + plain));
            }
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestWrittenNumber)
#include "tst_written_number.moc"
