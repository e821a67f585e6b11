// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <QByteArray>

#include <chrono>
#include <functional>
#include <vector>

namespace turnpike::http {

/// From where known clients came within the last day. Bounded: a client has a few places, the newest ones,
/// and when there are too many clients, administrators are remembered longest. Lives as long as the process.
class FamiliarSources {
public:
    using Time = std::chrono::steady_clock::time_point;

    void add(const IpNetwork &source, const QByteArray &client, bool isAdministrator, Time now);
    /// Nothing when it was forgotten since.
    void renew(const IpNetwork &source, const QByteArray &client, Time now);
    /// Of clients that are not among these any more.
    void forgetUnless(const std::function<bool(const QByteArray &client)> &isKnown);
    [[nodiscard]] bool contains(const IpNetwork &source, Time now) const;
    [[nodiscard]] std::size_t size() const { return m_places.size(); }

private:
    struct Place {
        IpNetwork source;
        QByteArray client;
        bool isAdministrator = false;
        Time last;
    };
    [[nodiscard]] std::vector<Place>::iterator find(const IpNetwork &source, const QByteArray &client);

    std::vector<Place> m_places;
};

} // namespace turnpike::http
