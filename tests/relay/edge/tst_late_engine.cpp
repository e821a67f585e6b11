// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/net/forwarding_engine.h"
#include "tests/support/main.h"

#include <deque>

using namespace turnpike;
using namespace turnpike::edge;

namespace {

/// An engine that sends nothing before it is flushed, and never flushes by itself: it keeps what it received
/// instead. Whatever the relay gives it and changes too early leaves changed.
class LateEngine final : public testing::ForwardingEngine {
public:
    Result<void> watchDatagrams(int socket, net::DatagramHandler &handler) override
    {
        return engine().watchDatagrams(socket, keeperOf(socket, handler));
    }
    Result<void> watchManySenders(int socket, net::DatagramHandler &handler) override
    {
        return engine().watchManySenders(socket, keeperOf(socket, handler));
    }
    void forget(int socket) override
    {
        send(); // what was sent before still leaves
        engine().forget(socket);
        if (const auto found = m_keepers.find(socket); found != m_keepers.end()) {
            m_forgotten.push_back(std::move(found->second));
            m_keepers.erase(found);
        }
    }
    void sendDatagram(int socket, const net::OutgoingDatagram &datagram) override
    {
        m_unsent.emplace_back(socket, datagram);
    }
    void flush() override
    {
        send();
        m_received.clear();
        m_forgotten.clear();
    }

private:
    /// Hands over a copy that stays, with room around it.
    class Keeper final : public net::DatagramHandler {
    public:
        Keeper(LateEngine &engine, net::DatagramHandler &handler)
            : m_engine(engine)
            , m_handler(handler)
        {
        }
        void datagramReceived(const net::Datagram &datagram) override
        {
            const auto payload = datagram.packet.payload;
            auto &buffer =
                m_engine.m_received.emplace_back(Packet::kHeadroom + payload.size() + Packet::kTailroom);
            const auto kept = std::span(buffer).subspan(Packet::kHeadroom, payload.size());
            std::ranges::copy(payload, kept.begin());
            net::Datagram copy = datagram;
            copy.packet = {buffer, kept};
            m_handler.datagramReceived(copy);
        }
        void datagramLost(net::SendTag tag) override { m_handler.datagramLost(tag); }

    private:
        LateEngine &m_engine;
        net::DatagramHandler &m_handler;
    };

    net::DatagramHandler &keeperOf(int socket, net::DatagramHandler &handler)
    {
        auto &keeper = m_keepers[socket];
        keeper = std::make_unique<Keeper>(*this, handler);
        return *keeper;
    }
    void send()
    {
        for (const auto &[socket, datagram] : m_unsent)
            engine().sendDatagram(socket, datagram);
        m_unsent.clear();
    }

    std::vector<std::pair<int, net::OutgoingDatagram>> m_unsent;
    std::deque<std::vector<std::byte>> m_received;
    std::map<int, std::unique_ptr<Keeper>> m_keepers;
    std::vector<std::unique_ptr<Keeper>> m_forgotten;
};

Result<std::unique_ptr<net::IoEngine>> makeLateEngine()
{
    return std::make_unique<LateEngine>();
}

std::string textOfClient(std::size_t index)
{
    return "packet of client " + std::to_string(index) + std::string(index * 7, '.');
}

} // namespace

/// What an engine needs that sends later than it is told to: bytes that stay until it is flushed.
class TestLateEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyClientGetsItsOwnAnswersAndPackets_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::newRow("UDP") << Transport::Udp;
        QTest::newRow("TCP") << Transport::Tcp;
    }
    void everyClientGetsItsOwnAnswersAndPackets()
    {
        QFETCH(Transport, transport);
        RunningEdge relay(loopbackSettings(1), makeLateEngine);
        auto &clients = relay.clients;
        auto &peer = relay.peer();
        constexpr std::size_t kClients = 20;
        std::vector<probe::TurnEndpoint *> all;
        // All at once, so that many requests are answered in one turn of the loop.
        for (std::size_t i = 0; i < kClients; ++i) {
            all.push_back(isStream(transport) ? &relay.tcpClient() : &relay.udpClient());
            all.back()->client().allocate(Clients::now());
        }
        const auto isTrueOfAll = [&](const auto &isTrue) {
            return clients.until([&] { return std::ranges::all_of(all, isTrue); });
        };
        QVERIFY(isTrueOfAll([&](const auto *client) { return clients.log(*client).isAllocated; }));
        for (auto *client : all)
            client->client().bindChannel(Clients::now(), peer.localAddress());
        QVERIFY(
            isTrueOfAll([&](const auto *client) { return clients.isReady(*client, peer.localAddress()); }));
        std::set<std::pair<TransportAddress, std::string>> expected;
        for (std::size_t i = 0; i < kClients; ++i) {
            for (const char *number : {"first ", "second ", "third "}) {
                const std::string text = number + textOfClient(i);
                expected.emplace(all[i]->relayed(), text);
                all[i]->client().sendToPeer(peer.localAddress(), stun::bytesOf(text));
            }
        }
        QVERIFY(clients.until([&] { return clients.log(peer).direct.size() == expected.size(); }));
        std::set<std::pair<TransportAddress, std::string>> arrived;
        for (const auto &heard : clients.log(peer).direct)
            arrived.emplace(heard.from, heard.text);
        QVERIFY(arrived == expected);
        for (std::size_t i = 0; i < kClients; ++i)
            peer.sendDirectly(all[i]->relayed(), stun::bytesOf("back to " + std::to_string(i)));
        QVERIFY(isTrueOfAll([&](const auto *client) { return !clients.log(*client).payloads.empty(); }));
        for (std::size_t i = 0; i < kClients; ++i)
            QCOMPARE(clients.log(*all[i]).payloads[0].text, "back to " + std::to_string(i));
    }

    void aLossThatIsToldLateIsCountedWhereItBelongs()
    {
        RunningEdge relay(loopbackSettings(1), makeLateEngine);
        auto &clients = relay.clients;
        auto &peer = relay.peer();
        auto &client = relay.udpClient();
        auto &other = relay.udpClient();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        QVERIFY(clients.allocate(other) && clients.bindChannel(other, peer.localAddress()));
        // What came in one datagram does not fit into another with four bytes in front.
        peer.sendDirectly(client.relayed(), stun::bytesOf(std::string(65506, 'L')));
        QTRY_COMPARE(relay.edge->snapshot().totals.toClients.droppedPackets, std::uint64_t{1});
        for (const auto &row : relay.edge->snapshot().allocations)
            QCOMPARE(row.counters.toClient.droppedPackets,
                     std::uint64_t{row.relayed == client.relayed() ? 1U : 0U});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLateEngine)
#include "tst_late_engine.moc"
