// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/settings.h"
#include "relay/net/bound_socket.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace turnpike::edge {

/// A socket that clients reach, and the ways in which they may: one, or a plain and an encrypted one.
struct ListenerSocket {
    TransportAddress address; ///< as configured
    std::vector<Transport> transports;

    [[nodiscard]] SocketKind kind() const { return socketKind(transports.front()); }
    [[nodiscard]] bool isSameSocket(const ListenerSocket &other) const
    {
        return kind() == other.kind() && address == other.address;
    }
};

/// A listener of the whole Edge: the socket that was asked for, the address that was bound, and the id
/// under which every worker holds its share.
struct OpenListener {
    std::uint32_t id = 0;
    ListenerSocket configured;
    TransportAddress bound;
    bool isRetired = false; ///< no longer configured, still carries calls
    /// Those that clients made through any worker's share of it and that still live.
    std::shared_ptr<std::atomic<int>> allocations = std::make_shared<std::atomic<int>>(0);
};

/// A listener that is bound but not yet served: one socket per worker.
struct PreparedListener {
    OpenListener listener;
    std::vector<net::BoundSocket> sockets;
};

/// "udp 192.0.2.1:3478", "tcp and tls 192.0.2.1:443".
[[nodiscard]] std::string describe(const std::vector<Transport> &transports, const TransportAddress &address);

/// Would sockets on both addresses compete for the same packets?
[[nodiscard]] bool overlaps(const OpenListener &open, const ListenerSocket &wanted);

/// What to do to get from the open listeners to the configured ones.
struct ListenerPlan {
    struct Kept {
        std::size_t index = 0; ///< into `open`; retired ones among them come back
        ListenerSocket configured;
    };
    std::vector<Kept> keep;
    std::vector<std::size_t> retire; ///< indexes into `open` that are not retired yet
    std::vector<ListenerSocket> add;
};

[[nodiscard]] ListenerPlan planListeners(const std::vector<OpenListener> &open,
                                         const std::vector<Settings::Listener> &wanted);

/// Binds everything or nothing. `open`: our own listeners, among which those in `plan.retire` may overlap.
[[nodiscard]] Result<std::vector<PreparedListener>> prepareListeners(const ListenerPlan &plan,
                                                                     const std::vector<OpenListener> &open,
                                                                     int workers, std::uint32_t nextId);

} // namespace turnpike::edge
