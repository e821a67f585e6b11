// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/deployment.h"
#include "tests/support/main.h"

#include <QJsonArray>

using namespace turnpike;
using namespace turnpike::model;
using namespace Qt::StringLiterals;

class TestValueType : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void textIsReadAsAPersonTypesIt_data()
    {
        QTest::addColumn<QString>("property");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected"); // empty: refused
        const auto row = [](const char *property, const char *typed, const char *expected) {
            QTest::newRow(qPrintable(QString::fromLatin1(property) + u" = " + QString::fromUtf8(typed)))
                << QString::fromLatin1(property) << QString::fromUtf8(typed) << QString::fromUtf8(expected);
        };
        row("EdgeTransports.udp", "on", "true");
        row("EdgeTransports.udp", "No", "false");
        row("EdgeTransports.udp", "maybe", "");
        row("EdgeLifetimes.nonce", "600", "600 s");
        row("EdgeLifetimes.nonce", "10 min", "600 s");
        row("EdgeLifetimes.nonce", "1h", "3600 s");
        row("EdgeLifetimes.nonce", "-5", "");
        row("AvAuthentication.tokenLifetime", "8 h", "480 min");
        row("AvAuthentication.tokenLifetime", "90 s", "");
        row("EdgeLimits.bandwidthPerUser", "3 Mbit/s", "3000 kbit/s");
        row("EdgeLimits.allocations", "4.5", "");
        row("EdgeLimits.allocations", "99999999999", "");
        row("AvEdge.udpPort", "3478", "3478");
        row("AvEdge.udpPort", "0", "");
        row("AvEdge.udpPort", "65536", "");
        row("AvEdge.relayPorts", "50000-59999", "50000-59999");
        row("AvEdge.relayPorts", "59999-50000", "");
        row("AddressBook.runTime", "1:30", "01:30");
        row("AddressBook.runTime", "24:00", "");
        row("AddressBook.maxDeltaFileSizePercentage", "12.5", "12.5");
        row("AddressBook.maxDeltaFileSizePercentage", "nan", "");
        row("EdgeServer.externalAddress", "2001:DB8::0:1", "2001:db8::1");
        row("EdgeServer.externalAddress", "1.2.3", "");
        row("EdgePeers.allow", "10.0.0.0/8, 192.0.2.1", "10.0.0.0/8 192.0.2.1/32");
        row("EdgePeers.allow", "10.0.0.1/8", "");
        row("FileTransferFilter.action", "BLOCKALL", "blockAll");
        row("FileTransferFilter.action", "blockNone", "");
        row("RoleAssignment.role", "operator", "operator");
        row("FileTransferFilter.extensions", ".exe .bat", ".exe .bat");
    }
    void textIsReadAsAPersonTypesIt()
    {
        QFETCH(QString, property);
        QFETCH(QString, typed);
        QFETCH(QString, expected);
        const PropertyInfo &info = find(property);
        const auto value = info.type().parse(typed);
        QCOMPARE(value.has_value(), !expected.isEmpty());
        if (value)
            QCOMPARE(info.type().toText(*value), expected);
        else
            QVERIFY2(!value.error().message.empty(), "an error without words");
    }

    void durationsAreReadAsTheyAreShown_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("seconds");
        const auto row = [](const QString &typed, qint64 seconds) {
            QTest::newRow(qPrintable(typed)) << typed << seconds;
        };
        row(u"600"_s, 600);
        row(u"600 s"_s, 600);
        row(u"10 min"_s, 600);
        row(u"1 h 30 min"_s, 5400);
        row(u"1h30min"_s, 5400);
        row(u"1 d 2 h 3 min 4 s"_s, 93784);
        row(u"1.5 h"_s, 5400);
        row(u"\u00A010 min\u200B"_s, 600);
        row(u"30 min 1 h"_s, -1);
        row(u"1 h 30"_s, -1);
        row(u"1 h 1 h"_s, -1);
        row(u"1.0001 s"_s, -1);
        row(u"0.5 s"_s, -1);
        row(u"-1 s"_s, -1);
        row(u"10 miles"_s, -1);
        row(u""_s, -1);
    }
    void durationsAreReadAsTheyAreShown()
    {
        QFETCH(QString, typed);
        QFETCH(qint64, seconds);
        const auto value = ValueType::of<std::chrono::seconds>().parse(typed);
        QCOMPARE(value ? static_cast<qint64>(value->value<std::chrono::seconds>().count()) : qint64(-1),
                 seconds);
    }

    void whatIsTypedIsCleanedAndWhatIsStoredIsNot()
    {
        const auto type = ValueType::of<QString>();
        QCOMPARE(type.parse(u" \u00A0a b\n"_s).value().toString(), u"a b"_s);
        QCOMPARE(type.fromJson(u" a b\n"_s).value().toString(), u" a b\n"_s);
        QCOMPARE(ValueType::of<QStringList>().parse(u"a\u00A0b\u200B\nc;d"_s).value().toStringList(),
                 (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void textsKeepToTheirFormat_data()
    {
        QTest::addColumn<TextFormat>("format");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isValid");
        const auto row = [](const char *name, TextFormat format, const QString &text, bool isValid) {
            QTest::newRow(name) << format << text << isValid;
        };
        row("host", TextFormat::HostName, u"av.contoso.com"_s, true);
        row("wildcard of a host", TextFormat::HostName, u"*.contoso.com"_s, false);
        row("name in a certificate", TextFormat::CertificateName, u"av.contoso.com"_s, true);
        row("wildcard in a certificate", TextFormat::CertificateName, u"*.contoso.com"_s, true);
        row("wildcard for a part of a label", TextFormat::CertificateName, u"av*.contoso.com"_s, false);
        row("wildcard that is not the first label", TextFormat::CertificateName, u"av.*.contoso.com"_s,
            false);
        row("two wildcards", TextFormat::CertificateName, u"*.*.contoso.com"_s, false);
        row("wildcard alone", TextFormat::CertificateName, u"*"_s, false);
        row("host with underscore", TextFormat::HostName, u"av_1.contoso.com"_s, false);
        row("label of 64", TextFormat::HostName, QString(64, u'a'), false);
        row("label of 63", TextFormat::HostName, QString(63, u'a'), true);
        row("host with newline at the end", TextFormat::HostName, u"av.contoso.com\n"_s, false);
        row("name", TextFormat::Name, u"edge-1.a_b"_s, true);
        row("name with slash", TextFormat::Name, u"a/b"_s, false);
        row("name with newline at the end", TextFormat::Name, u"a\n"_s, false);
        row("url", TextFormat::HttpUrl, u"https://a/b"_s, true);
        row("ftp url", TextFormat::HttpUrl, u"ftp://a/b"_s, false);
        row("ldap", TextFormat::LdapUrl, u"ldap://dc1"_s, true);
        row("extension", TextFormat::FileExtension, u".exe"_s, true);
        row("extension without dot", TextFormat::FileExtension, u"exe"_s, false);
        row("key", TextFormat::HexKey, QString(32, u'a'), true);
        row("short key", TextFormat::HexKey, QString(31, u'a'), false);
        row("control character", TextFormat::Free, u"a\x01"_s, false);
        row("line break", TextFormat::Free, u"a\nb"_s, true);
        row("far too long", TextFormat::Free, QString(20000, u'a'), false);
        row("pattern", TextFormat::RegularExpression, u"^(\\d)$"_s, true);
        row("broken pattern", TextFormat::RegularExpression, u"("_s, false);
        row("address and port", TextFormat::AddressAndPort, u"[::1]:9641"_s, true);
        row("address without port", TextFormat::AddressAndPort, u"127.0.0.1"_s, false);
        row("user name", TextFormat::UserName, u"gr\u00fc\u00dfe aus K\u00f6ln"_s, true);
        row("user name of 508 bytes", TextFormat::UserName, QString(254, u'\u00fc'), true);
        row("user name of 510 bytes", TextFormat::UserName, QString(255, u'\u00fc'), false);
        row("user name with escape", TextFormat::UserName, u"a\x1b[2J"_s, false);
        row("user name that turns round", TextFormat::UserName, u"a\u202eb"_s, false);
        row("realm", TextFormat::Realm, u"example.org"_s, true);
        row("realm of 127 characters", TextFormat::Realm, QString(127, u'r'), true);
        row("realm of 2000 characters", TextFormat::Realm, QString(2000, u'r'), false);
        row("moment", TextFormat::Moment, u"2026-12-31T23:59:59Z"_s, true);
        row("moment of no day", TextFormat::Moment, u"2026-02-30T00:00:00Z"_s, false);
        row("moment of some time zone", TextFormat::Moment, u"2026-12-31T23:59:59"_s, false);
        row("moment with newline at the end", TextFormat::Moment, u"2026-12-31T23:59:59Z\n"_s, false);
        row("separator", TextFormat::Separator, u":"_s, true);
        row("another separator", TextFormat::Separator, u"~"_s, true);
        row("two separators", TextFormat::Separator, u"::"_s, false);
        row("a digit does not separate", TextFormat::Separator, u"7"_s, false);
        row("neither does a space", TextFormat::Separator, u" "_s, false);
        row("empty is not set", TextFormat::HostName, QString(), true);
    }
    void textsKeepToTheirFormat()
    {
        QFETCH(TextFormat, format);
        QFETCH(QString, text);
        QFETCH(bool, isValid);
        const auto checked = checkText(format, text);
        QCOMPARE(checked.has_value(), isValid);
        if (!checked)
            QVERIFY(!checked.error().allowed.empty());
    }

    void anEmptyItemOfAListIsRefused()
    {
        const PropertyInfo &info = find(u"Forest.sipDomains"_s);
        QVERIFY(!info.check(QStringList{u"contoso.com"_s, QString()}));
    }

    void anItemOfAJsonListIsNotSplit()
    {
        const PropertyInfo &info = find(u"EdgePeers.allow"_s);
        QVERIFY(!info.type().fromJson(QJsonArray{u"10.0.0.0/8 11.0.0.0/8"_s}));
    }

    void aWrongChoiceNamesTheNearest()
    {
        const auto value = find(u"FileTransferFilter.action"_s).type().parse(u"blocklst"_s);
        QCOMPARE(value.error().remedy, "did you mean \"blockList\"?");
    }

private:
    static const PropertyInfo &find(const QString &classAndName)
    {
        const QStringList parts = classAndName.split(u'.');
        const ClassInfo *infos[] = {&ClassInfo::of<EdgeTransports>(),
                                    &ClassInfo::of<EdgeLifetimes>(),
                                    &ClassInfo::of<EdgeLimits>(),
                                    &ClassInfo::of<EdgePeers>(),
                                    &ClassInfo::of<AvEdge>(),
                                    &ClassInfo::of<AvAuthentication>(),
                                    &ClassInfo::of<AddressBook>(),
                                    &ClassInfo::of<EdgeServer>(),
                                    &ClassInfo::of<FileTransferFilter>(),
                                    &ClassInfo::of<RoleAssignment>(),
                                    &ClassInfo::of<Forest>()};
        for (const ClassInfo *info : infos) {
            if (info->name() == parts.first())
                return *info->find(parts.last());
        }
        qFatal("no class %s", qPrintable(classAndName));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestValueType)
#include "tst_value_type.moc"
