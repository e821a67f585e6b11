// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/clock.h"
#include "relay/probe/demo_people.h"
#include "tests/relay/net/forwarding_engine.h"
#include "tests/relay/probe/demo_relay.h"
#include "tests/support/main.h"

#include <QTest>

#include <algorithm>
#include <utility>

using namespace turnpike;
using namespace std::chrono_literals;
using probe::DemoCall;

namespace {

/// An engine on which the answers to the second socket stay on their way until they are let through:
/// a party whose relay is slow.
class SlowSecondParty final : public testing::ForwardingEngine {
public:
    void letThrough()
    {
        for (const auto &gate : m_gates)
            gate->open();
    }
    [[nodiscard]] bool holdsAnswers() const
    {
        return std::any_of(m_gates.begin(), m_gates.end(),
                           [](const auto &gate) { return gate->holdsAnswers(); });
    }

    Result<void> watchDatagrams(int socket, net::DatagramHandler &handler) override
    {
        if (++m_sockets != 2)
            return engine().watchDatagrams(socket, handler);
        return engine().watchDatagrams(socket, *m_gates.emplace_back(std::make_unique<Gate>(handler)));
    }

private:
    class Gate final : public net::DatagramHandler {
    public:
        explicit Gate(net::DatagramHandler &handler)
            : m_handler(handler)
        {
        }
        void datagramReceived(const net::Datagram &datagram) override
        {
            if (m_isOpen) {
                m_handler.datagramReceived(datagram);
                return;
            }
            const auto payload = datagram.packet.payload;
            m_held.push_back({datagram.source, {payload.begin(), payload.end()}});
        }
        void open()
        {
            m_isOpen = true;
            for (auto &[source, payload] : std::exchange(m_held, {}))
                m_handler.datagramReceived({source, {}, {payload, payload}});
        }
        [[nodiscard]] bool holdsAnswers() const { return !m_held.empty(); }

    private:
        net::DatagramHandler &m_handler;
        std::vector<std::pair<TransportAddress, std::vector<std::byte>>> m_held;
        bool m_isOpen = false;
    };

    std::vector<std::unique_ptr<Gate>> m_gates;
    int m_sockets = 0;
};

} // namespace

class TestDemoCall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aCallThatIsRefusedWaitsForTheOtherPartysAllocationAndGivesItBack()
    {
        auto settings = testing::relaySettings();
        settings.turn.peers = turn::PeerPolicy();
        const auto relay = edge::Edge::start(settings).value();
        SlowSecondParty engine;
        const probe::DemoPeople people(testing::targetOf(*relay));
        const Now begin = net::currentTime();
        const auto call = DemoCall::dial(engine, people.planCall(0, 1, begin.wall), begin.monotonic).value();
        const auto turnUntil = [&](const auto &isTrue) {
            while (!isTrue() && net::currentTime().monotonic < begin.monotonic + 30s) {
                // Its time stands still, so that a slow machine does not use up the call's timeouts.
                call->advance(begin.monotonic);
                engine.runOnce(net::currentTime().monotonic + 10ms);
            }
            return isTrue();
        };

        // The caller is refused and gone; the callee's challenge has come, but has not been read.
        QVERIFY(turnUntil([&] { return call->failure() && engine.holdsAnswers(); }));
        QVERIFY(turnUntil([&] { return relay->allocationCount() == 0; }));
        QVERIFY(call->state() == DemoCall::State::HangingUp);

        engine.letThrough();
        QVERIFY(turnUntil([&] { return call->state() == DemoCall::State::Over; }));
        QTRY_COMPARE(relay->allocationCount(), std::size_t{0});
        QTRY_COMPARE(relay->snapshot().totals.allocationsCreated, std::uint64_t{2});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDemoCall)
#include "tst_demo_call.moc"
