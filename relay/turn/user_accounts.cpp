// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/user_accounts.h"

namespace turnpike::turn {

namespace {

constexpr int kForgottenAtOnce = 4;

} // namespace

Admission::Verdict UserAccounts::admit(MonotonicTime now, std::string_view user, int ports,
                                       const Settings::Limits &limits)
{
    using Refusal = Admission::Refusal;
    forgetRested(now);
    const auto found = m_accounts.find(std::string(user));
    const int allocations = found == m_accounts.end() ? 0 : found->second.allocations;
    const int held = found == m_accounts.end() ? 0 : found->second.ports;
    if (limits.allocationsPerUser > 0 && allocations >= limits.allocationsPerUser)
        return tl::unexpected(Refusal::UserQuotaReached);
    if (limits.portsPerUser > 0 && ports > 0 && held + ports > limits.portsPerUser)
        return tl::unexpected(Refusal::UserPortsReached);
    if (limits.allocations > 0 && m_allocations >= limits.allocations)
        return tl::unexpected(Refusal::InsufficientCapacity);
    Account &account = found == m_accounts.end() ? m_accounts[std::string(user)] : found->second;
    ++account.allocations;
    account.ports += ports;
    ++m_allocations;
    return account.bandwidth;
}

void UserAccounts::release(std::string_view user, int ports)
{
    const auto found = m_accounts.find(std::string(user));
    if (found == m_accounts.end())
        return;
    --m_allocations;
    --found->second.allocations;
    portsReturned(found->first, ports);
}

void UserAccounts::portReserved(std::string_view user, const ReservationToken &token)
{
    m_reserved[token] = user;
}

void UserAccounts::reservedPortTaken(const ReservationToken &token, std::string_view user)
{
    reservationEnded(token);
    if (const auto found = m_accounts.find(std::string(user)); found != m_accounts.end())
        ++found->second.ports;
}

void UserAccounts::reservationEnded(const ReservationToken &token)
{
    const auto found = m_reserved.find(token);
    if (found == m_reserved.end())
        return;
    const std::string user = std::move(found->second);
    m_reserved.erase(found);
    portsReturned(user, 1);
}

int UserAccounts::portsOf(std::string_view user) const
{
    const auto found = m_accounts.find(std::string(user));
    return found == m_accounts.end() ? 0 : found->second.ports;
}

void UserAccounts::portsReturned(const std::string &user, int ports)
{
    const auto found = m_accounts.find(user);
    if (found == m_accounts.end())
        return;
    found->second.ports -= ports;
    if (found->second.allocations == 0 && found->second.ports == 0)
        m_resting.push_back(user);
}

void UserAccounts::forgetRested(MonotonicTime now)
{
    for (int i = 0; i < kForgottenAtOnce && !m_resting.empty(); ++i) {
        const auto found = m_accounts.find(m_resting.front());
        const bool isInUse =
            found == m_accounts.end() || found->second.allocations > 0 || found->second.ports > 0;
        if (!isInUse) {
            if (!found->second.bandwidth->isUnused(now))
                return;
            m_accounts.erase(found);
        }
        m_resting.pop_front();
    }
}

} // namespace turnpike::turn
