// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/reference_model.h"
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

#include <random>

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// Random operations, done by the relay and by the model; whatever they disagree about is a bug.
class Walk {
public:
    explicit Walk(unsigned seed)
        : m_random(seed)
        , m_world(kPorts)
    {
        const ReferenceModel::Limits &limits = m_model.limits;
        turn::Settings::Limits &set = m_world.settings.limits;
        set.allocations = static_cast<int>(limits.allocations);
        set.allocationsPerUser = static_cast<int>(limits.perUser);
        set.permissionsPerAllocation = static_cast<int>(limits.permissions);
        set.channelsPerAllocation = static_cast<int>(limits.channels);
        m_world.relayBothFamilies();
        m_model.advance(m_world.now().monotonic);
        for (int i = 0; i < kClients; ++i) {
            auto &client = m_clients.emplace_back(
                std::make_unique<TestClient>(m_world, ("192.0.2.10:" + std::to_string(i + 1)).c_str()));
            if (i % 2 == 1) {
                client->user = "bob";
                client->password = "hidden";
            }
        }
    }

    /// Empty when relay and model agree.
    std::string step()
    {
        m_world.output.forgetTraffic();
        const std::string operation = doOne();
        const std::string difference = m_difference.empty() ? compare() : m_difference;
        return difference.empty() ? std::string() : operation + ": " + difference;
    }
    /// Empty when everything that was taken has come back.
    std::string finish()
    {
        m_world.server->endAll(m_world.now(), turn::EndCause::Shutdown);
        m_model.allocations.clear();
        return compare();
    }

private:
    static constexpr int kClients = 6;
    static constexpr std::uint16_t kPorts = 20;

    template <class Value>
    Value pick(std::initializer_list<Value> values)
    {
        return *(values.begin() + m_random() % values.size());
    }
    TransportAddress anyPeer()
    {
        return pick({at("8.8.8.1:1"), at("8.8.8.1:2"), at("8.8.8.2:1"), at("8.8.8.3:1"), at("8.8.8.4:1"),
                     at("8.8.8.5:1"), at("[2600::1]:1"), at("[2600::2]:1")});
    }
    std::uint16_t anyChannel() { return pick<std::uint16_t>({0x4000, 0x4001, 0x4002, 0x4fff}); }
    std::chrono::milliseconds anyTime()
    {
        return pick<std::chrono::milliseconds>(
            {0ms, 1ms, 999ms, 30s, 150s, 299'999ms, 300s, 300'001ms, 600s});
    }
    void expect(const char *what, int actual, int expected)
    {
        if (actual != expected)
            m_difference = std::string(what) + " gave " + std::to_string(actual) + ", the model says " +
                           std::to_string(expected);
    }

    std::string doOne()
    {
        const int index = static_cast<int>(m_random() % kClients);
        TestClient &client = *m_clients[static_cast<std::size_t>(index)];
        const std::string who = "client " + std::to_string(index);
        switch (m_random() % 18) {
        case 0:
        case 1: {
            const auto seconds = pick<std::uint32_t>({600, 601, 3600});
            const auto answer =
                client.allocate([&](auto &m) { m.addNumber(AttributeType::Lifetime, seconds); });
            expect("code", answer.code(),
                   m_model.allocate(index, client.user, {AddressFamily::V4}, std::chrono::seconds(seconds)));
            return who + " allocates";
        }
        case 16: {
            expect("code", client.allocateBoth().code(),
                   m_model.allocate(index, client.user, {AddressFamily::V4, AddressFamily::V6}, 600s));
            return who + " allocates both families";
        }
        case 17: {
            const bool isV4 = m_random() % 2 == 0;
            const auto seconds = pick<std::uint32_t>({0, 600, 700, 3600});
            expect("code", client.refreshFamily(isV4 ? kIpv4Family : kIpv6Family, seconds).code(),
                   m_model.refreshFamily(index, isV4 ? AddressFamily::V4 : AddressFamily::V6,
                                         std::chrono::seconds(seconds)));
            return who + " refreshes one family";
        }
        case 2: {
            const auto seconds = pick<std::uint32_t>({0, 600, 700, 3600});
            expect("code", client.refresh(seconds).code(),
                   m_model.refresh(index, std::chrono::seconds(seconds)));
            return who + " refreshes";
        }
        case 3:
        case 4: {
            const std::vector<TransportAddress> peers(1 + m_random() % 3, anyPeer());
            std::vector<TransportAddress> mixed = peers;
            std::ranges::generate(mixed, [this] { return anyPeer(); });
            const auto answer = client.request(Method::CreatePermission, [&](auto &m) {
                for (const TransportAddress &peer : mixed)
                    m.addXorAddress(AttributeType::XorPeerAddress, peer);
            });
            expect("code", answer.code(), m_model.permit(index, mixed));
            return who + " permits";
        }
        case 5:
        case 6: {
            const auto channel = anyChannel();
            const auto peer = anyPeer();
            expect("code", client.bind(channel, peer).code(), m_model.bind(index, channel, peer));
            return who + " binds";
        }
        case 7:
        case 8: {
            const auto peer = anyPeer();
            expect("sent", client.sendTo(peer) ? 1 : 0, m_model.passes(index, peer.address) ? 1 : 0);
            return who + " sends to " + peer.toString();
        }
        case 9: {
            const auto channel = anyChannel();
            const auto *bound = m_model.liveChannel(index, channel);
            const auto peer = bound != nullptr ? bound->peer : at("8.8.8.1:1");
            const bool passes = bound != nullptr && m_model.passes(index, peer.address);
            expect("sent", client.sendOn(channel, peer) ? 1 : 0, passes ? 1 : 0);
            return who + " sends on a channel";
        }
        case 10:
        case 11: {
            const auto peer = anyPeer();
            if (!m_model.allocations.contains(index))
                return "nothing";
            const auto received = client.receives(peer, payload("data"));
            const int kind = received.empty() ? 0 : received[0] == std::byte{0x00} ? 1 : 2;
            expect("heard", kind,
                   !m_model.passes(index, peer.address) ? 0
                   : m_model.hasChannel(index, peer)    ? 2
                                                        : 1);
            return who + " hears " + peer.toString();
        }
        case 12: {
            // The server is told only by the next input.
            m_world.wait(anyTime());
            m_model.advance(m_world.now().monotonic);
            m_world.server->advance(m_world.now());
            return "time jumps";
        }
        case 13:
            m_world.pass(anyTime());
            m_model.advance(m_world.now().monotonic);
            return "time passes";
        case 14: {
            if (!m_model.allocations.contains(index))
                return "nothing";
            m_world.server->end(m_world.now(), m_world.allocation(&client.path.tuple),
                                turn::EndCause::Killed);
            m_model.allocations.erase(index);
            return who + " is killed";
        }
        default: {
            turn::PeerPolicy::Rules rules;
            std::set<IpAddress> denied;
            for (const char *address : {"8.8.8.1", "8.8.8.2", "8.8.8.5"}) {
                if (m_random() % 3 == 0) {
                    rules.deny.emplace_back(ip(address), 32);
                    denied.insert(ip(address));
                }
            }
            m_world.setPeers(rules);
            m_model.deny(denied);
            return "rules change";
        }
        }
    }

    std::string compare()
    {
        const turn::Server &server = *m_world.server;
        const auto number = [](std::size_t value) { return std::to_string(value); };
        if (server.allocationCount() != m_model.allocations.size())
            return number(server.allocationCount()) + " allocations";
        if (m_world.output.freePorts() + m_model.ports() != kPorts)
            return number(m_world.output.freePorts()) + " free ports";
        if (static_cast<std::size_t>(m_world.output.admitted()) != server.allocationCount())
            return number(static_cast<std::size_t>(m_world.output.admitted())) + " admitted";
        if (server.nextDeadline().has_value() == m_model.allocations.empty())
            return "a deadline without allocations, or none with them";
        if (server.nextDeadline() && *server.nextDeadline() <= m_world.now().monotonic)
            return "a deadline that is over already";
        for (const auto &sent : m_world.output.toPeer) {
            if (m_model.denied.contains(sent.peer.address))
                return "a packet to a denied peer";
        }
        std::string difference;
        server.forEachAllocation([&](const turn::AllocationView &view) {
            const int client = view.path.tuple.client.port.value - 1;
            const auto found = m_model.allocations.find(client);
            if (found == m_model.allocations.end())
                difference = "an allocation of client " + std::to_string(client);
            else if (view.expires != ReferenceModel::endOf(found->second))
                difference = "another lifetime";
            else if (view.additional.address.isNone() != (found->second.ends.size() == 1))
                difference = "another number of relayed addresses";
            else if (!found->second.ends.contains(view.relayed.address.family()))
                difference = "an address of a family that is over";
            else if (view.permissions != found->second.permissions.size())
                difference = number(view.permissions) + " permissions";
            else if (view.channels != m_model.liveChannels(client))
                difference = number(view.channels) + " channels";
            else if (m_world.output.boundChannelsOf(view.id) != m_model.boundChannels(client))
                difference = "other channels are told as bound";
            else if (m_world.shown.at(view.id.slot) != RelayWorld::shownOf(view))
                difference = "an observer knows something else";
        });
        if (difference.empty() && m_world.shown.size() != server.allocationCount())
            difference = "an observer knows " + number(m_world.shown.size()) + " allocations";
        return difference;
    }

    std::mt19937 m_random;
    RelayWorld m_world;
    ReferenceModel m_model;
    std::vector<std::unique_ptr<TestClient>> m_clients;
    std::string m_difference;
};

} // namespace

/// Properties that hold after any sequence of operations, not only after those somebody thought of.
class TestAllocationProperties : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void relayAndModelAgreeOnRandomWalks_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed)
            QTest::newRow(QByteArray::number(seed).constData()) << seed;
    }
    void relayAndModelAgreeOnRandomWalks()
    {
        QFETCH(unsigned, seed);
        Walk walk(seed);
        for (int step = 0; step < 3000; ++step) {
            const std::string difference = walk.step();
            QVERIFY2(difference.empty(), ("step " + std::to_string(step) + ", " + difference).c_str());
        }
        const std::string difference = walk.finish();
        QVERIFY2(difference.empty(), difference.c_str());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAllocationProperties)
#include "tst_allocation_properties.moc"
