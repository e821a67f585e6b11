// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"
#include "relay/net/clock.h"
#include "relay/net/epoll_engine.h"
#include "relay/probe/turn_endpoint.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

Q_DECLARE_METATYPE(turnpike::Transport)
Q_DECLARE_METATYPE(turnpike::IpAddress)

namespace turnpike::edge {

inline const IpAddress kLoopback = IpAddress::v4(0x7F000001);
inline constexpr const char *kRealm = "example.org";
inline constexpr const char *kPassword = "correct horse";

inline auth::Credentials credentialsFor(const std::vector<std::string> &users)
{
    std::vector<auth::Credentials::User> known;
    for (const auto &user : users)
        known.push_back({user, auth::longTermKey(user, kRealm, kPassword)});
    return {std::move(known), {"a shared secret"}};
}

inline turn::PeerPolicy loopbackPolicy()
{
    return turn::PeerPolicy({.allow = {IpNetwork(kLoopback, 8)},
                             .deny = {},
                             .allowPrivate = false,
                             .allowRelayToRelay = true,
                             .relayAddresses = {kLoopback},
                             .ownAddresses = {},
                             .ownListeners = {}});
}

/// A relay on loopback with ports that the system chooses, as a test wants it.
inline Settings loopbackSettings(int workers = 2)
{
    Settings settings;
    settings.listeners = {{Transport::Udp, {kLoopback, Port{0}}}, {Transport::Tcp, {kLoopback, Port{0}}}};
    settings.relayAddress = kLoopback;
    settings.relayPorts = {Port{12000}, Port{13999}};
    settings.workers = workers;
    settings.turn.realm = kRealm;
    settings.turn.credentials = credentialsFor({"alice", "bob"});
    settings.turn.peers = loopbackPolicy();
    return settings;
}

/// Several TURN clients on one engine, driven by the test's own thread.
class Clients final : private probe::TurnEndpoint::Events {
public:
    struct Heard {
        TransportAddress from;
        std::string text;
        bool operator==(const Heard &) const = default;
    };
    struct Log {
        bool isAllocated = false;
        bool isReleased = false;
        bool isDisconnected = false;
        std::optional<TransportAddress> mapped;
        std::vector<TransportAddress> readyPeers;
        std::vector<Heard> payloads; ///< through the relay
        std::vector<Heard> direct;   ///< past it
        std::vector<probe::TurnClient::Failure> failures;
        std::vector<std::pair<TransportAddress, stun::IcmpValue>> unreachable;
    };

    Clients()
        : m_engine(net::makeEpollEngine().value())
    {
    }

    probe::TurnEndpoint &open(Transport transport, const TransportAddress &server,
                              const std::string &user = "alice", const std::string &password = kPassword)
    {
        auto endpoint =
            probe::TurnEndpoint::open(*m_engine, *this, {transport, server, kLoopback, user, password});
        m_endpoints.push_back(std::move(endpoint.value()));
        return *m_endpoints.back();
    }
    void close(probe::TurnEndpoint &endpoint)
    {
        m_logs.erase(&endpoint); // the next one may have its address
        std::erase_if(m_endpoints, [&](const auto &own) { return own.get() == &endpoint; });
    }

    /// Lets everything happen until the condition holds; false after ten seconds.
    [[nodiscard]] bool until(const std::function<bool()> &condition)
    {
        const auto end = now() + std::chrono::seconds(10);
        while (!condition()) {
            if (now() > end)
                return false;
            m_engine->runOnce(now() + std::chrono::milliseconds(5));
            for (const auto &endpoint : m_endpoints)
                endpoint->client().advance(now());
        }
        return true;
    }
    [[nodiscard]] bool allocate(probe::TurnEndpoint &endpoint)
    {
        endpoint.client().allocate(now());
        return until([&] { return log(endpoint).isAllocated; });
    }
    [[nodiscard]] bool bindChannel(probe::TurnEndpoint &endpoint, const TransportAddress &peer)
    {
        endpoint.client().bindChannel(now(), peer);
        return until([&] { return isReady(endpoint, peer); });
    }
    [[nodiscard]] bool permit(probe::TurnEndpoint &endpoint, const TransportAddress &peer)
    {
        endpoint.client().createPermission(now(), peer);
        return until([&] { return isReady(endpoint, peer); });
    }
    /// The code of the refusal that follows; -1 when none comes.
    template <class Action>
    [[nodiscard]] int refusalOf(probe::TurnEndpoint &endpoint, Action action)
    {
        log(endpoint).failures.clear();
        action(endpoint.client());
        return until([&] { return !log(endpoint).failures.empty(); }) ? log(endpoint).failures[0].code : -1;
    }
    [[nodiscard]] bool isReady(const probe::TurnEndpoint &endpoint, const TransportAddress &peer)
    {
        const auto &ready = log(endpoint).readyPeers;
        return std::find(ready.begin(), ready.end(), peer) != ready.end();
    }

    [[nodiscard]] Log &log(const probe::TurnEndpoint &endpoint) { return m_logs[&endpoint]; }
    [[nodiscard]] static MonotonicTime now() { return net::currentTime().monotonic; }

private:
    static std::string textOf(Bytes payload) { return std::string(stun::textOf(payload)); }

    void bindingAnswered(probe::TurnEndpoint &endpoint, const TransportAddress &mapped) override
    {
        log(endpoint).mapped = mapped;
    }
    void allocated(probe::TurnEndpoint &endpoint) override { log(endpoint).isAllocated = true; }
    void peerReady(probe::TurnEndpoint &endpoint, const TransportAddress &peer) override
    {
        log(endpoint).readyPeers.push_back(peer);
    }
    void payloadReceived(probe::TurnEndpoint &endpoint, const TransportAddress &peer, Bytes payload) override
    {
        log(endpoint).payloads.push_back({peer, textOf(payload)});
    }
    void directlyReceived(probe::TurnEndpoint &endpoint, const TransportAddress &source,
                          Bytes payload) override
    {
        log(endpoint).direct.push_back({source, textOf(payload)});
    }
    void peerUnreachable(probe::TurnEndpoint &endpoint, const TransportAddress &peer,
                         const stun::IcmpValue &icmp) override
    {
        log(endpoint).unreachable.emplace_back(peer, icmp);
    }
    void released(probe::TurnEndpoint &endpoint) override { log(endpoint).isReleased = true; }
    void failed(probe::TurnEndpoint &endpoint, const probe::TurnClient::Failure &failure) override
    {
        log(endpoint).failures.push_back(failure);
    }
    void disconnected(probe::TurnEndpoint &endpoint) override { log(endpoint).isDisconnected = true; }

    std::unique_ptr<net::IoEngine> m_engine;
    std::vector<std::unique_ptr<probe::TurnEndpoint>> m_endpoints;
    std::map<const probe::TurnEndpoint *, Log> m_logs;
};

/// A running relay and its clients.
struct RunningEdge {
    std::unique_ptr<Edge> edge;
    Clients clients;

    explicit RunningEdge(Settings settings = loopbackSettings(), const net::EngineFactory &makeEngine = {},
                         Notice notice = {})
    {
        auto started = Edge::start(std::move(settings), std::move(notice), makeEngine);
        if (!started)
            qFatal("%s", started.error().text().c_str());
        edge = std::move(*started);
    }
    [[nodiscard]] TransportAddress address(const std::string &transport) const
    {
        for (const auto &listener : edge->listeners()) {
            if (listener.transport == transport)
                return listener.address;
        }
        return {};
    }
    probe::TurnEndpoint &udpClient(const std::string &user = "alice")
    {
        return clients.open(Transport::Udp, address("udp"), user);
    }
    probe::TurnEndpoint &tcpClient(const std::string &user = "alice")
    {
        return clients.open(Transport::Tcp, address("tcp"), user);
    }
    /// A host without any relay, to be a peer.
    probe::TurnEndpoint &peer() { return udpClient("nobody"); }
};

} // namespace turnpike::edge
