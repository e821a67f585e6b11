// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/av_edge.h"
#include "core/model/derived_key.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace Qt::StringLiterals;
using model::derivedKey;

/// Where passwords enter, whatever keyboard they were typed on.
class TestDerivedKey : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void itIsWhatTheRfcComputes()
    {
        // RFC 8489 section 9.2.2 gives this example.
        QCOMPARE(derivedKey(u"user"_s, u"realm"_s, u"pass"_s).value().first(32),
                 u"8493fbc53ba582fb4c044c456bdc40eb"_s);
        // printf 'gr\xc3\xbc\xc3\x9fe:m\xc3\xbcnchen:na\xc3\xafve word' | md5sum; the same of sha256sum
        QCOMPARE(derivedKey(u"grüße"_s, u"münchen"_s, u"naïve word"_s).value(),
                 u"b8363511482ee68ac4f335b37d1070f1"
                 "872ca082d155add13a603e9ad11f6347f497c693ff0922210a947987ff531882"_s);
    }

    void oneTextHasOneKeyHoweverItIsTyped()
    {
        const QString key = derivedKey(u"grüße"_s, u"münchen"_s, u"naïve word"_s).value();
        QCOMPARE(derivedKey(u"gru\u0308ße"_s, u"münchen"_s, u"naïve word"_s).value(), key);
        QCOMPARE(derivedKey(u"grüße"_s, u"mu\u0308nchen"_s, u"naïve word"_s).value(), key);
        QCOMPARE(derivedKey(u"grüße"_s, u"münchen"_s, u"nai\u0308ve\u00a0word"_s).value(), key);
    }

    void whatCannotBeUsedIsNamedAndNotRepeated()
    {
        const auto named = [](const QString &user, const QString &realm, const QString &password) {
            const auto key = derivedKey(user, realm, password);
            return key ? std::string() : key.error().where;
        };
        QCOMPARE(named(u"a\nb"_s, u"r"_s, u"p"_s), std::string("user name"));
        QCOMPARE(named(u"a"_s, QString(200, u'r'), u"p"_s), std::string("realm"));
        QCOMPARE(named(u"a"_s, u"r"_s, u"my\u200bpass"_s), std::string("password"));
        QCOMPARE(named(u"a"_s, u"r"_s, QString()), std::string("password"));
        const auto refused = derivedKey(u"a"_s, u"r"_s, u"my\u200bpass"_s);
        QVERIFY(refused.error().text().find("pass\"") == std::string::npos);
        QVERIFY(refused.error().text().find("my") == std::string::npos);
    }

    void aNameThatIsReadIsPrepared()
    {
        const auto *name = model::ClassInfo::of<model::EdgeUser>().find(u"name");
        QCOMPARE(name->type().parse(u"gru\u0308ße"_s).value().toString(), u"grüße"_s);
        QCOMPARE(name->type().fromJson(u"gru\u0308ße"_s).value().toString(), u"grüße"_s);
        const auto *realm = model::ClassInfo::of<model::AvEdge>().find(u"realm");
        QCOMPARE(realm->type().parse(u"mu\u0308nchen"_s).value().toString(), u"münchen"_s);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDerivedKey)
#include "tst_derived_key.moc"
