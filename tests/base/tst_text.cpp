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
