// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/guess_limit.h"
#include "relay/turn/shared_bandwidth.h"
#include "relay/turn/user_accounts.h"

#include <mutex>
#include <string>

namespace turnpike::edge {

/// The limits that count across workers. Any thread; asked when somebody signs in, and when an allocation
/// ends.
class SharedAdmission final : public turn::Admission {
public:
    SharedAdmission();
    Verdict admit(MonotonicTime now, std::string_view user, int ports,
                  const turn::Settings::Limits &limits) override;
    void release(std::string_view user, int ports) override;
    void portsReturned(std::string_view user, int ports) override;
    void portReserved(std::string_view user, const turn::ReservationToken &token) override;
    void reservedPortTaken(const turn::ReservationToken &token, std::string_view user) override;
    void reservationEnded(const turn::ReservationToken &token) override;
    std::shared_ptr<turn::SharedBandwidth> bandwidthOfAll() override { return m_bandwidthOfAll; }
    bool mayTryPassword(MonotonicTime now, const TransportAddress &source, std::string_view user,
                        const turn::Settings::Limits &limits) override;
    void passwordTried(MonotonicTime now, const IpAddress &source, std::string_view user, bool isRight,
                       const turn::Settings::Limits &limits) override;

    [[nodiscard]] std::size_t total() const;

private:
    mutable std::mutex m_mutex;
    turn::UserAccounts m_accounts;
    const std::shared_ptr<turn::SharedBandwidth> m_bandwidthOfAll = std::make_shared<turn::SharedBandwidth>();
    mutable std::mutex m_guessMutex; ///< guessers do not hold up those who come and go
    auth::GuessLimit m_guesses;
};

} // namespace turnpike::edge
