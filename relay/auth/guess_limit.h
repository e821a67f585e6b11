// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bucket_table.h"
#include "core/base/ip_address.h"

#include <string_view>

namespace turnpike::auth {

/// How many wrong passwords are looked at, for each user from each source (core/base/source_prefix) and for
/// each source. Beyond it a password from there is not looked at, right or wrong, until time has passed: a
/// guesser learns nothing. Nobody can lock a user out of another source, and users who signed in from a
/// source lately do not wait because somebody beside them tries other names. When one user is tried from many
/// sources, each of them gets fewer attempts; the first one always counts.
/// Who guesses for ever keeps out nobody behind the same source: what a port sends that sent little lately is
/// looked at all the same, at a rate that the ports of a source share. Fixed memory, no lock.
class GuessLimit {
public:
    /// Wrong passwords a minute, which may also come at once; 0: no limit.
    struct Limits {
        int ofUser = 0;
        int ofSource = 0;
    };
    static constexpr std::chrono::minutes kBurst{1};
    static constexpr std::chrono::hours kRemembered{24};
    /// A user for whom so many times as many wrong passwords came, from all sources, is under attack.
    static constexpr int kManySources = 10;
    /// How many passwords a minute a port may send and is quiet.
    static constexpr int kOfQuietPort = 4;
    /// How many a minute, beyond the limits, are looked at for all quiet ports of a source.
    static constexpr int kForQuietPorts = 30;
    static constexpr std::chrono::seconds kQuietBurst{8};
    static constexpr std::size_t kEntries = 4096;

    explicit GuessLimit(std::uint64_t secret);

    /// May a password be looked at? Asking counts for the port, whatever the answer.
    [[nodiscard]] bool mayTry(MonotonicTime now, const TransportAddress &client, std::string_view user,
                              Limits limits);
    void noteWrong(MonotonicTime now, const IpAddress &source, std::string_view user, Limits limits);
    void noteRight(MonotonicTime now, const IpAddress &source, std::string_view user);

private:
    [[nodiscard]] bool mayTryAsQuietPort(MonotonicTime now, const IpAddress &source, bool isQuiet);
    [[nodiscard]] std::uint64_t numberOf(std::string_view user) const;
    [[nodiscard]] static std::uint64_t portOf(const TransportAddress &client);
    [[nodiscard]] static std::uint64_t pairOf(const IpAddress &source, std::uint64_t user);

    std::uint64_t m_secret;
    BucketTable m_pairs; ///< of source and user
    BucketTable m_sources;
    BucketTable m_users;
    BucketTable m_ports;         ///< of sources: who is quiet
    BucketTable m_forQuietPorts; ///< of each source
};

} // namespace turnpike::auth
