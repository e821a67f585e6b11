// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/channel_table.h"

#include <algorithm>

namespace turnpike::turn {

ChannelTable::Bind ChannelTable::check(ChannelNumber number, const TransportAddress &peer) const
{
    const auto byNumber = std::ranges::lower_bound(m_byNumber, number, {}, &Channel::number);
    if (byNumber != m_byNumber.end() && byNumber->number == number)
        return byNumber->peer == peer ? Bind::Refresh : Bind::Conflict;
    const auto byPeer = std::ranges::lower_bound(m_byPeer, peer, {}, &Channel::peer);
    return byPeer != m_byPeer.end() && byPeer->peer == peer ? Bind::Conflict : Bind::New;
}

void ChannelTable::bind(ChannelNumber number, const TransportAddress &peer, MonotonicTime now)
{
    Channel channel{number, peer, now + kLifetime, true, false};
    const auto at = std::ranges::lower_bound(m_byNumber, number, {}, &Channel::number);
    channel.isToldBound = at != m_byNumber.end() && at->number == number && at->isToldBound;
    put(m_byNumber, at, channel);
    channel.isToldBound = false;
    put(m_byPeer, std::ranges::lower_bound(m_byPeer, peer, {}, &Channel::peer), channel);
    countLive();
}

void ChannelTable::put(std::vector<Channel> &channels, std::vector<Channel>::iterator at,
                       const Channel &channel)
{
    if (at != channels.end() && at->number == channel.number)
        *at = channel;
    else
        channels.insert(at, channel);
}

const TransportAddress *ChannelTable::peerOf(ChannelNumber number) const
{
    const auto at = std::ranges::lower_bound(m_byNumber, number, {}, &Channel::number);
    return at != m_byNumber.end() && at->number == number && at->live ? &at->peer : nullptr;
}

std::optional<ChannelNumber> ChannelTable::numberOf(const TransportAddress &peer) const
{
    const auto at = std::ranges::lower_bound(m_byPeer, peer, {}, &Channel::peer);
    return at != m_byPeer.end() && at->peer == peer && at->live ? std::optional(at->number) : std::nullopt;
}

MonotonicTime ChannelTable::earliestChange() const
{
    const auto first = std::ranges::min_element(m_byNumber, {}, &Channel::end);
    return first == m_byNumber.end() ? MonotonicTime::max() : first->end;
}

void ChannelTable::expire(MonotonicTime now)
{
    for (auto *channels : {&m_byNumber, &m_byPeer}) {
        for (Channel &channel : *channels) {
            if (channel.live && channel.end <= now) {
                channel.live = false;
                channel.end += kCoolDown;
            }
        }
        std::erase_if(*channels, [&](const Channel &channel) {
            const bool isOver = channel.end <= now;
            if (isOver)
                noteRemoved(channel);
            return isOver;
        });
    }
    countLive();
}

void ChannelTable::countLive()
{
    m_live = static_cast<std::size_t>(std::ranges::count(m_byNumber, true, &Channel::live));
}

} // namespace turnpike::turn
