// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"

#include <cstdlib>

using namespace turnpike;
using namespace turnpike::testing;

namespace {

// The input is a list of operations: one byte that says what, one that says how long, then the bytes.
class Script {
public:
    explicit Script(Bytes bytes)
        : m_rest(bytes)
    {
    }
    [[nodiscard]] bool isOver() const { return m_rest.size() < 2; }
    std::uint8_t number() { return std::to_integer<std::uint8_t>(take(1)[0]); }
    Bytes text() { return take(number()); }

private:
    Bytes take(std::size_t size)
    {
        static constexpr std::byte kNothing{};
        if (m_rest.empty() && size == 1)
            return Bytes(&kNothing, 1);
        const auto taken = m_rest.first(std::min(size, m_rest.size()));
        m_rest = m_rest.subspan(taken.size());
        return taken;
    }
    Bytes m_rest;
};

// A request with these raw attributes, signed by a user: without help no fuzzer gets past the password.
OwnedBytes signedRequest(TestClient &client, std::uint8_t method, Bytes attributes)
{
    client.nextTransactionId();
    OwnedBytes message(20);
    stun::storeBig16(&message[0],
                     stun::MessageType{stun::Class::Request, static_cast<Method>(method)}.encode());
    stun::storeBig32(&message[4], stun::Header::kMagicCookie);
    std::ranges::copy(client.transactionId, message.begin() + 8);
    message.insert(message.end(), attributes.begin(), attributes.end());
    message.resize(stun::padded(message.size()));
    const auto append = [&message](AttributeType type, Bytes value) {
        const std::size_t begin = message.size();
        message.resize(begin + 4 + stun::padded(value.size()));
        stun::storeBig16(&message[begin], static_cast<std::uint16_t>(type));
        stun::storeBig16(&message[begin + 2], static_cast<std::uint16_t>(value.size()));
        std::ranges::copy(value, message.begin() + static_cast<std::ptrdiff_t>(begin + 4));
    };
    append(AttributeType::Username, stun::bytesOf(client.user));
    append(AttributeType::Realm, stun::bytesOf(client.realm));
    append(AttributeType::Nonce, stun::bytesOf(client.nonce));
    const auto key = auth::longTermKey(client.user, client.realm, client.password);
    append(AttributeType::MessageIntegrity,
           stun::integritySha1(message, message.size(), std::as_bytes(std::span(key))));
    stun::storeBig16(&message[2], static_cast<std::uint16_t>(message.size() - 20));
    return message;
}

// Clients ask for connections and bind them, peers come, answer and go (RFC 6062).
void peersOverTcp(RelayWorld &world, TestClient &client, Script &script)
{
    const auto &connections = world.output.connections;
    const turn::ConnectionId first{connections.empty() ? 0 : connections.begin()->first};
    switch (script.number() % 6) {
    case 0:
        client.signs = true;
        client.allocateTcp();
        client.permit({at("8.8.8.8:1")});
        client.connect({IpAddress::v4(0x08080808), Port{script.number()}});
        client.signs = false;
        break;
    case 1:
        world.peerConnects(world.allocation(&client.path.tuple),
                           {IpAddress::v4(0x08080808), Port{script.number()}});
        break;
    case 2:
        world.server->peerConnected(world.now(), first);
        break;
    case 3: {
        TestClient stream(world, "192.0.2.10:3", script.number() % 2 == 0 ? Transport::Tcp : Transport::Udp);
        stream.bindConnection(first.value);
        break;
    }
    case 4:
        static_cast<void>(world.server->bytesCarried(world.now(), first, turn::Server::Side::Peer,
                                                     script.number() * std::size_t{100}));
        world.server->peerConnectionHalfEnded(world.now(), first);
        break;
    default:
        world.endConnection(first);
        break;
    }
}

} // namespace

// Whatever clients and peers send, and whenever: nothing goes to a forbidden peer, and all ports come back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    RelayWorld world(8);
    turn::Settings::Limits &limits = world.settings.limits;
    limits.allocations = 3;
    limits.allocationsPerUser = 2;
    limits.portsPerUser = 3;
    limits.permissionsPerAllocation = 3;
    limits.channelsPerAllocation = 3;
    limits.connectionsPerAllocation = 3;
    limits.bandwidthPerAllocation = limits.bandwidthPerUser = limits.bandwidthTotal = BitRate{100};
    // The first byte says what is switched on.
    const unsigned features = size == 0 ? 0U : data[0];
    world.output.offersIpv6 = world.settings.relaysBothFamilies = (features & 1U) != 0;
    world.settings.answersClassicStun = (features & 2U) != 0;
    world.settings.relaysTcp = (features & 64U) != 0;
    if ((features & 4U) != 0)
        world.settings.natDiscovery =
            turn::NatDiscovery{ip("198.51.100.1"), ip("198.51.100.2"), Port{3478}, Port{3479}};
    if ((features & 8U) != 0)
        world.settings.credentials = auth::Credentials(
            {{"alice", auth::longTermKey("alice", "example.org", "secret"),
              auth::longTermKey("alice", "example.org", "secret", stun::PasswordAlgorithm::Sha256)}},
            {}, ':', "example.org");
    world.settings.mobility = (features & 64U) != 0;
    world.apply();
    std::array<OwnedBytes, 2> tickets; ///< of UDP and TCP
    TestClient udp(world, "192.0.2.10:1");
    TestClient tcp(world, "192.0.2.10:2", Transport::Tcp);
    udp.takesOffers = (features & 16U) != 0;
    udp.signs = tcp.signs = false;
    udp.useChallenge(udp.allocate());
    tcp.useChallenge(tcp.allocate());

    for (Script script(std::as_bytes(std::span(data, size))); !script.isOver();) {
        const std::uint8_t operation = script.number();
        TestClient &client = operation % 2 == 0 ? udp : tcp;
        OwnedBytes &ticket = tickets.at(operation % 2);
        const auto keepTicket = [&ticket](const Answer &answer) {
            if (!answer.has(AttributeType::MobilityTicket))
                return;
            const auto view = answer.message();
            const Bytes value = view.find(AttributeType::MobilityTicket).value();
            ticket.assign(value.begin(), value.end());
        };
        switch (operation / 2 % 7) {
        case 0:
            client.send(script.text());
            break;
        case 1: {
            const std::uint8_t method = script.number();
            client.send(signedRequest(client, method % 16, script.text()));
            break;
        }
        case 2:
            client.request(Method::Binding);
            client.signs = true;
            keepTicket(client.allocate([&](stun::MessageBuilder &message) {
                if ((features & 32U) != 0)
                    message.addNumber(AttributeType::AdditionalAddressFamily, 2U << 24);
                if (world.settings.mobility)
                    message.add(AttributeType::MobilityTicket, Bytes{});
            }));
            client.permit({at("8.8.8.8:1")});
            client.bind(0x4000, at("9.9.9.9:1"));
            client.signs = false;
            break;
        case 3:
            client.receives({IpAddress::v4(0x08080808), Port{script.number()}}, script.text());
            client.receives(at("9.9.9.9:1"), script.text());
            world.server->peerUnreachable(world.now(), world.allocation(&client.path.tuple), at("9.9.9.9:1"),
                                          {script.number(), script.number(), 1280});
            break;
        case 4:
            world.pass(std::chrono::seconds(script.number() * 4));
            break;
        case 5:
            peersOverTcp(world, client, script);
            break;
        default: {
            turn::PeerPolicy::Rules rules;
            rules.deny.emplace_back(IpAddress::v4(std::uint32_t{script.number()} << 24), 8);
            world.setPeers(std::move(rules));
            if (!world.settings.mobility)
                break;
            // A client leaves its path, with or without a word, and shows a ticket on another one.
            const std::uint8_t how = script.number();
            if (how % 2 != 0 && client.isStream())
                world.server->clientClosed(world.now(), client.path);
            client.path.tuple.client.port = Port{static_cast<std::uint16_t>(100 + how)};
            client.signs = true;
            keepTicket(client.request(Method::Refresh, [&](stun::MessageBuilder &message) {
                message.addNumber(AttributeType::Lifetime, how % 5 == 0 ? 0 : 600)
                    .add(AttributeType::MobilityTicket, tickets.at(how / 2 % 2));
            }));
            client.signs = false;
            break;
        }
        }
        for (const auto &sent : world.output.toPeer) {
            if (!world.settings.peers.allows(sent.peer.address) || sent.peer.port == Port{})
                std::abort();
        }
        for (const auto &[id, connection] : world.output.connections) {
            if (!world.settings.peers.allows(connection.peer.address))
                std::abort();
        }
        world.output.forgetTraffic();
    }
    world.server->endAll(world.now(), turn::EndCause::Shutdown);
    if (world.output.freePorts() != 8 || world.output.admitted() != 0 || world.server->nextDeadline())
        std::abort();
    return 0;
}
