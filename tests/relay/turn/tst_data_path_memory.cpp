// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

#include <cstdlib>
#include <new>

namespace {
std::size_t g_allocations = 0;
}

// Every request for memory of this program is counted.
void *operator new(std::size_t size)
{
    ++g_allocations;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// Counts what leaves, and keeps nothing.
class CountingOutput final : public turn::Output, public turn::Admission {
public:
    void sendToClient(const turn::ClientPath &, Bytes) override { ++toClient; }
    void sendToClientFrom(const turn::ClientPath &, const TransportAddress &, Bytes) override {}
    void sendToPeer(turn::AllocationId, const TransportAddress &, Bytes, Fragmentation) override { ++toPeer; }
    std::optional<TransportAddress> openRelay(turn::AllocationId, AddressFamily, PortParity) override
    {
        return at("198.51.100.1:50000");
    }
    void closeRelay(turn::AllocationId) override {}
    void closeRelayOf(turn::AllocationId, AddressFamily) override {}
    void closeClient(const turn::ClientPath &) override {}
    Verdict admit(MonotonicTime, std::string_view, int, const turn::Settings::Limits &) override
    {
        return std::make_shared<turn::SharedBandwidth>();
    }
    void release(std::string_view, int) override {}
    bool mayTryPassword(MonotonicTime, const TransportAddress &, std::string_view,
                        const turn::Settings::Limits &) override
    {
        return true;
    }
    void passwordTried(MonotonicTime, const IpAddress &, std::string_view, bool,
                       const turn::Settings::Limits &) override
    {
    }

    int toClient = 0;
    int toPeer = 0;
};

} // namespace

/// A packet costs no memory: not on a channel, not in an indication, not when it is refused.
class TestDataPathMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void packetsAreRelayedWithoutAskingForMemory()
    {
        // A client that lives in another world composes the requests; both worlds share the nonce key.
        RelayWorld elsewhere;
        TestClient client(elsewhere);
        CountingOutput output;
        turn::Server server({output, output, [](std::span<std::byte>) {}, {}},
                            std::make_shared<turn::Settings>(elsewhere.settings));
        const Now now = elsewhere.now();
        QCOMPARE(client.allocate().code(), 0);
        const auto request = [&](Method method, const TestClient::Attributes &attributes) {
            server.clientDatagram(now, client.path, client.compose(method, attributes));
        };
        request(Method::Allocate, [](auto &m) { m.addNumber(AttributeType::RequestedTransport, 17U << 24); });
        request(Method::ChannelBind, [](auto &m) {
            m.addNumber(AttributeType::ChannelNumber, 0x40000000)
                .addXorAddress(AttributeType::XorPeerAddress, at("8.8.8.8:1"));
        });
        request(Method::CreatePermission,
                [](auto &m) { m.addXorAddress(AttributeType::XorPeerAddress, at("9.9.9.9:1")); });
        QCOMPARE(server.allocationCount(), 1U);
        QCOMPARE(output.toClient, 3);
        turn::AllocationId id;
        server.forEachAllocation([&id](const turn::AllocationView &view) { id = view.id; });

        const OwnedBytes indication = client.compose(
            Method::Send,
            [](auto &m) {
                m.addXorAddress(AttributeType::XorPeerAddress, at("9.9.9.9:1"))
                    .add(AttributeType::Data, "hello");
            },
            stun::Class::Indication);
        const auto onChannel = stun::bytesOf(std::string_view("\x40\x00\x00\x02hi", 6));
        const auto unbound = stun::bytesOf(std::string_view("\x40\x01\x00\x02hi", 6));
        OwnedBytes buffer(Packet::kHeadroom + 1200 + Packet::kTailroom);
        const auto fromPeer = [&](const TransportAddress &peer) {
            server.peerDatagram(now, id, peer, {buffer, std::span(buffer).subspan(Packet::kHeadroom, 1199)});
        };
        const TransportAddress onChannelPeer = at("8.8.8.8:1");
        const TransportAddress permitted = at("9.9.9.9:1");
        const TransportAddress stranger = at("1.1.1.1:1");
        const std::size_t before = g_allocations;
        for (int i = 0; i < 1000; ++i) {
            server.clientDatagram(now, client.path, onChannel);
            server.clientDatagram(now, client.path, unbound);
            server.clientDatagram(now, client.path, indication);
            fromPeer(onChannelPeer);
            fromPeer(permitted);
            fromPeer(stranger);
        }
        const std::size_t after = g_allocations;
        QCOMPARE(after, before);
        QCOMPARE(output.toPeer, 2000);
        QCOMPARE(output.toClient, 3 + 2000);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDataPathMemory)
#include "tst_data_path_memory.moc"
