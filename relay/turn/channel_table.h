// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/turn/channel_number.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace turnpike::turn {

/// The channels of one allocation, found by number for what the client sends and by peer for what it
/// receives. A binding ends after 600 s; then its number and its peer stay reserved for each other for
/// 300 s, so that late packets do not reach somebody else.
class ChannelTable {
public:
    static constexpr std::chrono::seconds kLifetime{600};
    static constexpr std::chrono::seconds kCoolDown{300};

    enum class Bind : std::uint8_t {
        New,     ///< neither number nor peer is in use
        Refresh, ///< the same pair, live or cooling down
        Conflict ///< the number has another peer, or the peer another number
    };
    /// What bind() would do.
    [[nodiscard]] Bind check(ChannelNumber number, const TransportAddress &peer) const;
    /// Adds or refreshes the pair; not for a conflict.
    void bind(ChannelNumber number, const TransportAddress &peer, MonotonicTime now);

    /// Live bindings only.
    [[nodiscard]] const TransportAddress *peerOf(ChannelNumber number) const;
    [[nodiscard]] std::optional<ChannelNumber> numberOf(const TransportAddress &peer) const;
    [[nodiscard]] std::size_t liveCount() const { return m_live; }

    /// The next moment at which a binding ends or a cool-down is over; MonotonicTime::max() if none.
    [[nodiscard]] MonotonicTime earliestChange() const;
    void expire(MonotonicTime now);
    /// Removes bindings for good, without a cool-down.
    template <class Predicate>
    void removeIf(Predicate isUnwanted)
    {
        // Each is asked about once.
        std::vector<ChannelNumber> unwanted;
        for (const Channel &channel : m_byNumber) {
            if (!isUnwanted(channel.peer))
                continue;
            unwanted.push_back(channel.number);
            noteRemoved(channel);
        }
        if (unwanted.empty())
            return;
        const auto isListed = [&](const Channel &channel) {
            return std::ranges::binary_search(unwanted, channel.number);
        };
        std::erase_if(m_byNumber, isListed);
        std::erase_if(m_byPeer, isListed);
        countLive();
    }

    /// Tells the channels whose state is another one than was told last: those that are live, and whose peer
    /// is usable, are bound; all others have ended.
    template <class IsUsable, class Bound, class Ended>
    void tellChanges(IsUsable isUsable, Bound bound, Ended ended)
    {
        for (const ChannelNumber number : m_removed)
            ended(number);
        m_removed.clear();
        for (Channel &channel : m_byNumber) {
            const bool isBound = channel.live && isUsable(channel.peer);
            if (isBound == channel.isToldBound)
                continue;
            channel.isToldBound = isBound;
            if (isBound)
                bound(channel.number, channel.peer);
            else
                ended(channel.number);
        }
    }

private:
    struct Channel {
        ChannelNumber number;
        TransportAddress peer;
        MonotonicTime end;
        bool live = true;         ///< false while cooling down; `end` is the cool-down's then
        bool isToldBound = false; ///< of m_byNumber only
    };
    void noteRemoved(const Channel &channel)
    {
        if (channel.isToldBound)
            m_removed.push_back(channel.number);
    }
    void put(std::vector<Channel> &channels, std::vector<Channel>::iterator at, const Channel &channel);
    void countLive();

    // The same few entries twice, each sorted for one question; both are changed together.
    std::vector<Channel> m_byNumber;
    std::vector<Channel> m_byPeer;
    std::vector<ChannelNumber> m_removed; ///< and not told as ended yet
    std::size_t m_live = 0;
};

} // namespace turnpike::turn
