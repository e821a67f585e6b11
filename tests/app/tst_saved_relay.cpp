// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/saved_relay.h"
#include "tests/core/client/certificates.h"
#include "tests/support/main.h"

#include <QApplication>
#include <QTemporaryDir>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// `turnpike --relay NAME`: which relay the window shows.
class TestSavedRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_profiles = client::ProfileStore(m_folder->path());
        m_secrets = client::openSessionSecretStore();
        QVERIFY(m_profiles.save(paired(u"edge north"_s, u"north.contoso.com"_s)));
        QVERIFY(m_profiles.save(paired(u"edge south"_s, u"south.contoso.com"_s)));
    }

    void aRelayIsShownByNameAndByAddress_data()
    {
        QTest::addColumn<QString>("named");
        QTest::newRow("name") << u"edge north"_s;
        QTest::newRow("address") << u"north.contoso.com:6000"_s;
        QTest::newRow("as it is printed") << u"https://NORTH.contoso.com:6000/"_s;
    }
    void aRelayIsShownByNameAndByAddress()
    {
        QFETCH(const QString, named);
        const auto relay = console::savedRelay(named, m_profiles, *m_secrets);
        QVERIFY2(relay, relay ? "" : relay.error().text().c_str());
        QCOMPARE((*relay)->displayName(), u"edge north"_s);
        // The window opens it.
        QCOMPARE((*relay)->state(), wire::RelayConnection::State::Disconnected);
    }

    void whoIsNotKnownIsSaidWithWhoIs()
    {
        const auto relay = console::savedRelay(u"edge nort"_s, m_profiles, *m_secrets);
        QVERIFY(!relay);
        QCOMPARE(relay.error().code, Error::Code::NotFound);
        QCOMPARE(relay.error().where, std::string("--relay"));
        QCOMPARE(relay.error().allowed, std::string("edge north, edge south"));
        QVERIFY(relay.error().remedy.find("edge north") != std::string::npos);
    }

    void whereNoneIsKnownPairingIsTheRemedy()
    {
        const auto relay =
            console::savedRelay(u"edge"_s, client::ProfileStore(m_folder->path() + u"/none"_s), *m_secrets);
        QVERIFY(!relay);
        QVERIFY2(relay.error().remedy.find("pair with it") != std::string::npos,
                 relay.error().text().c_str());
    }

    void anAddressOfTwoIsAskedFor()
    {
        QVERIFY(m_profiles.save(paired(u"north again"_s, u"north.contoso.com"_s)));
        const auto relay = console::savedRelay(u"north.contoso.com:6000"_s, m_profiles, *m_secrets);
        QVERIFY(!relay);
        QCOMPARE(relay.error().allowed, std::string("edge north, north again"));
        QCOMPARE(relay.error().where, std::string("--relay"));
    }

private:
    static client::ConnectionProfile paired(const QString &name, const QString &host)
    {
        client::ConnectionProfile profile;
        profile.name = name;
        profile.host = host;
        profile.port = 6000;
        const QSslCertificate certificate(testing::selfSigned(u"edge"_s).certificate);
        profile.certificate = profile.authority = profile.serverCertificate = certificate;
        profile.relayName = u"edge"_s;
        return profile;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    client::ProfileStore m_profiles;
    std::unique_ptr<client::SecretStore> m_secrets;
};

TURNPIKE_TEST_MAIN(QApplication, TestSavedRelay)
#include "tst_saved_relay.moc"
