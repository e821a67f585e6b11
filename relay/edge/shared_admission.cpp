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

turn::Admission::Verdict SharedAdmission::admit(MonotonicTime now, std::string_view user, int ports,
                                                const turn::Settings::Limits &limits)
{
    const std::lock_guard lock(m_mutex);
    return m_accounts.admit(now, user, ports, limits);
}

void SharedAdmission::release(std::string_view user, int ports)
{
    const std::lock_guard lock(m_mutex);
    m_accounts.release(user, ports);
}

void SharedAdmission::portsReturned(std::string_view user, int ports)
{
    const std::lock_guard lock(m_mutex);
    m_accounts.portsReturned(std::string(user), ports);
}

void SharedAdmission::portReserved(std::string_view user, const turn::ReservationToken &token)
{
    const std::lock_guard lock(m_mutex);
    m_accounts.portReserved(user, token);
}

void SharedAdmission::reservedPortTaken(const turn::ReservationToken &token, std::string_view user)
{
    const std::lock_guard lock(m_mutex);
    m_accounts.reservedPortTaken(token, user);
}

void SharedAdmission::reservationEnded(const turn::ReservationToken &token)
{
    const std::lock_guard lock(m_mutex);
    m_accounts.reservationEnded(token);
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
    return static_cast<std::size_t>(m_accounts.allocations());
}

} // namespace turnpike::edge
