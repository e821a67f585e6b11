// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/opaque_string.h"
#include "tests/support/main.h"

using namespace turnpike;

/// Names, realms and passwords have one spelling: RFC 8265 section 4.2 over the FreeformClass of RFC 8264.
class TestOpaqueString : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theSameTextHasOneSpelling_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("prepared");
        const auto row = [](const char *title, const QString &text, const QString &prepared) {
            QTest::newRow(title) << text << prepared;
        };
        const auto same = [&row](const char *title, const QString &text) { row(title, text, text); };
        // The examples of RFC 8265 section 4.3.
        same("words", QStringLiteral("correct horse battery staple"));
        same("case is kept", QStringLiteral("Correct Horse Battery Staple"));
        same("Greek, Latin", QStringLiteral("\u03c0\u00df\u00e5"));
        same("a symbol", QStringLiteral("Jack of \u2666s"));
        row("ogham space", QStringLiteral("foo\u1680bar"), QStringLiteral("foo bar"));

        row("decomposed", QStringLiteral("pa\u0308sswort"), QStringLiteral("p\u00e4sswort"));
        row("no-break space", QStringLiteral("a\u00a0b"), QStringLiteral("a b"));
        row("narrow no-break space", QStringLiteral("a\u202fb"), QStringLiteral("a b"));
        row("ideographic space", QStringLiteral("a\u3000b"), QStringLiteral("a b"));
        row("decomposed Korean", QStringLiteral("\u1112\u1161\u11ab"), QStringLiteral("\ud55c"));
        row("the sign of the unit", QStringLiteral("\u2126"), QStringLiteral("\u03a9"));
        row("grows when composed", QStringLiteral("\u0344\u0344\u0344"),
            QStringLiteral("\u0308\u0301\u0308\u0301\u0308\u0301"));
        same("spaces at both ends", QStringLiteral(" a "));
        same("full width is kept", QStringLiteral("\uff21\uff42"));
        same("a ligature is kept", QStringLiteral("\ufb01"));
        same("an emoji of two units", QString::fromUcs4(U"\U0001F600", 1));
        same("sharp s and final sigma", QStringLiteral("\u00df\u03c2"));
        same("Catalan middle dot", QStringLiteral("col\u00b7legi"));
        same("katakana middle dot", QStringLiteral("\u30a2\u30fb\u30a4"));
        same("Hebrew quote", QStringLiteral("\u05d0\u05f4\u05d1"));
        same("Greek numeral", QStringLiteral("\u0375\u03b1"));
        same("Arabic-Indic digits", QStringLiteral("\u0661\u0662"));
        same("a joiner after a virama", QStringLiteral("\u0915\u094d\u200d\u0937"));
        same("a non-joiner after a virama", QStringLiteral("\u0915\u094d\u200c\u0937"));
        same("a non-joiner in Persian", QStringLiteral("\u0645\u06cc\u200c\u062e"));
    }
    void theSameTextHasOneSpelling()
    {
        QFETCH(QString, text);
        QFETCH(QString, prepared);
        const auto once = opaqueString(text.toStdString());
        QVERIFY2(once, once ? "" : once.error().text().c_str());
        QCOMPARE(QString::fromStdString(*once), prepared);
        QVERIFY(opaqueString(*once) == once);
    }

    void whatNobodyCanSeeOrTypeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *title, const QByteArray &text) { QTest::newRow(title) << text; };
        row("nothing", "");
        row("NUL", QByteArray("a\0b", 3));
        row("line feed", "a\nb");
        row("escape", "a\x1b[2J");
        row("delete", "a\x7f");
        row("next line", "a\u0085");
        row("soft hyphen", "a\u00ad");
        row("zero width space", "a\u200b");
        row("joiner without virama", "a\u200d"
                                     "b");
        row("non-joiner in Latin", "a\u200c"
                                   "b");
        row("right-to-left override", "a\u202e"
                                      "b");
        row("isolate", "a\u2066");
        row("line separator", "a\u2028");
        row("byte order mark", "\ufeff"
                               "a");
        row("variation selector", "\u2764\ufe0f");
        row("tag character", "a\U000E0041");
        row("private use", "\ue000");
        row("not a character", "\uffff");
        row("unassigned", "\u0378");
        row("old Hangul", "\u1113");
        row("tatweel", "\u0640");
        row("middle dot alone", "a\u00b7");
        row("katakana dot alone", "\u30fb");
        row("Hebrew quote alone", "\u05f3");
        row("Greek numeral sign alone", "a\u0375");
        row("digits of both Arabic kinds", "\u0661\u06f1");
        row("no UTF-8", "a\xff");
        row("cut off", "a\xc3");
        row("overlong", "\xc0\x80");
        row("surrogate", "\xed\xa0\x80");
        row("beyond Unicode", "\xf4\x90\x80\x80");
    }
    void whatNobodyCanSeeOrTypeIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto prepared = opaqueString(text.toStdString());
        QVERIFY(!prepared);
        QVERIFY(!prepared.error().allowed.empty());
        // A password is among the texts: the error does not repeat it.
        if (text.size() > 3)
            QVERIFY(prepared.error().text().find(text.toStdString()) == std::string::npos);
    }

    void namesAndRealmsAreBounded()
    {
        // RFC 8489 sections 14.3 and 14.9.
        QVERIFY(preparedUsername(std::string(508, 'x')));
        QVERIFY(!preparedUsername(std::string(509, 'x')));
        QVERIFY(preparedRealm(std::string(127, 'x')));
        QVERIFY(!preparedRealm(std::string(128, 'x')));
        std::string wide;
        for (int i = 0; i < 127; ++i)
            wide += "\U0001F600";
        QVERIFY(preparedRealm(wide));
        QVERIFY(!preparedRealm(wide + "x"));
        // Counted as they will be sent.
        std::string shrinking;
        for (int i = 0; i < 127; ++i)
            shrinking += "u\u0308";
        QVERIFY(preparedRealm(shrinking));
        QVERIFY(!opaqueString(std::string(100'000, 'x')));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOpaqueString)
#include "tst_opaque_string.moc"
