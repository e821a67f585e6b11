// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/inert_text.h"
#include "tests/support/main.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace turnpike;

/// Text from outside does nothing where it is shown.
class TestInertText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    // T39: control and bidirectional characters on a terminal
    void whatActsOnATerminalIsWrittenOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &shown) {
            QTest::newRow(name) << text << shown;
        };
        row("plain", "alice@example.org", "alice@example.org");
        row("umlaut", "Jürgen 東京 🙂", "Jürgen 東京 🙂");
        row("joined emoji", "👩‍💻", "👩‍💻");
        row("backslash", "^(\\d{4})$", "^(\\d{4})$");
        row("line feed", "a\nturnpiked: ready", "a\\nturnpiked: ready");
        row("carriage return and tab", "a\r\tb", "a\\r\\tb");
        row("escape", "\x1b[2J\x1b]0;x\a", "\\x1b[2J\\x1b]0;x\\x07");
        row("nul", QByteArray("a\0b", 3), "a\\x00b");
        row("delete", "a\x7f", "a\\x7f");
        row("C1", "a\xc2\x9b\x32J", "a\\x9b2J");
        row("next line", "a\xc2\x85z", "a\\x85z");
        row("separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029");
        row("override",
            "\xe2\x80\xae"
            "cod",
            "\\u202ecod");
        row("isolate", "\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069");
        row("zero width",
            "a\xe2\x80\x8b"
            "b\xef\xbb\xbf",
            "a\\u200bb\\ufeff");
        row("tag", "\xf3\xa0\x81\x81", "\\U0e0041");
        row("no UTF-8", "a\xff\xfe", "a\\xff\\xfe");
        row("cut off", "a\xe2\x80", "a\\xe2\\x80");
        row("overlong", "\xc0\x8a", "\\xc0\\x8a");
        row("surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80");
        row("beyond", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    }
    void whatActsOnATerminalIsWrittenOut()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, shown);
        const std::string given = text.toStdString();
        QCOMPARE(QByteArray::fromStdString(escapedForTerminal(given)), shown);
        QCOMPARE(QByteArray::fromStdString(escapedForLog(given)), shown);
        QCOMPARE(isPlainLine(given), text == shown);
        QVERIFY(isPlainLine(escapedForTerminal(given)));
    }

    void linesOfOurOwnLayoutStayLines()
    {
        QCOMPARE(escapedLinesForTerminal(u"NAME\na\x1b[2J"_s), u"NAME\na\\x1b[2J"_s);
    }

    void aJsonTextKeepsItsMeaning()
    {
        const QString name = u"a\u009b2J\u202e\u007f\U000e0041\n\"z"_s;
        const QByteArray written = QJsonDocument(QJsonArray{name}).toJson();
        const auto escaped = QByteArray::fromStdString(escapedForJson(written.toStdString()));
        QVERIFY(isPlainLine(escaped.simplified().toStdString()));
        QCOMPARE(QJsonDocument::fromJson(escaped).array().first().toString(), name);
    }

    // T39: quotes and newlines in a metric
    void aMetricLabelStaysOneLabel()
    {
        QCOMPARE(escapedForMetricLabel("a\"} 1\nturnpike_x{b=\"\\"),
                 std::string("a\\\"} 1\\\\nturnpike_x{b=\\\"\\\\"));
    }

    // T39: formulas in an export
    void aCellOfATableIsNoFormula_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        const auto row = [](const char *name, const QString &text, const QString &cell) {
            QTest::newRow(name) << text << cell;
        };
        row("plain", u"alice"_s, u"alice"_s);
        row("empty", {}, {});
        row("formula", u"=1+1"_s, u"'=1+1"_s);
        row("plus", u"+49 30"_s, u"'+49 30"_s);
        row("minus", u"-1"_s, u"'-1"_s);
        row("at", u"@SUM(A1)"_s, u"'@SUM(A1)"_s);
        row("full width", u"＝1"_s, u"'＝1"_s);
        row("quoted formula", u"=HYPERLINK(\"x\",1)"_s, u"\"'=HYPERLINK(\"\"x\"\",1)\""_s);
        row("comma", u"a,b"_s, u"\"a,b\""_s);
        row("semicolon", u"a;b"_s, u"\"a;b\""_s);
        row("quote", u"a\"b"_s, u"\"a\"\"b\""_s);
        row("lines", u"a\r\nb"_s, u"\"a\r\nb\""_s);
        row("line first", u"\n=1"_s, u"\"'\n=1\""_s);
        row("escape", u"a\x1b[2J"_s, u"a\\x1b[2J"_s);
    }
    void aCellOfATableIsNoFormula()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, cell);
        QCOMPARE(csvCell(text), cell);
    }

    void halfAPairIsNoPlainLine()
    {
        const QString half = u"a"_s + QChar(0xd83d);
        QVERIFY(!isPlainLine(half));
        QVERIFY(isPlainLine(escapedForTerminal(half)));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestInertText)
#include "tst_inert_text.moc"
