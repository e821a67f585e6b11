// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"
#include "core/base/text.h"
#include "tests/support/main.h"

#include <vector>

using namespace turnpike;

/// "Did you mean" and errors in one line.
class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theNearestNameIsOffered_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QByteArray>("meant");
        const auto row = [](const char *word, const char *meant) {
            QTest::newRow(*word == '\0' ? "empty" : word) << QByteArray(word) << QByteArray(meant);
        };
        row("realm", "realm");
        row("relam", "realm");
        row("REALM", "realm");
        row("udpPorts", "udpPort");
        row("udPport", "udpPort");
        row("relayPort", "relayPorts");
        row("allocationsPeruser", "allocationsPerUser");
        row("bandwidthPerAllocations", "bandwidthPerAllocation");
        row("colour", "");
        row("x", "");
    }
    void theNearestNameIsOffered()
    {
        QFETCH(QByteArray, word);
        QFETCH(QByteArray, meant);
        const std::vector<std::string> names = {
            "realm", "udpPort", "tcpPort", "relayPorts", "allocationsPerUser", "bandwidthPerAllocation"};
        QCOMPARE(QByteArray::fromStdString(nearestName(word.toStdString(), names)), meant);
    }

    void nothingIsNearInAnEmptyList() { QCOMPARE(nearestName("realm", {}), std::string()); }

    void oneLineIsWhatWasMeant_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("meant");
        const auto row = [](const char *name, const char *typed, const char *meant) {
            QTest::newRow(name) << QByteArray(typed) << QByteArray(meant);
        };
        row("nothing", "", "");
        row("blanks only", " \t\r\n\xC2\xA0\xE2\x80\x8B", "");
        row("as it is", "av.contoso.com", "av.contoso.com");
        row("spaces", "  av.contoso.com ", "av.contoso.com");
        row("line break from the clipboard", "av.contoso.com\r\n", "av.contoso.com");
        row("no-break space",
            "\xC2\xA0"
            "edge1\xC2\xA0",
            "edge1");
        row("zero width",
            "\xE2\x80\x8B"
            "edge1\xEF\xBB\xBF",
            "edge1");
        row("line separator", "edge1\xE2\x80\xA8", "edge1");
        row("ideographic space",
            "\xE3\x80\x80"
            "edge1",
            "edge1");
        row("two lines", "Main\n  office", "Main office");
        row("tab inside", "Main\toffice", "Main office");
        row("spaces inside stay", "Main  office", "Main  office");
        row("no-break space inside stays", "Main\xC2\xA0office", "Main\xC2\xA0office");
        row("letters of two and three bytes", " M\xC3\xBCnchen \xE6\x9D\xB1 ", "M\xC3\xBCnchen \xE6\x9D\xB1");
        row("control characters stay to be refused", "a\x1B[31mb", "a\x1B[31mb");
        row("bytes that are no text stay", "\xFF\xC3", "\xFF\xC3");
    }
    void oneLineIsWhatWasMeant()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, meant);
        QCOMPARE(QByteArray::fromStdString(oneLine(typed.toStdString())), meant);
        QCOMPARE(QByteArray::fromStdString(oneLine(meant.toStdString())), meant);
    }

    void severalLinesStayLines()
    {
        QCOMPARE(withCleanEnds("\n Dear all,\n  hello \n"), std::string("Dear all,\n  hello"));
    }

    void anErrorReadsAsOneLine()
    {
        const Error whole{Error::Code::InvalidValue, "\"x\" is not a port", "a.json:3:7", "1 to 65535",
                          "choose one"};
        QCOMPARE(whole.text(),
                 std::string("a.json:3:7: \"x\" is not a port; allowed: 1 to 65535; choose one"));
        QCOMPARE(Error({Error::Code::Io, "disk full", {}, {}, {}}).text(), std::string("disk full"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestText)
#include "tst_text.moc"
