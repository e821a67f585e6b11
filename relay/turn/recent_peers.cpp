// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/recent_peers.h"

#include <algorithm>

namespace turnpike::turn {

void RecentPeers::moveToEnd(const TransportAddress &peer)
{
    const auto begin = m_peers.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(m_size);
    // "Address known, port not yet" and the same address with its port are one peer.
    const auto known = std::find_if(begin, end, [&](const TransportAddress &other) {
        return other.address == peer.address &&
               (other.port == peer.port || other.port == Port{} || peer.port == Port{});
    });
    if (known != end) {
        const TransportAddress best = peer.port == Port{} ? *known : peer;
        std::rotate(known, known + 1, end);
        m_peers[m_size - 1] = best;
        return;
    }
    if (m_size == kMost) {
        std::rotate(begin, begin + 1, end);
        --m_size;
    }
    m_peers[m_size++] = peer;
}

} // namespace turnpike::turn
