// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace turnpike::testing {

/// The rules of RFC 8656 as plainly as they can be written, without a thought for speed: it says what
/// a relay must answer, and the property test holds the relay to it.
class ReferenceModel {
public:
    struct Limits {
        std::size_t allocations = 4;
        std::size_t perUser = 2;
        std::size_t permissions = 4;
        std::size_t channels = 3;
    };
    struct Channel {
        TransportAddress peer;
        MonotonicTime end;
    };
    struct Allocation {
        std::string user;
        std::map<AddressFamily, MonotonicTime> ends; ///< of its relayed addresses, one of each family
        std::map<IpAddress, MonotonicTime> permissions;
        std::map<std::uint16_t, Channel> channels; ///< until their cool-down is over
    };

    void advance(MonotonicTime time)
    {
        now = time;
        for (auto &[client, allocation] : allocations) {
            std::vector<AddressFamily> over;
            for (const auto &[family, end] : allocation.ends) {
                if (end <= now)
                    over.push_back(family);
            }
            for (const AddressFamily family : over)
                drop(allocation, family);
        }
        std::erase_if(allocations, [](const auto &entry) { return entry.second.ends.empty(); });
        for (auto &[client, allocation] : allocations) {
            std::erase_if(allocation.permissions, [this](const auto &entry) { return entry.second <= now; });
            std::erase_if(allocation.channels,
                          [this](const auto &entry) { return entry.second.end + kCoolDown <= now; });
        }
    }

    int allocate(int client, const std::string &user, const std::set<AddressFamily> &families,
                 std::chrono::seconds lifetime)
    {
        if (allocations.contains(client))
            return 437;
        const auto ofUser =
            std::ranges::count_if(allocations, [&](const auto &entry) { return entry.second.user == user; });
        if (static_cast<std::size_t>(ofUser) >= limits.perUser)
            return 486;
        if (allocations.size() >= limits.allocations)
            return 508;
        Allocation &allocation = allocations[client];
        allocation.user = user;
        for (const AddressFamily family : families)
            allocation.ends[family] = now + lifetime;
        return 0;
    }
    int refresh(int client, std::chrono::seconds lifetime)
    {
        if (!allocations.contains(client))
            return 437;
        if (lifetime.count() == 0)
            allocations.erase(client);
        else
            for (auto &[family, end] : allocations[client].ends)
                end = now + lifetime;
        return 0;
    }
    int refreshFamily(int client, AddressFamily family, std::chrono::seconds lifetime)
    {
        if (!allocations.contains(client))
            return 437;
        Allocation &allocation = allocations[client];
        if (!allocation.ends.contains(family))
            return 443;
        if (lifetime.count() != 0)
            allocation.ends[family] = now + lifetime;
        else
            drop(allocation, family);
        if (allocation.ends.empty())
            allocations.erase(client);
        return 0;
    }
    int permit(int client, const std::vector<TransportAddress> &peers)
    {
        if (!allocations.contains(client))
            return 437;
        Allocation &allocation = allocations[client];
        std::set<IpAddress> added;
        for (const TransportAddress &peer : peers) {
            if (const int code = objection(allocation, peer))
                return code;
            if (!allocation.permissions.contains(peer.address))
                added.insert(peer.address);
        }
        if (!added.empty() && allocation.permissions.size() + added.size() > limits.permissions)
            return 508;
        for (const TransportAddress &peer : peers)
            allocation.permissions[peer.address] = now + kPermission;
        return 0;
    }
    int bind(int client, std::uint16_t number, const TransportAddress &peer)
    {
        if (!allocations.contains(client))
            return 437;
        Allocation &allocation = allocations[client];
        if (const int code = objection(allocation, peer))
            return code;
        for (const auto &[other, channel] : allocation.channels) {
            if ((other == number) != (channel.peer == peer))
                return 400;
        }
        const bool isLive = liveChannel(client, number) != nullptr;
        if (!isLive && liveChannels(client) >= limits.channels)
            return 508;
        if (!allocation.permissions.contains(peer.address) &&
            allocation.permissions.size() >= limits.permissions)
            return 508;
        allocation.channels[number] = {peer, now + kChannel};
        allocation.permissions[peer.address] = now + kPermission;
        return 0;
    }
    void deny(const std::set<IpAddress> &peers)
    {
        denied = peers;
        for (auto &[client, allocation] : allocations) {
            std::erase_if(allocation.permissions,
                          [&](const auto &entry) { return denied.contains(entry.first); });
            std::erase_if(allocation.channels,
                          [&](const auto &entry) { return denied.contains(entry.second.peer.address); });
        }
    }

    [[nodiscard]] bool passes(int client, const IpAddress &peer) const
    {
        const auto found = allocations.find(client);
        return found != allocations.end() && found->second.permissions.contains(peer);
    }
    [[nodiscard]] const Channel *liveChannel(int client, std::uint16_t number) const
    {
        const auto found = allocations.find(client);
        if (found == allocations.end())
            return nullptr;
        const auto channel = found->second.channels.find(number);
        return channel != found->second.channels.end() && channel->second.end > now ? &channel->second
                                                                                    : nullptr;
    }
    [[nodiscard]] bool hasChannel(int client, const TransportAddress &peer) const
    {
        const auto found = allocations.find(client);
        return found != allocations.end() &&
               std::ranges::any_of(found->second.channels, [&](const auto &entry) {
                   return entry.second.peer == peer && entry.second.end > now;
               });
    }
    [[nodiscard]] std::size_t liveChannels(int client) const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            allocations.at(client).channels, [this](const auto &entry) { return entry.second.end > now; }));
    }

    /// When its last relayed address ends.
    [[nodiscard]] static MonotonicTime endOf(const Allocation &allocation)
    {
        return std::ranges::max_element(allocation.ends, {}, [](const auto &entry) { return entry.second; })
            ->second;
    }
    /// Of all clients.
    [[nodiscard]] std::size_t ports() const
    {
        std::size_t sum = 0;
        for (const auto &[client, allocation] : allocations)
            sum += allocation.ends.size();
        return sum;
    }
    /// Those over which everything passes: live, and with a permission.
    [[nodiscard]] std::map<std::uint16_t, TransportAddress> boundChannels(int client) const
    {
        std::map<std::uint16_t, TransportAddress> bound;
        for (const auto &[number, channel] : allocations.at(client).channels) {
            if (channel.end > now && passes(client, channel.peer.address))
                bound.emplace(number, channel.peer);
        }
        return bound;
    }

    MonotonicTime now;
    Limits limits;
    std::map<int, Allocation> allocations;
    std::set<IpAddress> denied;

private:
    static constexpr std::chrono::seconds kPermission{300};
    static constexpr std::chrono::seconds kChannel{600};
    static constexpr std::chrono::seconds kCoolDown{300};

    [[nodiscard]] int objection(const Allocation &allocation, const TransportAddress &peer) const
    {
        if (denied.contains(peer.address))
            return 403;
        return allocation.ends.contains(peer.address.family()) ? 0 : 443;
    }
    /// One of the relayed addresses is over, and what it was for.
    static void drop(Allocation &allocation, AddressFamily family)
    {
        allocation.ends.erase(family);
        std::erase_if(allocation.permissions,
                      [family](const auto &entry) { return entry.first.family() == family; });
        std::erase_if(allocation.channels,
                      [family](const auto &entry) { return entry.second.peer.address.family() == family; });
    }
};

} // namespace turnpike::testing
