// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/live_watcher.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using http::ConnectionRegister;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::ServedRelay;

namespace {

using Time = http::FamiliarSources::Time;

IpAddress address(const QByteArray &text)
{
    return IpAddress::parse(text.toStdString()).value();
}

/// Strangers who come one after the other, at an even rate, each from the next of so many sources; and an
/// administrator whose words take their time to come.
class Siege {
public:
    Siege(bool isV6, int sources, std::chrono::microseconds between)
        : m_isV6(isV6)
        , m_sources(sources)
        , m_between(between)
    {
    }

    /// Mute ones, or such whose handshake goes on.
    void strangersTalk() { m_talk = true; }
    /// The strangers of so much time.
    void goOn(std::chrono::microseconds time)
    {
        for (const Time until = m_now + time; m_now < until; m_now += m_between) {
            const auto number = ++m_number;
            come(number, source(static_cast<int>(number) * 7919 % m_sources));
            if (m_talk)
                m_register.madeProgress(number);
        }
    }
    /// Whether a sign-in with this round trip ends well: one until the client has spoken, one until it has
    /// shown its certificate.
    [[nodiscard]] bool signIn(const QByteArray &from, std::chrono::milliseconds roundTrip)
    {
        m_administrator = ++m_number;
        come(m_administrator, address(from));
        goOn(roundTrip);
        m_register.madeProgress(m_administrator);
        goOn(roundTrip);
        const bool isKnown = m_register.makeKnown(m_administrator, "anna", true, m_now);
        m_register.leave(m_administrator, m_now);
        return isKnown;
    }
    [[nodiscard]] ConnectionRegister &connections() { return m_register; }

private:
    [[nodiscard]] IpAddress source(int index) const
    {
        if (!m_isV6)
            return address("203.0.113." + QByteArray::number(index));
        return address("2001:db8:1:" + QByteArray::number(index * 256, 16) + "::9");
    }
    void come(quint64 number, const IpAddress &from)
    {
        if (const auto leaving = m_register.enter(number, from, false, m_now))
            m_register.leave(*leaving, m_now);
    }

    bool m_isV6;
    int m_sources;
    std::chrono::microseconds m_between;
    bool m_talk = false;
    ConnectionRegister m_register{ConnectionRegister::Limits()};
    Time m_now{std::chrono::hours(100)};
    quint64 m_number = 0;
    quint64 m_administrator = 0;
};

} // namespace

/// Attacks on the moment in which an administrator is still a stranger: the handshake.
class TestSignIn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    // T10, T33: a slow trickle from many sources, each with a connection or two
    void aTrickleOfStrangersLetsEverybodySignIn_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<int>("sources");
        QTest::addColumn<QByteArray>("administrator");
        QTest::newRow("IPv4, a low address") << false << 100 << QByteArray("192.0.2.1");
        QTest::newRow("IPv4, a high address") << false << 100 << QByteArray("233.252.0.1");
        QTest::newRow("IPv6, a low address") << true << 256 << QByteArray("2001:db8::1");
        QTest::newRow("IPv6, a high address") << true << 256 << QByteArray("2001:db8:ffff::1");
    }
    void aTrickleOfStrangersLetsEverybodySignIn()
    {
        QFETCH(const bool, isV6);
        QFETCH(const int, sources);
        QFETCH(const QByteArray, administrator);
        Siege siege(isV6, sources, 4ms);
        siege.goOn(1s);
        // Nobody has ever seen this address: each of the many pushes out the oldest.
        QVERIFY(siege.signIn(administrator, 50ms));
        siege.strangersTalk();
        siege.goOn(1s);
        QVERIFY(siege.signIn(administrator, 50ms));
    }

    // T10: a flood, faster than any place among new faces lasts
    void aFloodOfStrangersLetsThoseSignInWhoWereHereBefore_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<QByteArray>("administrator");
        QTest::newRow("IPv4") << false << QByteArray("192.0.2.1");
        QTest::newRow("IPv6") << true << QByteArray("2001:db8::1");
    }
    void aFloodOfStrangersLetsThoseSignInWhoWereHereBefore()
    {
        QFETCH(const bool, isV6);
        QFETCH(const QByteArray, administrator);
        Siege flood(isV6, 250, 250us);
        QVERIFY(flood.signIn(administrator, 0ms));
        flood.goOn(200ms);
        QVERIFY(flood.signIn(administrator, 100ms));
        flood.strangersTalk();
        flood.goOn(200ms);
        QVERIFY(flood.signIn(administrator, 100ms));
        // For a day, from the last time on.
        flood.connections().forgetUnless([](const QByteArray &) { return false; });
        QVERIFY(!flood.signIn(administrator, 100ms));
    }

    void placesOfThoseWhoWereHereBeforeAreBounded()
    {
        http::FamiliarSources familiar;
        const auto network = [](int index) {
            return sourcePrefix(
                address("10.0." + QByteArray::number(index / 250) + '.' + QByteArray::number(index % 250)));
        };
        Time now{100h};
        familiar.add(network(0), "anna", true, now);
        for (int i = 1; i < 5000; ++i)
            familiar.add(network(i), QByteArray::number(i / 20), false, now += 1ms);
        QVERIFY(familiar.size() <= 512);
        QVERIFY(familiar.contains(network(0), now));
        // One client has a few, the newest.
        QVERIFY(familiar.contains(network(4999), now) && familiar.contains(network(4992), now));
        QVERIFY(!familiar.contains(network(4991), now));
        QVERIFY(!familiar.contains(network(0), now + 25h));
    }

    void aHundredAddressesWithAConnectionEachDoNotCutAHandshake()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto administrator = served.paired(wire::Role::Administrator, u"anna"_s).value();
        std::vector<std::unique_ptr<QTcpSocket>> strangers;
        const auto comeFrom = [&](int index) {
            strangers.push_back(std::make_unique<QTcpSocket>());
            auto &stranger = *strangers.back();
            QVERIFY(stranger.bind(QHostAddress(u"127.9.9.%1"_s.arg(index % 100 + 1))));
            stranger.connectToHost(QHostAddress::LocalHost, served.address().port.value);
            QTRY_COMPARE(stranger.state(), QAbstractSocket::ConnectedState);
        };
        for (int i = 0; i < 100; ++i)
            comeFrom(i);
        QSslSocket client;
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls.setLocalCertificate(QSslCertificate(administrator.certificate, QSsl::Pem));
        tls.setPrivateKey(QSslKey(administrator.key, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey));
        client.setSslConfiguration(tls);
        // Lower than all of them, and connected for a while before it speaks.
        QVERIFY(client.bind(QHostAddress(u"127.0.0.2"_s)));
        client.connectToHost(QHostAddress::LocalHost, served.address().port.value);
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        for (int i = 0; i < 20; ++i)
            comeFrom(i);
        client.startClientEncryption();
        QTRY_VERIFY(client.isEncrypted());
        client.write("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QTRY_VERIFY(client.bytesAvailable() > 0);
        QVERIFY(client.readAll().startsWith("HTTP/1.1 200"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSignIn)
#include "tst_sign_in.moc"
