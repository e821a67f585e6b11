// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_reader.h"
#include "tests/support/main.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestJsonReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void whatQtReadsIsReadAlike_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"{}", "[]", "[1, -2, 0, 3.25, 1e3, -1.5E-2, 9007199254740993]",
                                 "[\"a\\n\\t\\\"\\\\\\/\\u00fc\"]", "[\"\\ud83d\\ude00 ü 😀\"]",
                                 "{\"a\": {\"b\": [true, false, null]}, \"c\": \"\"}",
                                 " \t\r\n{ \"a\" : 1 }\n", "\xEF\xBB\xBF{\"a\": 1}"})
            QTest::newRow(json) << QByteArray(json);
    }
    void whatQtReadsIsReadAlike()
    {
        QFETCH(QByteArray, json);
        const auto node = readJson(json);
        QVERIFY2(node, node ? "" : node.error().text().c_str());
        const QByteArray plain = json.startsWith("\xEF\xBB\xBF") ? json.mid(3) : json;
        const auto document = QJsonDocument::fromJson(plain);
        QVERIFY(!document.isNull());
        const QJsonValue expected =
            document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        QCOMPARE(node->toValue(), expected);
        QCOMPARE(JsonNode::of(expected).toValue(), expected);
    }

    void errorsCarryLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QByteArray &json, const char *error) {
            QTest::newRow(name) << json << QString::fromUtf8(error);
        };
        row("empty", "", "f:1:1: the file is empty; allowed: a JSON object in braces");
        row("only space", " \n  ", "f:2:3: the file is empty; allowed: a JSON object in braces");
        row("trailing comma", "{\"a\": 1,\n}",
            "f:2:1: ',' is followed by '}'; allowed: a name in double quotes; remove the comma before it");
        row("trailing comma in a list", "[1,\n ]",
            "f:2:2: ',' is followed by ']'; allowed: a value; remove the comma before it");
        row("missing comma", "{\"a\": 1\n  \"b\": 2}", "f:2:3: '\"' stands where ',' or '}' is expected");
        row("missing colon", "{\"a\" 1}", "f:1:6: '1' stands where ':' after the name is expected");
        row("comment", "{\n  // no\n}",
            "f:2:3: '/' stands where a name in double quotes is expected; JSON knows no comments");
        row("cut off", "{\"a\": [1, 2",
            "f:1:12: the file ends where ',' or ']' is expected; the file may be cut off: restore it from a "
            "copy");
        row("cut off in a text", "{\"a\": \"b", "f:1:7: the closing '\"' of this text is missing");
        row("cut off before a value", "{\"a\":", "f:1:6: the file ends where a value is expected");
        row("line break in a text", "[\"a\nb\"]", "f:1:2: the closing '\"' of this text is missing");
        row("control character", "[\"a\x01\"]",
            "f:1:4: a control character stands in a text; allowed: \\n, \\t or \\u00XX");
        row("duplicate key", "{\"a\": 1,\n \"a\": 2}",
            "f:2:2: \"a\" occurs twice in this object; remove one of the two");
        row("two documents", "{} {}", "f:1:4: '{' follows after the end of the document; allowed: nothing");
        row("word", "[yes]",
            "f:1:2: \"yes\" is not a JSON value; allowed: a text in double quotes, a number, true, false, "
            "null, {…} or […]");
        row("python", "[True]",
            "f:1:2: \"True\" is not a JSON value; allowed: a text in double quotes, a number, true, false, "
            "null, {…} or […]");
        row("leading zero", "[012]", "f:1:2: a number begins with 0; remove the leading zeros");
        row("lone minus", "[-]", "f:1:3: a digit must follow '-'");
        row("lone dot", "[1.]", "f:1:4: a digit must follow '.'");
        row("lone exponent", "[1e]", "f:1:4: a digit must follow the exponent sign");
        row("infinite", "[1e999]", "f:1:2: the number is too large or too small to be stored");
        row("unknown escape", "[\"\\x41\"]",
            "f:1:3: an unknown escape follows '\\'; allowed: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and "
            "four hexadecimal digits");
        row("short escape", "[\"\\u12\"]", "f:1:3: \\u needs four hexadecimal digits");
        row("lone surrogate", "[\"\\ud800\"]", "f:1:3: half of a surrogate pair stands alone");
        row("wrong pair", "[\"\\ud800\\u0041\"]", "f:1:3: half of a surrogate pair stands alone");
        row("not UTF-8", "[\"\xC3\xBC\xFF\"]",
            "f:1:4: the byte 0xFF is not UTF-8; allowed: text encoded as UTF-8; save the file as UTF-8");
        row("Latin-1",
            "[\"f\xFC"
            "r\"]",
            "f:1:4: the byte 0xFC is not UTF-8; allowed: text encoded as UTF-8; save the file as UTF-8");
        row("overlong", "[\"\xC0\xAF\"]",
            "f:1:3: the byte 0xC0 is not UTF-8; allowed: text encoded as UTF-8; save the file as UTF-8");
        row("columns count characters", "[\"üüü\", x]",
            "f:1:9: \"x\" is not a JSON value; allowed: a text in double quotes, a number, true, false, "
            "null, {…} or […]");
        row("NUL", QByteArray("[\0]", 3),
            "f:1:2: the byte 0x00 is not a JSON value; allowed: a text in double quotes, a number, true, "
            "false, null, {…} or […]");
    }
    void errorsCarryLineAndColumn()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, error);
        const auto node = readJson(json, u"f"_s);
        QVERIFY(!node);
        QCOMPARE(QString::fromStdString(node.error().text()), error);
    }

    void valuesKnowWhereTheyStand()
    {
        const auto root = readJson("{\n  \"a\": [1,\n    \"x\"],\n  \"ü\": {}\n}").value();
        QCOMPARE(root.members.at(0).position.line, 2);
        QCOMPARE(root.members.at(0).position.column, 3);
        QCOMPARE(root.members.at(0).value.position.column, 8);
        QCOMPARE(root.members.at(0).value.items.at(1).position.line, 3);
        QCOMPARE(root.members.at(0).value.items.at(1).position.column, 5);
        QCOMPARE(root.members.at(1).value.position.column, 8);
    }

    void depthIsLimited()
    {
        QVERIFY(readJson(QByteArray(QByteArray(60, '[') + QByteArray(60, ']'))));
        const auto deep = readJson(QByteArray(100000, '['), u"f"_s);
        QVERIFY(!deep);
        QCOMPARE(QString::fromStdString(deep.error().text()),
                 u"f:1:66: objects and lists are nested too deeply; allowed: at most 64 levels"_s);
    }

    void sizeIsLimited()
    {
        const auto large = readJson(QByteArray(1000, ' '), u"f"_s, {100, 64});
        QVERIFY(!large);
        QCOMPARE(large.error().code, Error::Code::TooLarge);
    }

    void aLongLineIsReadInLinearTime()
    {
        QByteArray json = "[";
        for (int i = 0; i < 400000; ++i)
            json += "1,";
        json += "1]";
        QElapsedTimer timer;
        timer.start();
        QVERIFY(readJson(json));
        // Counting columns from the start of the line each time took minutes.
        QVERIFY2(timer.elapsed() < 20000, "the reader is no longer linear");
    }

    void everyBeginningOfADocumentIsAnError()
    {
        const QByteArray json = "{\"a\": [1, -2.5e3, true, null, \"x\\u00fc\\n\"], \"b\": {\"c\": \"\"}}";
        QVERIFY(readJson(json));
        for (qsizetype size = 0; size < json.size(); ++size)
            QVERIFY2(!readJson(json.first(size)), json.first(size).constData());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestJsonReader)
#include "tst_json_reader.moc"
