// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/guess_limit.h"

#include "core/base/source_prefix.h"

namespace turnpike::auth {

namespace {

/// The time in which one of so many a minute is there again.
InjectedClock::duration oneOf(int perMinute)
{
    return InjectedClock::duration(GuessLimit::kBurst) / perMinute;
}

bool isEmpty(const BucketTable &table, std::uint64_t number, MonotonicTime now)
{
    const BucketTable::Entry *const entry = table.find(number);
    return entry != nullptr && !entry->bucket.hasRoom(now, GuessLimit::kBurst);
}

/// What is tried although the bucket is empty, for some who are known or new, others do not pay for later.
void takeOne(Bucket &bucket, MonotonicTime now, InjectedClock::duration cost)
{
    if (bucket.hasRoom(now, GuessLimit::kBurst))
        bucket.take(now, cost);
}

} // namespace

GuessLimit::GuessLimit(std::uint64_t secret)
    : m_secret(secret)
    , m_pairs(kEntries, mixed(secret + 1))
    , m_sources(kEntries, mixed(secret + 2))
    , m_users(kEntries, mixed(secret + 3))
{
}

bool GuessLimit::mayTry(MonotonicTime now, const IpAddress &source, std::string_view user,
                        Limits limits) const
{
    const std::uint64_t number = numberOf(user);
    const BucketTable::Entry *const pair = m_pairs.find(pairOf(source, number));
    const bool isKnown = pair != nullptr && pair->knownUntil > now;
    if (limits.ofSource > 0 && !isKnown && isEmpty(m_sources, sourceNumber(source), now))
        return false;
    if (limits.ofUser <= 0 || pair == nullptr)
        return true;
    const bool isUnderAttack = !isKnown && isEmpty(m_users, number, now);
    return isUnderAttack ? pair->bucket.isFull(now) : pair->bucket.hasRoom(now, kBurst);
}

void GuessLimit::noteWrong(MonotonicTime now, const IpAddress &source, std::string_view user, Limits limits)
{
    const std::uint64_t number = numberOf(user);
    if (limits.ofUser > 0) {
        m_pairs.at(pairOf(source, number), now).bucket.take(now, oneOf(limits.ofUser));
        takeOne(m_users.at(number, now).bucket, now, oneOf(limits.ofUser) / kManySources);
    }
    if (limits.ofSource > 0)
        takeOne(m_sources.at(sourceNumber(source), now).bucket, now, oneOf(limits.ofSource));
}

void GuessLimit::noteRight(MonotonicTime now, const IpAddress &source, std::string_view user)
{
    m_pairs.at(pairOf(source, numberOf(user)), now).knownUntil = now + kRemembered;
}

std::uint64_t GuessLimit::numberOf(std::string_view user) const
{
    std::uint64_t number = m_secret;
    for (const char character : user)
        number = mixed(number ^ static_cast<unsigned char>(character));
    return number | 1; // never 0
}

std::uint64_t GuessLimit::pairOf(const IpAddress &source, std::uint64_t user)
{
    return mixed(sourceNumber(source) ^ user) | 1;
}

} // namespace turnpike::auth
