// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/guess_limit.h"
#include "relay/turn/server.h"

#include <mutex>
#include <string>
#include <unordered_map>

namespace turnpike::edge {

/// The limits that count across workers. Any thread; asked when somebody signs in, and when an allocation
/// ends.
class SharedAdmission final : public turn::Admission {
public:
    SharedAdmission();
    Verdict admit(std::string_view user, const turn::Settings::Limits &limits) override;
    void release(std::string_view user) override;
    bool mayTryPassword(MonotonicTime now, const TransportAddress &source, std::string_view user,
                        const turn::Settings::Limits &limits) override;
    void passwordTried(MonotonicTime now, const IpAddress &source, std::string_view user, bool isRight,
                       const turn::Settings::Limits &limits) override;

    [[nodiscard]] std::size_t total() const;

private:
    mutable std::mutex m_mutex;
    std::unordered_map<std::string, int> m_perUser;
    std::size_t m_total = 0;
    mutable std::mutex m_guessMutex; ///< guessers do not hold up those who come and go
    auth::GuessLimit m_guesses;
};

} // namespace turnpike::edge
