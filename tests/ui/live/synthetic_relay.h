// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "ui/workspace/silence_alarm.h"

#include <algorithm>
#include <random>

namespace turnpike::testing {

/// Calls that come, talk and go, worked out from a seed: the same snapshots in every run.
class SyntheticRelay {
public:
    explicit SyntheticRelay(unsigned seed = 1)
        : m_random(seed)
    {
        m_next.epoch = 0xC0FFEE;
        m_next.time = WallTime(std::chrono::milliseconds(1'700'000'000'000));
        m_next.revision = 17;
        m_next.workers = 2;
        m_next.relayPorts = {Port{50000}, Port{59999}};
        m_next.listeners = {{"udp", address("127.0.0.1", 3478)},
                            {"tcp", address("127.0.0.1", 3478)},
                            {"tls", address("127.0.0.1", 5349)}};
    }

    [[nodiscard]] static TransportAddress address(const char *text, int port)
    {
        return {*IpAddress::parse(text), Port{static_cast<std::uint16_t>(port)}};
    }

    void setRelayPorts(int first, int last)
    {
        m_next.relayPorts = {Port{static_cast<std::uint16_t>(first)}, Port{static_cast<std::uint16_t>(last)}};
    }
    void setDraining(bool draining) { m_next.draining = draining; }
    void restart()
    {
        ++m_next.epoch;
        m_next.sequence = 0;
        m_next.totals = {};
        m_next.allocations.clear();
    }

    live::Allocation &add()
    {
        static constexpr const char *kUsers[] = {"alice", "bob",   "carol", "dave", "erin",    "frank",
                                                 "grace", "heidi", "ivan",  "judy", "mallory", "niaj"};
        static constexpr const char *kTransports[] = {"udp", "udp", "udp", "tcp", "tls"};
        live::Allocation call;
        call.key.value = ++m_lastKey;
        call.username = kUsers[below(std::size(kUsers))] + std::string("@contoso.com");
        call.realm = "contoso.com";
        call.transport = kTransports[below(std::size(kTransports))];
        call.dialect = below(8) == 0 ? "officeCommunicator" : "rfc";
        call.client = {IpAddress::v4(0xC6336400U + below(250) + 1), port(1024 + below(60000))};
        call.server = m_next.listeners.front().address;
        call.relayed = {IpAddress::v4(0xCB007105U), freePort()};
        call.created = m_next.time - std::chrono::seconds(below(2400));
        call.worker = static_cast<std::uint16_t>(below(2));
        call.counters.expires = m_next.time + std::chrono::seconds(60 + below(540));
        call.counters.permissions = static_cast<std::uint16_t>(1 + below(3));
        call.counters.channels = 1;
        for (unsigned i = 0; i <= below(2); ++i)
            call.counters.peers.push_back(
                {IpAddress::v4(0xC0000200U + below(250) + 1), port(1024 + below(60000))});
        m_next.allocations.push_back(call);
        ++m_next.totals.allocationsCreated;
        return m_next.allocations.back();
    }
    void add(int count)
    {
        for (int i = 0; i < count; ++i)
            add();
    }
    void removeAny(int count)
    {
        for (int i = 0; i < count && !m_next.allocations.empty(); ++i) {
            const auto at =
                m_next.allocations.begin() + static_cast<std::ptrdiff_t>(below(m_next.allocations.size()));
            m_usedPorts[at->relayed.port.value] = false;
            m_next.allocations.erase(at);
        }
    }
    void clear() { removeAny(static_cast<int>(m_next.allocations.size())); }

    void pass(std::chrono::milliseconds duration)
    {
        m_next.time += duration;
        m_next.uptime += duration;
    }

    /// Lets everybody talk for a while; some are silent, some send video, a few lose packets.
    void talk(std::chrono::milliseconds duration = std::chrono::seconds(1))
    {
        pass(duration);
        const double seconds = std::chrono::duration<double>(duration).count();
        for (live::Allocation &call : m_next.allocations) {
            const std::uint64_t kind = call.key.value % 7;
            const double bits = kind == 0 ? 0 : kind == 1 ? 1.6e6 : 6.4e4;
            count(call.counters.fromClient, m_next.totals.fromClients, bits, seconds, call.key.value);
            count(call.counters.toClient, m_next.totals.toClients, bits * 0.9, seconds, call.key.value);
            if (call.counters.expires < m_next.time)
                call.counters.expires += std::chrono::minutes(10);
        }
    }

    live::SharedSnapshot snapshot()
    {
        ++m_next.sequence;
        return std::make_shared<live::Snapshot>(m_next);
    }
    live::SharedSnapshot tick()
    {
        talk();
        return snapshot();
    }
    live::Snapshot &state() { return m_next; }
    unsigned below(std::size_t bound) { return static_cast<unsigned>(m_random() % bound); }

private:
    static Port port(unsigned value) { return Port{static_cast<std::uint16_t>(value)}; }
    Port freePort()
    {
        const auto size = static_cast<unsigned>(m_next.relayPorts.size());
        unsigned offset = below(size);
        const auto isTaken = [&] { return m_usedPorts[m_next.relayPorts.first.value + offset]; };
        for (unsigned tried = 0; tried < size && isTaken(); ++tried)
            offset = (offset + 1) % size;
        m_usedPorts[m_next.relayPorts.first.value + offset] = true;
        return port(m_next.relayPorts.first.value + offset);
    }
    void count(live::Traffic &one, live::Traffic &all, double bits, double seconds, std::uint64_t key)
    {
        const double wobble = 0.6 + below(800) / 1000.0;
        const auto bytes = static_cast<std::uint64_t>(bits * wobble * seconds / 8);
        const std::uint64_t packets = bytes / 160;
        const std::uint64_t dropped = key % 19 == 0 && below(3) == 0 ? packets / 40 : 0;
        for (live::Traffic *traffic : {&one, &all}) {
            traffic->bytes += bytes;
            traffic->packets += packets;
            traffic->droppedPackets += dropped;
        }
    }

    std::mt19937 m_random;
    live::Snapshot m_next;
    std::uint64_t m_lastKey = 0;
    std::array<bool, 65536> m_usedPorts{};
};

/// Goes off when the test says so.
class ManualAlarm final : public ui::SilenceAlarm {
public:
    using SilenceAlarm::SilenceAlarm;
    void restart() override { m_isRunning = true; }
    void stop() override { m_isRunning = false; }
    void goOff()
    {
        if (m_isRunning)
            Q_EMIT expired();
    }
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

private:
    bool m_isRunning = false;
};

} // namespace turnpike::testing
