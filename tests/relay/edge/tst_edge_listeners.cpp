// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace turnpike;
using namespace turnpike::edge;

namespace {

Settings listeningOn(Transport transport, const TransportAddress &address, int workers = 2)
{
    Settings settings = loopbackSettings(workers);
    settings.listeners = {{transport, address}};
    return settings;
}

} // namespace

class TestEdgeListeners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aTakenPortIsRefusedByName_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::addColumn<IpAddress>("address");
        QTest::newRow("UDP") << Transport::Udp << kLoopback;
        QTest::newRow("TCP") << Transport::Tcp << kLoopback;
        QTest::newRow("UDP, any address") << Transport::Udp << IpAddress::v4(0);
        QTest::newRow("TCP, any address") << Transport::Tcp << IpAddress::v4(0);
    }
    void aTakenPortIsRefusedByName()
    {
        QFETCH(Transport, transport);
        QFETCH(IpAddress, address);
        // The one who holds it shares the port among its own workers; still nobody else gets in.
        RunningEdge first(listeningOn(transport, {kLoopback, Port{0}}));
        const auto taken = first.address(std::string(name(transport)));
        const auto second = Edge::start(listeningOn(transport, {address, taken.port}));
        QVERIFY(!second.has_value());
        const auto error = second.error();
        QVERIFY(error.code == Error::Code::AlreadyExists);
        QVERIFY(error.where.find(name(transport)) != std::string::npos);
        QVERIFY(error.where.find((TransportAddress{address, taken.port}.toString())) != std::string::npos);
        QVERIFY(error.text().find("another relay") != std::string::npos);
    }

    void aSecondProcessIsRefusedToo()
    {
        RunningEdge first(listeningOn(Transport::Udp, {kLoopback, Port{0}}));
        const auto taken = first.address("udp");
        const pid_t child = ::fork();
        if (child == 0) {
            const auto socket = net::openListeners(Transport::Udp, taken, 2);
            ::_exit(!socket && socket.error().code == Error::Code::AlreadyExists ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }

    void aFailedStartLeavesNothingBound()
    {
        RunningEdge holder(listeningOn(Transport::Tcp, {kLoopback, Port{0}}));
        const auto free = net::openListeners(Transport::Udp, {kLoopback, Port{0}}, 1).value()[0].address;
        Settings settings = listeningOn(Transport::Udp, free);
        settings.listeners.push_back({Transport::Tcp, holder.address("tcp")});
        QVERIFY(!Edge::start(settings).has_value());
        QVERIFY(Edge::start(listeningOn(Transport::Udp, free)).has_value());
    }

    void impossibleSettingsAreRefusedWithWhatIsPossible_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("says");
        QTest::newRow("no listener") << 0 << QStringLiteral("no listener");
        QTest::newRow("foreign listener address") << 1 << QStringLiteral("no address 192.0.2.77");
        QTest::newRow("foreign relay address") << 2 << QStringLiteral("relay address 192.0.2.78");
        QTest::newRow("ports backwards") << 3 << QStringLiteral("relay ports");
    }
    void impossibleSettingsAreRefusedWithWhatIsPossible()
    {
        QFETCH(int, which);
        QFETCH(QString, says);
        Settings settings = loopbackSettings();
        if (which == 0)
            settings.listeners.clear();
        if (which == 1)
            settings.listeners[0].address.address = IpAddress::v4(0xC000024D);
        if (which == 2)
            settings.relayAddress = IpAddress::v4(0xC000024E);
        if (which == 3)
            settings.relayPorts = {Port{5000}, Port{4000}};
        const auto started = Edge::start(settings);
        QVERIFY(!started.has_value());
        QVERIFY2(QString::fromStdString(started.error().text()).contains(says),
                 started.error().text().c_str());
        // The same through a running relay: refused, and nothing changed.
        RunningEdge relay;
        const auto before = relay.edge->listeners();
        QVERIFY(!relay.edge->apply(settings).has_value());
        QVERIFY(relay.edge->listeners() == before);
        QVERIFY(relay.clients.allocate(relay.udpClient()));
    }

    void aNewListenerOpensWithoutCuttingACall()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        Settings changed = relay.edge->settings();
        changed.listeners.push_back({Transport::Udp, {IpAddress::v4(0x7F000002), Port{0}}});
        const auto report = relay.edge->apply(changed);
        QVERIFY(report.has_value());
        QCOMPARE(report->rebound.size(), std::size_t{1});
        QCOMPARE(relay.edge->listeners().size(), std::size_t{3});
        QVERIFY(clients.allocate(clients.open(Transport::Udp, relay.edge->listeners().back().address)));
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf("undisturbed"));
        QVERIFY(clients.until([&] { return !clients.log(peer).direct.empty(); }));
    }

    void aClosedListenerServesItsCallsToTheEnd()
    {
        RunningEdge relay(loopbackSettings(2));
        auto &clients = relay.clients;
        const auto old = relay.address("udp");
        auto &udp = relay.udpClient();
        auto &tcp = relay.tcpClient("bob");
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(udp) && clients.bindChannel(udp, peer.localAddress()));
        QVERIFY(clients.allocate(tcp) && clients.bindChannel(tcp, peer.localAddress()));
        Settings changed = relay.edge->settings();
        changed.listeners = {{Transport::Udp, {IpAddress::v4(0x7F000002), Port{0}}}};
        QVERIFY(relay.edge->apply(changed).has_value());
        QCOMPARE(relay.edge->listeners().size(), std::size_t{1});
        udp.client().sendToPeer(peer.localAddress(), stun::bytesOf("by datagram"));
        tcp.client().sendToPeer(peer.localAddress(), stun::bytesOf("by stream"));
        QVERIFY(clients.until([&] { return clients.log(peer).direct.size() == 2; }));
        peer.sendDirectly(udp.relayed(), stun::bytesOf("and back"));
        QVERIFY(clients.until([&] { return !clients.log(udp).payloads.empty(); }));

        // New calls come through the new listener only: the old one does not even answer.
        auto &late = clients.open(Transport::Udp, old);
        late.client().allocate(Clients::now());
        QVERIFY(clients.allocate(relay.udpClient()));
        QVERIFY(!clients.log(late).isAllocated && clients.log(late).failures.empty());

        // With its last call the old listener ends, and the port is free.
        udp.client().refresh(Clients::now(), std::chrono::seconds(0));
        QVERIFY(clients.until([&] { return clients.log(udp).isReleased; }));
        QVERIFY(relay.edge->snapshot().listeners.size() == 1);
        QVERIFY(net::openListeners(Transport::Udp, old, 1).has_value());
    }

    void aClosedListenerThatComesBackTakesCallsAgain()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        const auto old = relay.address("udp");
        const Settings before = relay.edge->settings();
        auto &client = relay.udpClient();
        QVERIFY(clients.allocate(client));
        Settings changed = before;
        std::erase_if(changed.listeners,
                      [](const auto &listener) { return listener.transport == Transport::Udp; });
        QVERIFY(relay.edge->apply(changed).has_value());
        QVERIFY(relay.edge->apply(before).has_value());
        QVERIFY(relay.address("udp") == old);
        QVERIFY(clients.allocate(relay.udpClient("bob")));
    }

    void aListenerCanWidenToAllAddressesAndKeepItsPort()
    {
        RunningEdge relay(listeningOn(Transport::Udp, {kLoopback, Port{0}}));
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        const Port port = relay.address("udp").port;
        Settings changed = relay.edge->settings();
        changed.listeners = {{Transport::Udp, {IpAddress::v4(0), port}}};
        const auto report = relay.edge->apply(changed);
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf("unmoved"));
        QVERIFY(clients.until([&] { return !clients.log(peer).direct.empty(); }));
        // Both an address that was served before and one that was not.
        QVERIFY(clients.allocate(clients.open(Transport::Udp, {kLoopback, port})));
        QVERIFY(clients.allocate(clients.open(Transport::Udp, {IpAddress::v4(0x7F000009), port})));
    }

    void aTakenNewListenerChangesNothing()
    {
        RunningEdge other(listeningOn(Transport::Udp, {kLoopback, Port{0}}));
        RunningEdge relay;
        const auto before = relay.edge->listeners();
        Settings changed = relay.edge->settings();
        changed.listeners = {{Transport::Udp, {kLoopback, Port{0}}}, {Transport::Udp, other.address("udp")}};
        changed.turn.credentials = credentialsFor({"carol"});
        const auto report = relay.edge->apply(changed);
        QVERIFY(!report && report.error().where.find(other.address("udp").toString()) != std::string::npos);
        QVERIFY(relay.edge->listeners() == before);
        QVERIFY(relay.clients.allocate(relay.udpClient("alice")));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeListeners)
#include "tst_edge_listeners.moc"
