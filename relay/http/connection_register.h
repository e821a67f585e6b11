// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/source_prefix.h"

#include <QByteArray>

#include <map>
#include <optional>

namespace turnpike::http {

/// Who holds connections, and who leaves for whom. Two pools: strangers, until a client's certificate is
/// known, who push each other out; and known clients, whom no stranger can push out. No sockets, no time.
class ConnectionRegister {
public:
    struct Limits {
        int strangers = 64;
        int strangersOfOneSource = 16; ///< an IPv4 address or an IPv6 /56
        int known = 192;
        int ofOneClient = 48;
        int forAdministrators = 16; ///< so many of `known` are kept for them
    };
    explicit ConnectionRegister(const Limits &limits)
        : m_limits(limits)
    {
    }

    /// A connection of nobody knows whom. Returns the one that has to end for it: the oldest of its own
    /// source when that has too many, else the oldest of the source that holds most.
    [[nodiscard]] std::optional<quint64> enter(quint64 number, const IpAddress &peer);
    /// The client has shown who it is. False: too many of it, or of all; it stays a stranger.
    [[nodiscard]] bool makeKnown(quint64 number, const QByteArray &client, bool isAdministrator);
    /// A number that is not there is nothing to do about.
    void leave(quint64 number);

    /// From now on; nobody leaves for it at once.
    void setLimits(const Limits &limits) { m_limits = limits; }
    [[nodiscard]] int strangers() const;
    [[nodiscard]] int known() const;

private:
    struct Entry {
        IpNetwork source;
        QByteArray client; ///< empty: a stranger
    };
    [[nodiscard]] std::map<IpNetwork, int> strangersBySource(quint64 except) const;
    [[nodiscard]] std::optional<quint64> oldestOf(const IpNetwork &source, quint64 except) const;

    Limits m_limits;
    std::map<quint64, Entry> m_entries; ///< numbers grow: the first is the oldest
};

} // namespace turnpike::http
