// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace turnpike::turn {

/// A peer that an allocation asked for, or sent to on this machine, and was refused by the rules.
struct RefusedPeer {
    TransportAddress peer; ///< port 0: any
    /// Of what it asked for; packets are noted when their peer is not listed.
    std::uint32_t times = 0;
    bool operator==(const RefusedPeer &) const = default;
};

/// The last few of them, for people to look at: "why no audio" begins there. A client asks for the same peer
/// again and again, and takes none of the places of the others.
class RefusedPeers {
public:
    static constexpr std::size_t kMost = 4;

    void note(const TransportAddress &peer)
    {
        const auto begin = m_peers.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(m_size);
        auto found = std::find_if(begin, end, [&](const RefusedPeer &each) { return each.peer == peer; });
        if (found == end && m_size < kMost)
            ++m_size;
        else if (found == end)
            found = end - 1; // the one that was longest ago gives way
        if (found->peer != peer)
            *found = {peer, 0};
        if (found->times != ~std::uint32_t{0})
            ++found->times;
        std::rotate(begin, found, found + 1);
    }
    [[nodiscard]] bool has(const TransportAddress &peer) const
    {
        return std::ranges::any_of(list(), [&](const RefusedPeer &each) { return each.peer == peer; });
    }
    /// Most recent first.
    [[nodiscard]] std::span<const RefusedPeer> list() const { return std::span(m_peers).first(m_size); }

private:
    std::array<RefusedPeer, kMost> m_peers{};
    std::size_t m_size = 0;
};

} // namespace turnpike::turn
