// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <array>
#include <cstddef>
#include <span>

namespace turnpike::turn {

/// The last few peers of an allocation, for people to look at. Noting one costs a comparison when it
/// is the same as before, which is what happens on the data path.
class RecentPeers {
public:
    static constexpr std::size_t kMost = 8;

    /// A port of 0 means that only the address is known so far. False when it was the most recent already.
    bool note(const TransportAddress &peer)
    {
        if (m_size != 0 && m_peers[m_size - 1] == peer)
            return false;
        moveToEnd(peer);
        return true;
    }
    /// Forgets peers whose address has no permission any more.
    template <class Predicate>
    void keepIf(Predicate isWanted)
    {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_size; ++i) {
            if (isWanted(m_peers[i].address))
                m_peers[kept++] = m_peers[i];
        }
        m_size = kept;
    }
    /// Most recent last.
    [[nodiscard]] std::span<const TransportAddress> list() const { return std::span(m_peers).first(m_size); }

private:
    void moveToEnd(const TransportAddress &peer);

    std::array<TransportAddress, kMost> m_peers{};
    std::size_t m_size = 0;
};

} // namespace turnpike::turn
