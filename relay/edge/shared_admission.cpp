// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/shared_admission.h"

#include "core/base/random.h"

namespace turnpike::edge {

namespace {

std::uint64_t secretNumber()
{
    std::uint64_t number = 0;
    fillRandom(std::as_writable_bytes(std::span(&number, 1)));
    return number;
}

auth::GuessLimit::Limits guessLimitsOf(const turn::Settings::Limits &limits)
{
    return {limits.wrongPasswordsPerUser, limits.wrongPasswordsPerSource};
}

} // namespace

SharedAdmission::SharedAdmission()
    : m_guesses(secretNumber())
{
}

turn::Admission::Verdict SharedAdmission::admit(std::string_view user, const turn::Settings::Limits &limits)
{
    const std::lock_guard lock(m_mutex);
    if (limits.allocations > 0 && m_total >= static_cast<std::size_t>(limits.allocations))
        return Verdict::InsufficientCapacity;
    int &count = m_perUser[std::string(user)];
    if (limits.allocationsPerUser > 0 && count >= limits.allocationsPerUser)
        return Verdict::UserQuotaReached;
    ++count;
    ++m_total;
    return Verdict::Admitted;
}

void SharedAdmission::release(std::string_view user)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_perUser.find(std::string(user));
    if (found == m_perUser.end())
        return;
    --m_total;
    // Names come from clients: one that nobody uses any more must not stay in memory.
    if (--found->second <= 0)
        m_perUser.erase(found);
}

bool SharedAdmission::mayTryPassword(MonotonicTime now, const TransportAddress &source, std::string_view user,
                                     const turn::Settings::Limits &limits)
{
    const std::lock_guard lock(m_guessMutex);
    return m_guesses.mayTry(now, source, user, guessLimitsOf(limits));
}

void SharedAdmission::passwordTried(MonotonicTime now, const IpAddress &source, std::string_view user,
                                    bool isRight, const turn::Settings::Limits &limits)
{
    const std::lock_guard lock(m_guessMutex);
    if (isRight)
        m_guesses.noteRight(now, source, user);
    else
        m_guesses.noteWrong(now, source, user, guessLimitsOf(limits));
}

std::size_t SharedAdmission::total() const
{
    const std::lock_guard lock(m_mutex);
    return m_total;
}

} // namespace turnpike::edge
