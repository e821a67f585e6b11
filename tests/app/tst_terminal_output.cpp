// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/allocation_table.h"
#include "app/turnpikectl/output.h"
#include "tests/support/main.h"

using namespace Qt::StringLiterals;

/// What turnpikectl prints of texts that others wrote.
class TestTerminalOutput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aCellOfATableBeginsNoRowOfItsOwn()
    {
        const auto table = turnpike::ctl::table({{u"USER"_s, u"VIA"_s},
                                                 {u"a\n\x1b[2J\x1b[31mforged"_s, u"udp"_s},
                                                 {u"\u202egnorw\u009b2J"_s, u"tcp"_s}});
        QCOMPARE(table.count(u'\n'), 2);
        QVERIFY(!table.contains(u'\x1b') && !table.contains(QChar(0x9b)) && !table.contains(QChar(0x202e)));
        QVERIFY(table.contains(u"a\\n\\x1b[2J\\x1b[31mforged"));
    }

    void columnsAreAsWideAsWhatIsShown()
    {
        const auto lines = turnpike::ctl::table({{u"\x01"_s, u"x"_s}, {u"abcdef"_s, u"y"_s}}).split(u'\n');
        QCOMPARE(lines.first().lastIndexOf(u'x'), lines.last().indexOf(u'y'));
    }

    void aCallShowsBothOfItsRelayedAddresses()
    {
        turnpike::live::Snapshot snapshot;
        auto &call = snapshot.allocations.emplace_back();
        call.relayed = turnpike::TransportAddress::parse("203.0.113.5:50123").value();
        call.additional = turnpike::TransportAddress::parse("[2001:db8::5]:50456").value();
        const auto table = turnpike::ctl::allocationTable(snapshot, {});
        QVERIFY2(table.contains(u"203.0.113.5:50123 [2001:db8::5]:50456"), qPrintable(table));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTerminalOutput)
#include "tst_terminal_output.moc"
