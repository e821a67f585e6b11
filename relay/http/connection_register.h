// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/source_prefix.h"
#include "relay/http/familiar_sources.h"

#include <map>
#include <optional>
#include <vector>

namespace turnpike::http {

/// Who holds connections, and who leaves for whom. Two pools: strangers, until a client's certificate is
/// known, who push each other out; and known clients, whom no stranger can push out. No sockets, no clock.
///
/// Among strangers those who come from where known clients came from lately leave last. Of the others, those
/// who have said nothing yet and those whose handshake goes on have half of the places each, so that
/// connections that cost nothing but their opening never end a handshake that goes on.
class ConnectionRegister {
public:
    struct Limits {
        int strangers = 64;
        int strangersOfOneSource = 16; ///< an IPv4 address or an IPv6 /56
        int known = 192;
        int ofOneClient = 48;
        int forAdministrators = 16; ///< so many of `known` are kept for them
        /// Connections that may take one of the descriptors that the process keeps in reserve, when all
        /// others are used up: a third at most are viewers' and operators', another third administrators'.
        int reserved = 24;
    };
    explicit ConnectionRegister(const Limits &limits)
        : m_limits(limits)
    {
    }

    /// A connection of nobody knows whom. Returns the one that has to end for it: of its own source when that
    /// has too many, else of the source that holds most; the oldest of these. Itself, when it has a
    /// descriptor of the reserve and others have all that may be had.
    [[nodiscard]] std::optional<quint64> enter(quint64 number, const IpAddress &peer, bool isReserved,
                                               FamiliarSources::Time now);
    /// The stranger that would have to end next when there is no room for another one, whatever the limits.
    [[nodiscard]] std::optional<quint64> nextToLeave() const { return nextToLeave(0, false); }
    /// A stranger has said something that its handshake or its request goes on with.
    void madeProgress(quint64 number);
    /// The client has shown who it is. False: too many of it, or of all; it stays a stranger.
    [[nodiscard]] bool makeKnown(quint64 number, const QByteArray &client, bool isAdministrator,
                                 FamiliarSources::Time now);
    /// Where others came from is nothing special any more.
    void forgetUnless(const std::function<bool(const QByteArray &client)> &isKnown)
    {
        m_familiar.forgetUnless(isKnown);
    }
    /// A number that is not there is nothing to do about.
    void leave(quint64 number, FamiliarSources::Time now);

    /// From now on; nobody leaves for it at once.
    void setLimits(const Limits &limits) { m_limits = limits; }
    [[nodiscard]] int strangers() const;
    [[nodiscard]] int known() const;

private:
    struct Entry {
        IpNetwork source;
        bool isFamiliar = false;
        bool hasMadeProgress = false;
        bool isReserved = false;
        QByteArray client; ///< empty: a stranger
    };
    using Chosen = std::vector<std::pair<quint64, const Entry *>>; ///< the oldest first
    /// Strangers, but this one.
    template <class Filter>
    [[nodiscard]] Chosen strangersExcept(quint64 except, Filter filter) const;
    [[nodiscard]] std::optional<quint64> leavingOf(const Chosen &strangers) const;
    [[nodiscard]] std::optional<quint64> nextToLeave(quint64 except, bool ofReserve) const;
    [[nodiscard]] int inReserve(bool isKnown) const;
    [[nodiscard]] bool hasRoomInReserve(bool isAdministrator) const;

    Limits m_limits;
    FamiliarSources m_familiar;
    std::map<quint64, Entry> m_entries; ///< numbers grow: the first is the oldest
};

} // namespace turnpike::http
