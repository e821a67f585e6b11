// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <array>
#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

namespace turnpike::edge {

/// Which ports are relayed at this moment, over all workers, and under which addresses: two clients of one
/// relay reach each other by it. Any thread; a lock is taken when allocations come and go, never for a
/// packet.
class RelayedPorts {
public:
    RelayedPorts();

    /// One port is relayed once only, whatever its addresses: the port pool gives it out once.
    void open(const TransportAddress &bound, const IpAddress &announced);
    void close(Port port);

    /// Where the kernel delivers what is meant for the allocation behind a bound or an announced address;
    /// nothing when that port is not relayed there.
    [[nodiscard]] std::optional<TransportAddress> boundAddressOf(const TransportAddress &relayed) const;
    /// The announced address of the allocation whose socket sent from there.
    [[nodiscard]] std::optional<TransportAddress> announcedAddressOf(const TransportAddress &bound) const;

private:
    struct Addresses {
        IpAddress bound;
        IpAddress announced;
        bool operator==(const Addresses &) const = default;
    };
    using Table = std::array<std::atomic<const Addresses *>, 65536>;

    std::mutex m_mutex;
    /// Every pair that was ever in use, a handful: readers may still look at one whose port just closed.
    std::list<Addresses> m_addresses;
    std::unique_ptr<Table> m_ports;
};

} // namespace turnpike::edge
