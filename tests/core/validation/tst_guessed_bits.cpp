// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/guessed_bits.h"
#include "tests/support/main.h"

#include <QCoreApplication>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// What a validation takes for a secret that can be found by trial. The limit is what the rule uses.
class TestGuessedBits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void whatPeopleThinkOfIsWeakHoweverLong_data()
    {
        QTest::addColumn<QString>("secret");
        for (const char *secret :
             {"x", "short", "1234567890123456", "123456789012345678901234567890",
              "passwordpasswordpasswordpassword", "qwertyuiopasdfgh", "QWERTZuiop123456",
              "abcdefghijklmnopqrstuvwxyz", "abcdefghij0123456789ABCDEF", "contoso.comcontoso.com",
              "Contoso.Com-hq-contoso.com", "abababababababababababababababab",
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "zyxwvutsrqponmlkjihg", "2468135797531",
              "correcthorsebatterystaple", "TurnServerSecret2026", "deadbeefdeadbeefdeadbeefdeadbeef"})
            QTest::newRow(secret) << QString::fromLatin1(secret);
    }
    void whatPeopleThinkOfIsWeakHoweverLong()
    {
        QFETCH(const QString, secret);
        const double bits = validation::guessedBits(secret, {u"contoso.com"_s, u"hq"_s});
        QVERIFY2(bits < 48, qPrintable(QString::number(bits)));
    }

    void whatAGeneratorMakesIsStrong_data()
    {
        QTest::addColumn<QString>("secret");
        for (const char *secret :
             {"3f9c1b7e02d84a65", "kV8#pQz2!mTx", "8k2m9x4v7q1z5c3b", "xkqjzvwmhtrbnp",
              "Zm9vYmFyIHF1dXggMTIz", "vessel-orbit-mango-frugal-tunic", "4d0f7a6c2b9e8135d7c0a4f6e2b19853"})
            QTest::newRow(secret) << QString::fromLatin1(secret);
    }
    void whatAGeneratorMakesIsStrong()
    {
        QFETCH(const QString, secret);
        const double bits = validation::guessedBits(secret, {u"contoso.com"_s, u"hq"_s});
        QVERIFY2(bits >= 48, qPrintable(QString::number(bits)));
    }

    void nothingIsNothing() { QCOMPARE(validation::guessedBits(QString()), 0.0); }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestGuessedBits)
#include "tst_guessed_bits.moc"
