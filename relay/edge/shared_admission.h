// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/server.h"

#include <mutex>
#include <string>
#include <unordered_map>

namespace turnpike::edge {

/// The limits that count across workers. Any thread; taken when an allocation comes or goes.
class SharedAdmission final : public turn::Admission {
public:
    Verdict admit(std::string_view user, const turn::Settings::Limits &limits) override;
    void release(std::string_view user) override;

    [[nodiscard]] std::size_t total() const;

private:
    mutable std::mutex m_mutex;
    std::unordered_map<std::string, int> m_perUser;
    std::size_t m_total = 0;
};

} // namespace turnpike::edge
