// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/server.h"

#include <deque>
#include <map>
#include <string>
#include <unordered_map>

namespace turnpike::turn {

/// How many allocations and relay ports each person has, and what their calls share: the accounts behind an
/// Admission. Not for several threads at once.
class UserAccounts {
public:
    [[nodiscard]] Admission::Verdict admit(MonotonicTime now, std::string_view user, int ports,
                                           const Settings::Limits &limits);
    void release(std::string_view user, int ports);
    void portsReturned(const std::string &user, int ports);

    void portReserved(std::string_view user, const ReservationToken &token);
    void reservedPortTaken(const ReservationToken &token, std::string_view user);
    void reservationEnded(const ReservationToken &token);

    [[nodiscard]] int allocations() const { return m_allocations; }
    [[nodiscard]] int portsOf(std::string_view user) const;
    /// Accounts that are kept, those without allocations included.
    [[nodiscard]] std::size_t size() const { return m_accounts.size(); }

private:
    struct Account {
        int allocations = 0;
        int ports = 0; ///< reserved ones, too
        std::shared_ptr<SharedBandwidth> bandwidth = std::make_shared<SharedBandwidth>();
    };
    void forgetRested(MonotonicTime now);

    std::unordered_map<std::string, Account> m_accounts;
    /// Of whom nothing is left but what was used of the bandwidth: whoever comes back finds it as it was.
    std::deque<std::string> m_resting;
    std::map<ReservationToken, std::string> m_reserved;
    int m_allocations = 0;
};

} // namespace turnpike::turn
