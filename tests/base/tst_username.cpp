// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/username.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace std::chrono_literals;

class TestUsername : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aTimeLimitedNameCarriesItsExpiryAndThePerson()
    {
        const auto name = TimeLimitedName::parse("1735689600:alice");
        QVERIFY(name);
        QVERIFY(name->expires == WallTime(1'735'689'600s));
        QCOMPARE(name->person, std::string_view("alice"));
    }

    void aDateAloneIsATimeLimitedNameOfNobody()
    {
        for (const char *username : {"1735689600", "1735689600:"}) {
            const auto name = TimeLimitedName::parse(username);
            QVERIFY2(name && name->expires == WallTime(1'735'689'600s) && name->person.empty(), username);
            // Nobody pays for the calls of all nameless ones.
            QCOMPARE(personOf(username), std::string_view(username));
        }
    }

    void theSeparatorIsWhatTheRelayIsTold()
    {
        QCOMPARE(personOf("1735689600~alice", '~'), "alice");
        QCOMPARE(personOf("1735689600:alice", '~'), "1735689600:alice");
        QVERIFY(!TimeLimitedName::parse("1735689600:alice", '~'));
        QVERIFY(!TimeLimitedName::parse("1735689600:alice", '\0'));
        QVERIFY(!TimeLimitedName::parse("1735689600", '\0'));
    }

    void otherNamesAreNotTimeLimited()
    {
        for (const char *username : {"", "alice", "alice:5", ":alice", "-5:alice", "17356896x0:alice",
                                     " 1735689600:alice", "99999999999999999999:alice", "253402300800:alice"})
            QVERIFY2(!TimeLimitedName::parse(username), username);
        QVERIFY(TimeLimitedName::parse("253402300799:alice"));
    }

    void thePersonIsTheSameUnderEachName()
    {
        QCOMPARE(personOf("1735689600:alice"), "alice");
        QCOMPARE(personOf("1735689601:alice"), "alice");
        QCOMPARE(personOf("1735689601:a:b"), "a:b");
        QCOMPARE(personOf("alice"), "alice");
        QCOMPARE(personOf("alice:5"), "alice:5");
        QCOMPARE(personOf("1735689600:"), "1735689600:");
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestUsername)
#include "tst_username.moc"
