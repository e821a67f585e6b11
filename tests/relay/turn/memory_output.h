// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/guess_limit.h"
#include "relay/turn/shared_bandwidth.h"
#include "relay/turn/user_accounts.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace turnpike::testing {

using OwnedBytes = std::vector<std::byte>;

/// The world around a Server, in memory: it records what is sent, hands out ports from a small range
/// and counts allocations per person.
class MemoryOutput final : public turn::Output, public turn::Admission {
public:
    struct ToClient {
        turn::ClientPath path;
        OwnedBytes bytes;
    };
    struct FromElsewhere {
        turn::ClientPath path;
        TransportAddress from;
        OwnedBytes bytes;
    };
    struct ToPeer {
        turn::AllocationId allocation;
        TransportAddress peer;
        OwnedBytes payload;
        Fragmentation fragmentation = Fragmentation::Allowed;
    };

    struct Move {
        turn::AllocationId allocation;
        std::optional<turn::ClientPath> path;
    };

    explicit MemoryOutput(std::uint16_t ports = 100)
    {
        for (std::uint16_t i = 0; i < ports; ++i)
            m_freePorts.push_back(static_cast<std::uint16_t>(kFirstPort + i));
    }

    // turn::Output
    void sendToClient(const turn::ClientPath &path, Bytes message) override
    {
        toClient.push_back({path, {message.begin(), message.end()}});
    }
    void sendToClientFrom(const turn::ClientPath &path, const TransportAddress &from, Bytes message) override
    {
        fromElsewhere.push_back({path, from, {message.begin(), message.end()}});
    }
    void sendToPeer(turn::AllocationId allocation, const TransportAddress &peer, Bytes payload,
                    Fragmentation fragmentation) override
    {
        toPeer.push_back({allocation, peer, {payload.begin(), payload.end()}, fragmentation});
    }
    std::optional<TransportAddress> openRelay(turn::AllocationId allocation, AddressFamily family,
                                              PortParity parity) override
    {
        if (family == AddressFamily::V4 ? !offersIpv4 : !offersIpv6)
            return std::nullopt;
        const auto fits = [&](std::uint16_t port) {
            return parity == PortParity::Any ||
                   (port % 2 == 0 &&
                    (parity == PortParity::Even || isFree(static_cast<std::uint16_t>(port + 1))));
        };
        const auto port = std::ranges::find_if(m_freePorts, fits);
        if (port == m_freePorts.end())
            return std::nullopt;
        Relay relay{*port, std::nullopt, family};
        m_freePorts.erase(port);
        if (parity == PortParity::EvenReservingNext) {
            relay.reserved = static_cast<std::uint16_t>(relay.port + 1);
            std::erase(m_freePorts, *relay.reserved);
        }
        return open(allocation, relay);
    }
    void publishReservation(turn::AllocationId reservedBy, const turn::ReservationToken &token,
                            std::string_view username) override
    {
        Relay &owner = m_relays.at(reservedBy.slot);
        m_published[token] = {reservedBy.slot, std::string(username), owner.reserved.value(), owner.family};
        owner.reserved.reset();
    }
    std::optional<TransportAddress> openPublishedRelay(turn::AllocationId allocation,
                                                       const turn::ReservationToken &token,
                                                       std::string_view username) override
    {
        const auto found = m_published.find(token);
        if (found == m_published.end() || found->second.username != username)
            return std::nullopt;
        const Relay relay{found->second.port, std::nullopt, found->second.family};
        m_published.erase(found);
        return open(allocation, relay);
    }
    void releaseReservation(turn::AllocationId reservedBy) override
    {
        m_relays.at(reservedBy.slot); // throws after closeRelay()
        std::erase_if(m_published, [&](const auto &entry) {
            if (entry.second.reservedBy == reservedBy.slot)
                m_freePorts.push_back(entry.second.port);
            return entry.second.reservedBy == reservedBy.slot;
        });
    }
    void clientMoved(turn::AllocationId allocation, const turn::ClientPath *path) override
    {
        moves.push_back({allocation, path ? std::optional(*path) : std::nullopt});
    }
    std::optional<TransportAddress> openTcpRelay(turn::AllocationId allocation, AddressFamily family) override
    {
        return openRelay(allocation, family, PortParity::Any);
    }
    bool connectPeer(turn::AllocationId allocation, turn::ConnectionId connection,
                     const TransportAddress &peer) override
    {
        m_relays.at(allocation.slot);
        if (hasRoomForPeers &&
            !connections.emplace(connection.value, Connection{allocation, peer, {}}).second)
            throw std::logic_error("a connection has the name of another");
        return hasRoomForPeers;
    }
    void joinConnection(turn::ConnectionId connection, const turn::ClientPath &path) override
    {
        if (std::exchange(connections.at(connection.value).joined, path))
            throw std::logic_error("a connection was joined twice");
    }
    void closePeerConnection(turn::ConnectionId connection) override
    {
        if (connections.erase(connection.value) == 0)
            throw std::logic_error("a connection was closed that is not open");
    }
    void closeRelay(turn::AllocationId allocation) override
    {
        for (const auto &[id, connection] : connections) {
            if (connection.allocation == allocation)
                throw std::logic_error("a connection outlived its allocation");
        }
        releaseReservation(allocation);
        for (const auto &[channel, peer] : boundChannels) {
            if (channel.first == allocation.slot)
                throw std::logic_error("a channel outlived its allocation");
        }
        const Relay relay = m_relays.at(allocation.slot);
        m_freePorts.push_back(relay.port);
        if (relay.reserved)
            m_freePorts.push_back(*relay.reserved);
        m_relays.erase(allocation.slot);
        if (const auto second = m_secondRelays.find(allocation.slot); second != m_secondRelays.end()) {
            m_freePorts.push_back(second->second.port);
            m_secondRelays.erase(second);
        }
    }
    void closeRelayOf(turn::AllocationId allocation, AddressFamily family) override
    {
        Relay &second = m_secondRelays.at(allocation.slot);
        if (second.family != family)
            std::swap(second, m_relays.at(allocation.slot));
        if (second.family != family)
            throw std::logic_error("a relay socket was closed that is not open");
        m_freePorts.push_back(second.port);
        m_secondRelays.erase(allocation.slot);
    }
    void closeClient(const turn::ClientPath &path) override { closedClients.push_back(path); }
    void channelBound(turn::AllocationId allocation, turn::ChannelNumber channel,
                      const TransportAddress &peer) override
    {
        if (!boundChannels.emplace(std::pair(allocation.slot, channel.value), peer).second)
            throw std::logic_error("a channel was bound that is bound already");
    }
    void channelEnded(turn::AllocationId allocation, turn::ChannelNumber channel) override
    {
        if (boundChannels.erase({allocation.slot, channel.value}) == 0)
            throw std::logic_error("a channel ended that was not bound");
    }
    void relayAnnounced(turn::AllocationId allocation, const TransportAddress &announced) override
    {
        Relay &first = m_relays.at(allocation.slot);
        (first.family == announced.address.family() ? first : m_secondRelays.at(allocation.slot)).announced =
            announced;
    }
    std::optional<TransportAddress> boundAddressOf(const TransportAddress &relayed) const override
    {
        const Relay *const relay =
            findRelay([&](const Relay &each) { return relayed == each.announced || relayed == each.bound; });
        return relay != nullptr ? std::optional(relay->bound) : std::nullopt;
    }
    std::optional<TransportAddress> announcedAddressOf(const TransportAddress &bound) const override
    {
        const Relay *const relay = findRelay([&](const Relay &each) { return bound == each.bound; });
        return relay != nullptr ? std::optional(relay->announced) : std::nullopt;
    }

    // turn::Admission
    Verdict admit(MonotonicTime now, std::string_view user, int ports,
                  const turn::Settings::Limits &limits) override
    {
        return accounts.admit(now, user, ports, limits);
    }
    void release(std::string_view user, int ports) override { accounts.release(user, ports); }
    void portsReturned(std::string_view user, int ports) override
    {
        accounts.portsReturned(std::string(user), ports);
    }
    void portReserved(std::string_view user, const turn::ReservationToken &token) override
    {
        accounts.portReserved(user, token);
    }
    void reservedPortTaken(const turn::ReservationToken &token, std::string_view user) override
    {
        accounts.reservedPortTaken(token, user);
    }
    void reservationEnded(const turn::ReservationToken &token) override { accounts.reservationEnded(token); }
    std::shared_ptr<turn::SharedBandwidth> bandwidthOfAll() override { return m_bandwidthOfAll; }

    bool mayTryPassword(MonotonicTime now, const TransportAddress &source, std::string_view user,
                        const turn::Settings::Limits &limits) override
    {
        return guesses.mayTry(now, source, user,
                              {limits.wrongPasswordsPerUser, limits.wrongPasswordsPerSource});
    }
    void passwordTried(MonotonicTime now, const IpAddress &source, std::string_view user, bool isRight,
                       const turn::Settings::Limits &limits) override
    {
        if (isRight)
            guesses.noteRight(now, source, user);
        else
            guesses.noteWrong(now, source, user,
                              {limits.wrongPasswordsPerUser, limits.wrongPasswordsPerSource});
    }

    [[nodiscard]] int admitted() const { return accounts.allocations(); }
    [[nodiscard]] std::size_t freePorts() const { return m_freePorts.size(); }
    [[nodiscard]] std::size_t openRelays() const { return m_relays.size() + m_secondRelays.size(); }
    [[nodiscard]] bool isFree(std::uint16_t port) const { return std::ranges::count(m_freePorts, port) == 1; }
    void forgetTraffic()
    {
        toClient.clear();
        fromElsewhere.clear();
        toPeer.clear();
        closedClients.clear();
    }

    /// With a peer over TCP.
    struct Connection {
        turn::AllocationId allocation;
        TransportAddress peer;
        std::optional<turn::ClientPath> joined;
    };
    std::map<std::uint32_t, Connection> connections; ///< by CONNECTION-ID
    bool hasRoomForPeers = true;

    static constexpr std::uint16_t kFirstPort = 50000;
    bool offersIpv4 = true;
    bool offersIpv6 = false;
    auth::GuessLimit guesses{1};
    turn::UserAccounts accounts;
    std::vector<ToClient> toClient;
    std::vector<ToPeer> toPeer;
    std::vector<Move> moves;
    std::vector<FromElsewhere> fromElsewhere;
    [[nodiscard]] std::map<std::uint16_t, TransportAddress> boundChannelsOf(turn::AllocationId id) const
    {
        std::map<std::uint16_t, TransportAddress> bound;
        for (const auto &[channel, peer] : boundChannels) {
            if (channel.first == id.slot)
                bound.emplace(channel.second, peer);
        }
        return bound;
    }

    std::vector<turn::ClientPath> closedClients;
    std::map<std::pair<std::uint32_t, std::uint16_t>, TransportAddress> boundChannels; ///< by slot and number

private:
    struct Relay {
        std::uint16_t port = 0;
        std::optional<std::uint16_t> reserved;
        AddressFamily family = AddressFamily::V4;
        TransportAddress bound{};
        TransportAddress announced{};
    };
    struct Published {
        std::uint32_t reservedBy = 0;
        std::string username;
        std::uint16_t port = 0;
        AddressFamily family = AddressFamily::V4;
    };
    /// Of both families; null when none is open that is like this.
    template <class Predicate>
    [[nodiscard]] const Relay *findRelay(Predicate isWanted) const
    {
        for (const auto *relays : {&m_relays, &m_secondRelays}) {
            for (const auto &[slot, relay] : *relays) {
                if (isWanted(relay))
                    return &relay;
            }
        }
        return nullptr;
    }
    TransportAddress open(turn::AllocationId allocation, const Relay &relay)
    {
        const auto address = relay.family == AddressFamily::V4 ? IpAddress::parse("198.51.100.1")
                                                               : IpAddress::parse("2001:db8::1");
        Relay opened = relay;
        opened.bound = {*address, Port{relay.port}};
        // at(): closing what is not open, or opening what is not closed, throws and fails the test.
        const auto first = m_relays.find(allocation.slot);
        if (first == m_relays.end())
            m_relays.emplace(allocation.slot, opened);
        else if (first->second.family == relay.family ||
                 !m_secondRelays.emplace(allocation.slot, opened).second)
            m_relays.at(0xffffffff);
        return opened.bound;
    }

    std::vector<std::uint16_t> m_freePorts;
    std::map<std::uint32_t, Relay> m_relays;
    std::map<std::uint32_t, Relay> m_secondRelays;
    std::map<turn::ReservationToken, Published> m_published;
    std::shared_ptr<turn::SharedBandwidth> m_bandwidthOfAll = std::make_shared<turn::SharedBandwidth>();
};

} // namespace turnpike::testing
