// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/metrics.h"
#include "tests/abuse/live_watcher.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using http::TurnedAway;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::LiveWatcher;
using turnpike::testing::ServedRelay;

/// Each limit of the management interface is a setting, holds from the push that changed it, and is counted
/// by cause where administrators look: in the metrics.
class TestLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_served = std::make_unique<ServedRelay>();
        VERIFY_RESULT(m_served->start());
        m_metrics = management::MetricsServer::start(*m_served->relay.controller,
                                                     {IpAddress::v4(0x7f000001), Port{0}})
                        .value();
    }
    void cleanup()
    {
        m_metrics.reset();
        m_served.reset();
    }

    void connectionsOfStrangers()
    {
        limit([](auto &limits) { limits.strangerConnectionsPerSource = 2; });
        std::vector<std::unique_ptr<ApiClient>> strangers;
        for (int i = 0; i < 3; ++i)
            strangers.push_back(std::make_unique<ApiClient>(m_served->address()));
        QVERIFY(strangers.front()->isClosedByServer());
        QCOMPARE(counted(TurnedAway::StrangerConnections), 1U);
    }

    void connectionsOfAClient()
    {
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        limit([](auto &limits) { limits.connectionsPerClient = 1; });
        ApiClient first(m_served->address(), viewer);
        QCOMPARE(first.request("GET", "/api/v1/status").status, 200);
        ApiClient second(m_served->address(), viewer);
        QCOMPARE(second.request("GET", "/api/v1/status").status, 503);
        QCOMPARE(counted(TurnedAway::KnownConnections), 1U);
    }

    void liveViews()
    {
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        limit([](auto &limits) { limits.liveStreams = 1; });
        {
            LiveWatcher watcher(m_served->address(), viewer);
            QVERIFY(watcher.hasPictures(1));
            ApiClient second(m_served->address(), viewer);
            QCOMPARE(second.exchange(turnpike::testing::upgradeRequest()).status, 503);
            QCOMPARE(counted(TurnedAway::LiveStreams), 1U);
        }
        // The place comes back.
        QTRY_COMPARE(m_served->server->live().clientCount(), std::size_t{0});
        LiveWatcher again(m_served->address(), viewer);
        QVERIFY(again.hasPictures(1));
    }

    void liveViewsOfManyViewersLeaveRoomForOthers()
    {
        const auto vera = paired(wire::Role::Viewer, u"vera"_s);
        const auto viktor = paired(wire::Role::Viewer, u"viktor"_s);
        const auto otto = paired(wire::Role::Operator, u"otto"_s);
        const auto anna = paired(wire::Role::Administrator, u"anna"_s);
        limit([](auto &limits) { limits.liveStreams = 8; });
        std::vector<std::unique_ptr<LiveWatcher>> watchers;
        const auto watches = [&](const ClientIdentity &who) {
            watchers.push_back(std::make_unique<LiveWatcher>(m_served->address(), who));
            return watchers.back()->hasPictures(1);
        };
        // One is kept for operators and administrators, who could be a viewer's eighth.
        for (int i = 0; i < 7; ++i)
            QVERIFY(watches(vera));
        QCOMPARE(ApiClient(m_served->address(), vera).exchange(turnpike::testing::upgradeRequest()).status,
                 503);
        QVERIFY(watches(otto));
        // All are taken, and who has most of them gives way.
        QVERIFY(watches(anna));
        QVERIFY(watches(viktor));
        QVERIFY(watches(viktor));
        const auto isOver = [](const auto &watcher) {
            return watcher->socket.state() == QAbstractSocket::UnconnectedState;
        };
        QTRY_COMPARE(std::ranges::count_if(watchers, isOver), 3);
        QVERIFY(std::all_of(watchers.begin(), watchers.begin() + 3, isOver));
        QVERIFY(std::none_of(watchers.begin() + 3, watchers.end(), isOver));
        QTRY_COMPARE(m_served->server->live().streamCount(), qsizetype{8});
    }

    void requestsOfAClient()
    {
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        limit([](auto &limits) { limits.requestsPerSecond = 1; });
        ApiClient client(m_served->address(), viewer);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
        QCOMPARE(client.request("GET", "/api/v1/status").status, 429);
        QCOMPARE(counted(TurnedAway::Requests), 1U);
        // Others are not slowed down by it.
        ApiClient other(m_served->address(), paired(wire::Role::Operator, u"otto"_s));
        QCOMPARE(other.request("GET", "/api/v1/status").status, 200);
    }

    void configurationsThatAreTooLarge()
    {
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        limit([](auto &limits) { limits.bodyMegabytes = 1; });
        ApiClient client(m_served->address(), viewer);
        QCOMPARE(client.request("POST", "/api/v1/deployment/validate", QByteArray(1'100'000, ' ')).status,
                 413);
        QCOMPARE(counted(TurnedAway::RequestTooLarge), 1U);
    }

    void readersOfMetrics()
    {
        limit([](auto &limits) { limits.metricsRequestsPerSecond = 1; });
        // Three at once, and the fourth a second later.
        for (int i = 0; i < 3; ++i)
            QVERIFY(metrics().contains("turnpike_allocations 0\n"));
        QVERIFY(metrics().startsWith("HTTP/1.1 429"));
        m_served->relay.clock->advance(1s);
        QVERIFY(metrics().contains("turnpike_management_refusals_total{cause=\"metrics_requests\"} 1\n"));
    }

    void whatIsKeptForSlowClientsAndWhoWaitsForAValidation()
    {
        const auto viewer = paired(wire::Role::Viewer, u"vera"_s);
        limit([](auto &limits) {
            limits.pendingMegabytes = 8;
            limits.validationsPerClient = 1;
            limits.bodyMegabytes = 16;
        });
        ApiClient greedy(m_served->address(), viewer);
        greedy.socket().write("POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Type: application/json\r\nContent-Length: 16000000\r\n\r\n" +
                              QByteArray(10 * 1024 * 1024, ' '));
        QVERIFY(greedy.isClosedByServer());
        QCOMPARE(counted(TurnedAway::PendingBytes), 1U);

        // The answer to the first is worked out elsewhere while the second asks.
        const QByteArray large = "{" + QByteArray(3'000'000, ' ') + "}";
        std::vector<std::unique_ptr<ApiClient>> many;
        const auto ask = [&] {
            many.push_back(std::make_unique<ApiClient>(m_served->address(), viewer));
            many.back()->socket().write("POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                                        "Content-Type: application/json\r\nContent-Length: " +
                                        QByteArray::number(large.size()) + "\r\n\r\n" + large);
            m_served->relay.clock->advance(1s);
        };
        const auto refused = [&] {
            return m_served->relay.controller->turnedAway().of(TurnedAway::Validations);
        };
        QTRY_VERIFY((many.size() < 40 ? ask() : void(), refused() > 0));
        QCOMPARE(counted(TurnedAway::Validations), refused());
    }

    // T31: no version in metrics unless it is asked for
    void theVersionIsToldWhenThatIsWished()
    {
        QVERIFY(!metrics().contains(TURNPIKE_VERSION));
        VERIFY_RESULT(m_served->relay.controller->push(
            m_served->relay.administrator,
            m_served->relay.changed([](auto &d) { d.management.metricsShowVersion = true; })));
        m_served->relay.clock->advance(1s);
        QVERIFY(metrics().contains("turnpike_build_info{version=\"" TURNPIKE_VERSION "\"} 1\n"));
    }

private:
    template <class Change>
    void limit(Change change)
    {
        const auto outcome = m_served->relay.controller->push(
            m_served->relay.administrator,
            m_served->relay.changed([&](auto &deployment) { change(deployment.management.limits); }));
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, wire::PushOutcome::Kind::Accepted);
        // What the relay says about the push: nothing waits for a restart.
        QVERIFY2(outcome->needRestart.isEmpty(), qPrintable(outcome->needRestart.join(u' ')));
    }
    /// As an administrator reads it.
    [[nodiscard]] quint64 counted(TurnedAway cause)
    {
        m_served->relay.clock->advance(2s);
        const QByteArray row =
            "turnpike_management_refusals_total{cause=\"" + QByteArray(nameOf(cause)) + "\"} ";
        const auto text = metrics();
        const auto at = text.indexOf(row);
        return at < 0 ? ~quint64{0} : text.mid(at + row.size()).split('\n').first().toULongLong();
    }
    [[nodiscard]] QByteArray metrics() const
    {
        QTcpSocket reader;
        reader.connectToHost(QHostAddress::LocalHost, m_metrics->boundAddress().port.value);
        reader.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray text;
        static_cast<void>(QTest::qWaitFor(
            [&] {
                text += reader.readAll();
                return reader.state() == QAbstractSocket::UnconnectedState;
            },
            turnpike::testing::kLongestWait));
        return text + reader.readAll();
    }
    [[nodiscard]] ClientIdentity paired(wire::Role role, const QString &name) const
    {
        return m_served->paired(role, name).value();
    }

    std::unique_ptr<ServedRelay> m_served;
    std::unique_ptr<management::MetricsServer> m_metrics;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLimits)
#include "tst_limits.moc"
