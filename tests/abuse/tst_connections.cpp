// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/metrics.h"
#include "tests/abuse/live_watcher.h"
#include "tests/abuse/process_figures.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using http::ConnectionRegister;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::LiveWatcher;
using turnpike::testing::memoryInUse;
using turnpike::testing::ServedRelay;

namespace {

constexpr qint64 kMegabyte = 1024 * 1024;

IpAddress address(const std::string &text)
{
    return IpAddress::parse(text).value();
}

} // namespace

/// Attacks with connections on the management interface: opening, hoarding, not reading.
class TestConnections : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_served = std::make_unique<ServedRelay>();
    }

    void aLiveStreamThatIsOpenedAndClosed300TimesLocksNobodyOut()
    {
        VERIFY_RESULT(m_served->start());
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        for (int i = 0; i < 300; ++i) {
            LiveWatcher watcher(m_served->address(), viewer);
            QVERIFY2(watcher.hasPictures(1), qPrintable(u"reconnect %1"_s.arg(i)));
            // Slower than the limit on requests, which is no part of this.
            m_served->relay.clock->advance(100ms);
        }
        QTRY_COMPARE(m_served->server->live().clientCount(), std::size_t{0});
        QTRY_COMPARE(m_served->server->live().socketCount(), qsizetype{0});
        QTRY_COMPARE(m_served->server->connections().known(), 0);
        QTRY_COMPARE(m_served->server->connections().strangers(), 0);
        LiveWatcher again(m_served->address(), viewer);
        QVERIFY(again.hasPictures(1));
    }

    void aWebSocketHandshakeThatNeverEndsLeavesNothingBehind()
    {
        VERIFY_RESULT(m_served->start());
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        for (int i = 0; i < 20; ++i) {
            ApiClient client(m_served->address(), viewer);
            // Without a key this is no handshake (RFC 6455 section 4.2.1).
            client.socket().write("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n");
            client.socket().flush();
            client.socket().abort();
        }
        QTRY_COMPARE(m_served->server->live().socketCount(), qsizetype{0});
        QTRY_COMPARE(m_served->server->connections().known(), 0);
    }

    // T10: handshakes that nobody ends
    void strangersNeverShutAnAdministratorOut()
    {
        model::ManagementLimits limits;
        limits.strangerConnections = 8;
        limits.strangerConnectionsPerSource = 8;
        limits.connections = 8;
        limits.connectionsForAdministrators = 1;
        VERIFY_RESULT(m_served->start(limits));
        const auto administrator = paired(wire::Role::Administrator, u"anna"_s);
        std::vector<std::unique_ptr<QTcpSocket>> strangers;
        for (int i = 0; i < 100; ++i) {
            strangers.push_back(std::make_unique<QTcpSocket>());
            strangers.back()->connectToHost(QHostAddress::LocalHost, m_served->address().port.value);
            QTRY_VERIFY(strangers.back()->state() == QAbstractSocket::ConnectedState);
        }
        ApiClient client(m_served->address(), administrator);
        QVERIFY(client.isConnected());
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
        // One is served for longer than strangers push each other out.
        for (int i = 0; i < 20; ++i) {
            strangers.push_back(std::make_unique<QTcpSocket>());
            strangers.back()->connectToHost(QHostAddress::LocalHost, m_served->address().port.value);
            QTRY_VERIFY(strangers.back()->state() == QAbstractSocket::ConnectedState);
        }
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
        QVERIFY(m_served->server->connections().strangers() <= 8);
    }

    void aSingleViewerDoesNotTakeThePlacesOfAdministrators()
    {
        model::ManagementLimits limits;
        limits.connections = 8;
        limits.connectionsPerClient = 7;
        limits.connectionsForAdministrators = 4;
        VERIFY_RESULT(m_served->start(limits));
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        const auto administrator = paired(wire::Role::Administrator, u"anna"_s);
        std::vector<std::unique_ptr<ApiClient>> greedy;
        int refused = 0;
        for (int i = 0; i < 8; ++i) {
            greedy.push_back(std::make_unique<ApiClient>(m_served->address(), viewer));
            const auto answer = greedy.back()->request("GET", "/api/v1/status");
            refused += answer.status == 503 ? 1 : 0;
        }
        QCOMPARE(refused, 4);
        QCOMPARE(ApiClient(m_served->address(), administrator).request("GET", "/api/v1/status").status, 200);
    }

    void fiveSourcesCannotFillThePoolOfStrangers()
    {
        ConnectionRegister connections({.strangers = 64,
                                        .strangersOfOneSource = 16,
                                        .known = 192,
                                        .ofOneClient = 48,
                                        .forAdministrators = 16});
        quint64 number = 0;
        for (int i = 0; i < 100; ++i) {
            for (int source = 1; source <= 5; ++source) {
                if (const auto leaving = connections.enter(
                        ++number, address("203.0.113." + std::to_string(source)), false, {}))
                    connections.leave(*leaving, {});
            }
        }
        QVERIFY(connections.strangers() <= 64);
        const auto administrator = ++number;
        const auto leaving = connections.enter(administrator, address("198.51.100.1"), false, {});
        QVERIFY(leaving);
        connections.leave(*leaving, {});
        // The flood goes on while the administrator's handshake is under way.
        for (int i = 0; i < 200; ++i) {
            if (const auto next = connections.enter(++number, address("203.0.113.1"), false, {})) {
                QVERIFY(*next != administrator);
                connections.leave(*next, {});
            }
        }
        QVERIFY(connections.makeKnown(administrator, "fingerprint", true, {}));
    }

    void aWholeIpv6PrefixIsOneSource()
    {
        ConnectionRegister connections({.strangers = 64,
                                        .strangersOfOneSource = 16,
                                        .known = 192,
                                        .ofOneClient = 48,
                                        .forAdministrators = 16});
        for (quint64 number = 1; number <= 1000; ++number) {
            const QByteArray text = "2001:db8:0:aa" +
                                    QByteArray::number(number % 256, 16).rightJustified(2, '0') +
                                    "::" + QByteArray::number(number, 16);
            if (const auto leaving = connections.enter(number, address(text.toStdString()), false, {}))
                connections.leave(*leaving, {});
            QVERIFY(connections.strangers() <= 16);
        }
        QCOMPARE(http::sourceOf(QHostAddress(u"2001:db8:0:aa01::1"_s)),
                 http::sourceOf(QHostAddress(u"2001:db8:0:aaff::2"_s)));
        QVERIFY(http::sourceOf(QHostAddress(u"2001:db8:0:aa01::1"_s)) !=
                http::sourceOf(QHostAddress(u"2001:db8:0:ab01::1"_s)));
        QCOMPARE(http::sourceOf(QHostAddress(u"::ffff:192.0.2.1"_s)),
                 http::sourceOf(QHostAddress(u"192.0.2.1"_s)));
    }

    void answersThatNobodyReadsAreBounded()
    {
        VERIFY_RESULT(m_served->start());
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        const auto before = memoryInUse();
        std::vector<std::unique_ptr<ApiClient>> deaf;
        for (int i = 0; i < 4; ++i) {
            deaf.push_back(std::make_unique<ApiClient>(m_served->address(), viewer));
            QVERIFY(deaf.back()->isConnected());
            deaf.back()->socket().setReadBufferSize(1);
            const QByteArray one = "GET /api/v1/deployment HTTP/1.1\r\nHost: localhost\r\n\r\n";
            deaf.back()->socket().write(one.repeated(5000));
            deaf.back()->socket().flush();
        }
        qint64 most = 0;
        int turns = 0;
        QTRY_VERIFY((most = std::max(most, memoryInUse()), ++turns > 60));
        QVERIFY2(most - before < 32 * kMegabyte, qPrintable(QString::number(most - before)));
        deaf.clear();
        // The tests' own client holds what it did not send, too; that is gone now as well.
        QTRY_VERIFY(memoryInUse() - before < 8 * kMegabyte);
        // Nor is anybody else kept from being answered.
        m_served->relay.clock->advance(10s);
        QCOMPARE(ApiClient(m_served->address(), viewer).request("GET", "/api/v1/status").status, 200);
    }

    void bodiesThatNeverEndAreBounded()
    {
        model::ManagementLimits limits;
        limits.pendingMegabytes = 8;
        VERIFY_RESULT(m_served->start(limits));
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        const auto administrator = paired(wire::Role::Administrator, u"anna"_s);
        std::vector<std::unique_ptr<ApiClient>> endless;
        for (int i = 0; i < 5; ++i) {
            endless.push_back(std::make_unique<ApiClient>(m_served->address(), viewer));
            endless.back()->socket().write(
                "POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Type: application/json\r\nContent-Length: 4000000\r\n\r\n" +
                QByteArray(3 * kMegabyte, ' '));
        }
        QTRY_VERIFY(std::any_of(endless.begin(), endless.end(), [](const auto &one) {
            return one->socket().state() == QAbstractSocket::UnconnectedState;
        }));
        // Who holds less than the greedy one is not the one to go.
        const QByteArray body = "{" + QByteArray(2 * kMegabyte, ' ') + "}";
        QCOMPARE(ApiClient(m_served->address(), administrator)
                     .request("POST", "/api/v1/deployment/validate", body)
                     .status,
                 200);
    }

    void aLiveClientThatReadsNothingIsSkippedAndThenCut()
    {
        VERIFY_RESULT(m_served->start());
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        ApiClient deaf(m_served->address(), viewer);
        QVERIFY(deaf.isConnected());
        deaf.socket().setReadBufferSize(1);
        deaf.socket().write(turnpike::testing::upgradeRequest());
        QTRY_COMPARE(m_served->server->live().clientCount(), std::size_t{1});
        LiveWatcher attentive(m_served->address(), viewer);
        QVERIFY(attentive.hasPictures(1));
        const auto before = memoryInUse();
        // Log lines are what a test can make large: each goes to every stream.
        qint64 told = 0;
        qint64 most = 0;
        QTRY_VERIFY((m_served->relay.controller->log(QString(256 * 1024, u'x')), told += 256 * 1024,
                     m_served->relay.clock->advance(1s), most = std::max(most, memoryInUse()),
                     m_served->server->live().clientCount() == 1));
        QVERIFY2(most - before < 48 * kMegabyte, qPrintable(QString::number((most - before) / kMegabyte)));
        QVERIFY(told > kMegabyte);
        const auto pictures = attentive.pictures;
        m_served->relay.clock->advance(1s);
        QVERIFY(attentive.hasPictures(pictures + 1));
    }

    void metricsAskedForAsFastAsPossibleCostOneLookASecond()
    {
        VERIFY_RESULT(m_served->start());
        const auto metrics = management::MetricsServer::start(*m_served->relay.controller,
                                                              {IpAddress::v4(0x7f000001), Port{0}});
        VERIFY_RESULT(metrics);
        const auto sequence = [&] { return m_served->relay.controller->edge().snapshot().sequence; };
        const auto before = sequence();
        QTcpSocket scraper;
        scraper.connectToHost(QHostAddress::LocalHost, (*metrics)->boundAddress().port.value);
        scraper.write(QByteArray("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(200));
        QByteArray received;
        QTRY_VERIFY((received += scraper.readAll(), received.contains("429 ")));
        QTRY_COMPARE(scraper.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(received.contains("turnpike_allocations"));
        // One look for all of them, and the one that asked just now.
        QCOMPARE(sequence() - before, 2U);
    }

private:
    [[nodiscard]] ClientIdentity paired(wire::Role role, const QString &name) const
    {
        return m_served->paired(role, name).value();
    }

    std::unique_ptr<ServedRelay> m_served;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestConnections)
#include "tst_connections.moc"
