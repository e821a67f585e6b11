// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"
#include "relay/stun/address_attribute.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;
using stun::AttributeType;

namespace {

const IpAddress kLoopback6 = IpAddress::parse("::1").value();

Settings dualSettings()
{
    Settings settings = loopbackSettings(1);
    settings.secondRelayAddress = kLoopback6;
    settings.turn.relaysBothFamilies = true;
    auto rules = settings.turn.peers.rules();
    rules.allow.emplace_back(kLoopback6, 128);
    rules.relayAddresses.push_back(kLoopback6);
    settings.turn.peers = turn::PeerPolicy(std::move(rules));
    return settings;
}

/// A client that says what a test wants, over a real socket.
class RawClient final : net::DatagramHandler {
public:
    RawClient(net::IoEngine &engine, TransportAddress server)
        : m_engine(engine)
        , m_server(server)
        , m_socket(net::openDatagramSocket({kLoopback, Port{0}}, "client").value())
    {
        if (!m_engine.watchDatagrams(m_socket.socket.number(), *this))
            qFatal("the engine takes no socket");
    }
    ~RawClient() override { m_engine.forget(m_socket.socket.number()); }

    using Attributes = std::function<void(stun::MessageBuilder &)>;
    /// The answer, after the challenge that may come first; empty when none came within ten seconds.
    std::vector<std::byte> request(stun::Method method, const Attributes &attributes)
    {
        auto answer = exchange(method, attributes);
        const auto view = stun::MessageView::parse(answer);
        if (!view || view->messageClass() != stun::Class::Error || !view->has(AttributeType::Nonce))
            return answer;
        m_realm = stun::textOf(*view->find(AttributeType::Realm));
        m_nonce = stun::textOf(*view->find(AttributeType::Nonce));
        return exchange(method, attributes);
    }
    void send(Bytes message)
    {
        m_engine.sendDatagram(m_socket.socket.number(), {.to = m_server, .payload = message});
        m_engine.flush();
    }
    bool until(const std::function<bool()> &condition)
    {
        const auto end = Clients::now() + std::chrono::seconds(10);
        while (!condition() && Clients::now() < end)
            m_engine.runOnce(Clients::now() + std::chrono::milliseconds(5));
        return condition();
    }
    std::vector<std::vector<std::byte>> received;

private:
    std::vector<std::byte> exchange(stun::Method method, const Attributes &attributes)
    {
        std::vector<std::byte> buffer(2048);
        stun::storeBig32(m_id.data(), ++m_transaction);
        stun::MessageBuilder message(buffer, {stun::Class::Request, method}, m_id);
        attributes(message);
        if (!m_nonce.empty()) {
            message.add(AttributeType::Username, "alice")
                .add(AttributeType::Realm, m_realm)
                .add(AttributeType::Nonce, m_nonce);
            const auto key = auth::longTermKey("alice", m_realm, kPassword);
            message.addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(key)));
        }
        received.clear();
        send(message.finish());
        return until([&] { return !received.empty(); }) ? received.front() : std::vector<std::byte>();
    }
    void datagramReceived(const net::Datagram &datagram) override
    {
        received.emplace_back(datagram.packet.payload.begin(), datagram.packet.payload.end());
    }

    net::IoEngine &m_engine;
    TransportAddress m_server;
    net::BoundSocket m_socket;
    std::string m_realm;
    std::string m_nonce;
    stun::TransactionId m_id{};
    std::uint32_t m_transaction = 0;
};

struct Echo final : net::DatagramHandler {
    explicit Echo(net::IoEngine &given, const IpAddress &address)
        : engine(given)
        , socket(net::openDatagramSocket({address, Port{0}}, "peer").value())
    {
        if (!engine.watchDatagrams(socket.socket.number(), *this))
            qFatal("the engine takes no socket");
    }
    ~Echo() override { engine.forget(socket.socket.number()); }
    void datagramReceived(const net::Datagram &datagram) override
    {
        sources.push_back(datagram.source);
        engine.sendDatagram(socket.socket.number(),
                            {.to = datagram.source, .payload = datagram.packet.payload});
        engine.flush();
    }
    net::IoEngine &engine;
    net::BoundSocket socket;
    std::vector<TransportAddress> sources;
};

std::vector<TransportAddress> relayedAddressesIn(Bytes answer)
{
    std::vector<TransportAddress> addresses;
    const auto view = stun::MessageView::parse(answer);
    if (!view)
        return addresses;
    for (const stun::Attribute attribute : *view) {
        if (attribute.type == AttributeType::XorRelayedAddress)
            addresses.push_back(stun::XorAddress::decode(attribute.value, view->transactionId()).value());
    }
    return addresses;
}

bool isSuccess(Bytes answer)
{
    const auto view = stun::MessageView::parse(answer);
    return view && view->messageClass() == stun::Class::Success;
}

} // namespace

/// Addresses of both families, through real sockets.
class TestEdgeFamilies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aCallOverBothFamiliesReachesPeersOfBoth()
    {
        const auto hasIpv6 = net::tryRelaying(kLoopback6);
        QVERIFY2(hasIpv6.has_value(), hasIpv6 ? "" : hasIpv6.error().text().c_str());
        RunningEdge relay(dualSettings());
        auto engine = net::makeEpollEngine().value();
        Echo peer4(*engine, kLoopback);
        Echo peer6(*engine, kLoopback6);
        RawClient client(*engine, relay.address("udp"));
        const auto allocated = client.request(stun::Method::Allocate, [](auto &message) {
            message.addNumber(AttributeType::RequestedTransport, 17U << 24)
                .addNumber(AttributeType::AdditionalAddressFamily, 2U << 24);
        });
        const auto relayed = relayedAddressesIn(allocated);
        QCOMPARE(relayed.size(), 2U);
        QVERIFY(relayed[0].address == kLoopback && relayed[1].address == kLoopback6);
        const auto rows = relay.edge->snapshot().allocations;
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].relayed == relayed[0] && rows[0].additional == relayed[1]);
        for (const Echo *peer : {&peer4, &peer6}) {
            const auto permitted = client.request(stun::Method::CreatePermission, [&](auto &message) {
                message.addXorAddress(AttributeType::XorPeerAddress, peer->socket.address);
            });
            QVERIFY(isSuccess(permitted));
            client.received.clear();
            std::vector<std::byte> buffer(256);
            stun::MessageBuilder message(buffer, {stun::Class::Indication, stun::Method::Send}, {});
            message.addXorAddress(AttributeType::XorPeerAddress, peer->socket.address)
                .add(AttributeType::Data, "hello");
            client.send(message.finish());
            QVERIFY(client.until([&] { return !client.received.empty(); }));
            QVERIFY(peer->sources.front() == relayed[peer == &peer4 ? 0 : 1]);
        }
        // IPv4 is given back; the call goes on over IPv6.
        QVERIFY(isSuccess(client.request(stun::Method::Refresh, [](auto &message) {
            message.addNumber(AttributeType::Lifetime, 0)
                .addNumber(AttributeType::RequestedAddressFamily, 1U << 24);
        })));
        QVERIFY(net::openDatagramSocket(relayed[0], "the port").has_value());
        QVERIFY(!net::openDatagramSocket(relayed[1], "the port").has_value());
        const auto left = relay.edge->snapshot().allocations;
        QVERIFY(left.at(0).relayed == relayed[1] && left.at(0).additional.address.isNone());
        QVERIFY(isSuccess(client.request(
            stun::Method::Refresh, [](auto &message) { message.addNumber(AttributeType::Lifetime, 0); })));
        QCOMPARE(relay.edge->allocationCount(), 0U);
        QVERIFY(net::openDatagramSocket(relayed[1], "the port").has_value());
    }

    void anAddressThatTheMachineDoesNotHaveIsRefusedAtTheStart()
    {
        Settings settings = dualSettings();
        settings.secondRelayAddress = IpAddress::parse("2600::1").value();
        const auto started = Edge::start(settings);
        QVERIFY(!started.has_value());
        QVERIFY2(started.error().text().find("2600::1") != std::string::npos, started.error().text().c_str());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeFamilies)
#include "tst_edge_families.moc"
