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

/// What is tried although the bucket is empty, for some who are known, new or quiet, others do not pay for
/// later.
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
    , m_ports(kEntries, mixed(secret + 4))
    , m_forQuietPorts(kEntries, mixed(secret + 5))
{
}

bool GuessLimit::mayTry(MonotonicTime now, const TransportAddress &client, std::string_view user,
                        Limits limits)
{
    if (limits.ofUser <= 0 && limits.ofSource <= 0)
        return true;
    const IpAddress &source = client.address;
    // Nobody forges a port: a nonce came back from it.
    Bucket &port = m_ports.at(portOf(client), now).bucket;
    const bool isQuiet = port.hasRoom(now, kBurst);
    takeOne(port, now, oneOf(kOfQuietPort));
    const std::uint64_t number = numberOf(user);
    const BucketTable::Entry *const pair = m_pairs.find(pairOf(source, number));
    const bool isKnown = pair != nullptr && pair->knownUntil > now;
    if (limits.ofSource > 0 && !isKnown && isEmpty(m_sources, sourceNumber(source), now))
        return mayTryAsQuietPort(now, source, isQuiet);
    if (limits.ofUser <= 0 || pair == nullptr)
        return true;
    // Many sources together would get as many more attempts as they are.
    if (!isKnown && isEmpty(m_users, number, now))
        return pair->bucket.isFull(now);
    return pair->bucket.hasRoom(now, kBurst) || mayTryAsQuietPort(now, source, isQuiet);
}

bool GuessLimit::mayTryAsQuietPort(MonotonicTime now, const IpAddress &source, bool isQuiet)
{
    if (!isQuiet)
        return false;
    Bucket &shared = m_forQuietPorts.at(sourceNumber(source), now).bucket;
    if (!shared.hasRoom(now, kQuietBurst))
        return false;
    shared.take(now, oneOf(kForQuietPorts));
    return true;
}

void GuessLimit::noteWrong(MonotonicTime now, const IpAddress &source, std::string_view user, Limits limits)
{
    const std::uint64_t number = numberOf(user);
    if (limits.ofUser > 0) {
        takeOne(m_pairs.at(pairOf(source, number), now).bucket, now, oneOf(limits.ofUser));
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

std::uint64_t GuessLimit::portOf(const TransportAddress &client)
{
    return mixed(sourceNumber(client.address) + mixed(client.port.value)) | 1;
}

std::uint64_t GuessLimit::pairOf(const IpAddress &source, std::uint64_t user)
{
    return mixed(sourceNumber(source) ^ user) | 1;
}

} // namespace turnpike::auth
