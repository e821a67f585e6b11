// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/port_pool.h"
#include "relay/net/bound_socket.h"
#include "relay/turn/server.h"

#include <map>
#include <mutex>
#include <string>

namespace turnpike::edge {

/// A relay port that is bound but belongs to no allocation yet.
struct ReservedPort {
    // Destroyed in reverse: the next owner of the port must be able to bind it.
    PortPool::Lease lease;
    net::BoundSocket bound;

    [[nodiscard]] bool isHeld() const { return bound.socket.isOpen(); }
    void release() { const ReservedPort gone = std::move(*this); }
};

/// Reserved ports by their token, for all workers: the kernel may give a client's second path to
/// another worker than its first. Any thread.
class ReservationBook {
public:
    void put(const turn::ReservationToken &token, std::string_view username, ReservedPort port);
    /// Not held when there is no such token, or when it was given to somebody else.
    [[nodiscard]] ReservedPort take(const turn::ReservationToken &token, std::string_view username);
    void remove(const turn::ReservationToken &token);

private:
    struct Entry {
        std::string username;
        ReservedPort port;
    };
    std::mutex m_mutex;
    std::map<turn::ReservationToken, Entry> m_entries;
};

} // namespace turnpike::edge
