// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/connection_profile.h"
#include "tests/core/client/certificates.h"
#include "tests/support/main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace turnpike::client {

using namespace Qt::StringLiterals;

class TestConnectionProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_folder->filePath(u"connections"_s));
    }

    void whatIsSavedIsFound();
    void onlyTheOwnerMayRead();
    void noKeyIsOnDisk();
    void anUnknownNameListsTheKnownOnes();
    void aDamagedFileIsNamedAndHidesNoOther();
    void aFingerprintThatDoesNotFitIsRefused();
    void removedProfilesAreGone();
    void namesMayHoldAnything();
    void addingNeverReplaces();
    void proposedNamesAreFree();
    void aSecondConnectionToARelayIsProposedANameOfItsOwn();
    void aConnectionIsFoundByNameAndByAddress();
    void addressesAreParsed_data();
    void addressesAreParsed();

private:
    [[nodiscard]] static ConnectionProfile profile(const QString &name)
    {
        ConnectionProfile profile;
        profile.name = name;
        profile.host = u"2001:db8::1"_s;
        profile.port = 6000;
        profile.certificate = QSslCertificate(testing::selfSigned(u"anna"_s).certificate);
        profile.authority = QSslCertificate(testing::selfSigned(u"authority"_s).certificate);
        profile.serverCertificate = QSslCertificate(testing::selfSigned(u"edge1"_s).certificate);
        profile.role = Role::Operator;
        profile.relayName = u"edge1"_s;
        return profile;
    }
    [[nodiscard]] QString onlyFile() const
    {
        const QDir folder(m_store->folder());
        return folder.filePath(folder.entryList(QDir::Files).value(0));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
};

void TestConnectionProfile::whatIsSavedIsFound()
{
    const auto edge = profile(u"edge1"_s);
    QVERIFY(m_store->save(edge));
    QVERIFY(m_store->save(profile(u"edge2"_s)));
    QCOMPARE(*m_store->find(u"edge1"_s), edge);
    QCOMPARE(m_store->all().size(), 2);
    QCOMPARE(edge.address(), u"[2001:db8::1]:6000"_s);
    QCOMPARE(fingerprintText(edge.certificate).size(), 32 * 3 - 1);
}

void TestConnectionProfile::onlyTheOwnerMayRead()
{
    QVERIFY(m_store->save(profile(u"edge1"_s)));
    QVERIFY(!(QFile::permissions(onlyFile()) & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestConnectionProfile::noKeyIsOnDisk()
{
    QVERIFY(m_store->save(profile(u"edge1"_s)));
    QFile file(onlyFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("PRIVATE KEY"));
}

void TestConnectionProfile::anUnknownNameListsTheKnownOnes()
{
    QVERIFY(m_store->save(profile(u"edge1"_s)));
    const auto missing = m_store->find(u"egde1"_s);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::NotFound);
    QCOMPARE(missing.error().allowed, "edge1");
    QCOMPARE(missing.error().remedy, "did you mean \"edge1\"?");
}

void TestConnectionProfile::aDamagedFileIsNamedAndHidesNoOther()
{
    QVERIFY(m_store->save(profile(u"edge1"_s)));
    QFile damaged(m_store->folder() + u"/edge2.json"_s);
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{\"name\":\"edge2\"}");
    damaged.close();
    QList<Error> unreadable;
    QCOMPARE(m_store->all(&unreadable).size(), 1);
    QCOMPARE(unreadable.size(), 1);
    QCOMPARE(QString::fromStdString(unreadable.front().where), damaged.fileName());
    QVERIFY(unreadable.front().message.find("host") != std::string::npos);
    QCOMPARE(m_store->find(u"edge2"_s).error(), unreadable.front());
}

void TestConnectionProfile::aFingerprintThatDoesNotFitIsRefused()
{
    auto edge = profile(u"edge1"_s);
    QVERIFY(m_store->save(edge));
    QFile file(onlyFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    auto text = file.readAll();
    const auto before = edge.serverCertificate.toPem().replace("\n", "\\n");
    const auto after = edge.authority.toPem().replace("\n", "\\n");
    QVERIFY(text.contains(before));
    file.resize(0);
    file.write(text.replace(before, after));
    file.close();
    QVERIFY(m_store->find(u"edge1"_s).error().message.find("fingerprint") != std::string::npos);
}

void TestConnectionProfile::removedProfilesAreGone()
{
    QVERIFY(m_store->save(profile(u"edge1"_s)));
    QVERIFY(m_store->remove(u"edge1"_s));
    QVERIFY(!m_store->find(u"edge1"_s));
    QVERIFY(m_store->remove(u"edge1"_s));
}

void TestConnectionProfile::namesMayHoldAnything()
{
    const auto name = u"../edge 1/ü"_s;
    QVERIFY(m_store->save(profile(name)));
    QCOMPARE(m_store->find(name)->name, name);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList{u"connections"_s});
}

void TestConnectionProfile::addingNeverReplaces()
{
    auto edge = profile(u"edge1"_s);
    QVERIFY(m_store->add(edge));
    auto other = profile(u"edge1"_s);
    other.host = u"edge1.fabrikam.com"_s;
    const auto refused = m_store->add(other);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::AlreadyExists);
    QVERIFY2(refused.error().message.find("[2001:db8::1]:6000") != std::string::npos,
             refused.error().text().c_str());
    QCOMPARE(m_store->find(u"edge1"_s)->host, edge.host);

    // Nor one whose file cannot be read.
    QFile damaged(onlyFile());
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{}");
    damaged.close();
    QVERIFY(m_store->has(u"edge1"_s));
    QVERIFY(!m_store->add(other));
}

void TestConnectionProfile::proposedNamesAreFree()
{
    const HostAndPort contoso{u"edge1.contoso.com"_s, 5443};
    const HostAndPort fabrikam{u"edge1.fabrikam.com"_s, 5443};
    QCOMPARE(m_store->proposedName(contoso), u"edge1"_s);
    QCOMPARE(m_store->proposedName({u"192.0.2.10"_s, 5443}), u"192.0.2.10"_s);
    QCOMPARE(m_store->proposedName({u"2001:db8::1"_s, 5443}), u"2001:db8::1"_s);
    for (int number = 0; number < 6; ++number) {
        const QString name = m_store->proposedName(fabrikam);
        QVERIFY2(!m_store->has(name), qPrintable(name));
        QVERIFY(m_store->add(profile(name)));
    }
    QCOMPARE(m_store->all().size(), 6);
}

void TestConnectionProfile::aSecondConnectionToARelayIsProposedANameOfItsOwn()
{
    const HostAndPort there{u"2001:db8::1"_s, 6000};
    QCOMPARE(m_store->proposedPerson(u"anna"_s, there), u"anna"_s);
    QVERIFY(!m_store->pairedAs(u"anna"_s, there));
    QVERIFY(m_store->add(profile(u"first"_s)));
    QCOMPARE(m_store->pairedAs(u"anna"_s, there)->name, u"first"_s);
    QCOMPARE(m_store->proposedPerson(u"anna"_s, there), u"anna-2"_s);
    // Other relays know nothing of it.
    QCOMPARE(m_store->proposedPerson(u"anna"_s, {u"2001:db8::1"_s, 6001}), u"anna"_s);
    QCOMPARE(m_store->proposedPerson(u"berta"_s, there), u"berta"_s);
}

void TestConnectionProfile::aConnectionIsFoundByNameAndByAddress()
{
    QVERIFY(m_store->add(profile(u"hq edge"_s)));
    QCOMPARE(m_store->match(u"hq edge"_s)->name, u"hq edge"_s);
    QCOMPARE(m_store->match(u"[2001:DB8::1]:6000"_s)->name, u"hq edge"_s);
    QCOMPARE(m_store->match(u"[2001:db8::1]:6001"_s).error().code, Error::Code::NotFound);
    QVERIFY(m_store->add(profile(u"other name"_s)));
    const auto either = m_store->match(u"[2001:db8::1]:6000"_s);
    QVERIFY(!either);
    QCOMPARE(either.error().allowed, "hq edge, other name");
}

void TestConnectionProfile::addressesAreParsed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("name") << u"edge1.contoso.com"_s << u"edge1.contoso.com"_s << 5443;
    QTest::newRow("name and port") << u"edge1:6000"_s << u"edge1"_s << 6000;
    QTest::newRow("IPv4") << u"192.0.2.1:6000"_s << u"192.0.2.1"_s << 6000;
    QTest::newRow("IPv6") << u"[2001:db8::1]:6000"_s << u"2001:db8::1"_s << 6000;
    QTest::newRow("as turnpiked prints it") << u"https://127.0.0.1:6000"_s << u"127.0.0.1"_s << 6000;
    QTest::newRow("as a browser shows it")
        << u" HTTPS://edge1.contoso.com/ "_s << u"edge1.contoso.com"_s << 5443;
    QTest::newRow("IPv6 as it is printed") << u"https://[::1]:5443"_s << u"::1"_s << 5443;
    QTest::newRow("IPv6 alone") << u"2001:db8::1"_s << u"2001:db8::1"_s << 5443;
    QTest::newRow("IPv6 in brackets") << u"[2001:db8::1]"_s << u"2001:db8::1"_s << 5443;
    QTest::newRow("in other letters") << u"münchen.example:6000"_s << u"xn--mnchen-3ya.example"_s << 6000;
    QTest::newRow("in the form of the DNS")
        << u"xn--mnchen-3ya.example"_s << u"xn--mnchen-3ya.example"_s << 5443;
    // Of this registry QUrl itself would show, and so keep, the letters.
    QTest::newRow("where QUrl shows letters") << u"münchen.de"_s << u"xn--mnchen-3ya.de"_s << 5443;
    QTest::newRow("another protocol") << u"http://edge1"_s << QString() << 0;
    QTest::newRow("empty") << u""_s << QString() << 0;
    QTest::newRow("a path") << u"edge1/status"_s << QString() << 0;
    QTest::newRow("no port") << u"edge1:0"_s << QString() << 0;
    QTest::newRow("too large a port") << u"edge1:65536"_s << QString() << 0;
    QTest::newRow("a user") << u"anna@edge1"_s << QString() << 0;
    QTest::newRow("a space") << u"edge 1"_s << QString() << 0;
}

void TestConnectionProfile::addressesAreParsed()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    const auto parsed = HostAndPort::parse(text);
    QCOMPARE(parsed.has_value(), !host.isEmpty());
    if (!parsed)
        return;
    QCOMPARE(parsed->host, host);
    QCOMPARE(int(parsed->port), port);
    // What the profile prints is read as the same.
    ConnectionProfile saved;
    saved.host = parsed->host;
    saved.port = parsed->port;
    const auto again = HostAndPort::parse(saved.address());
    QVERIFY(again.has_value());
    QCOMPARE(again->host, host);
    QCOMPARE(int(again->port), port);
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestConnectionProfile)
#include "tst_connection_profile.moc"
