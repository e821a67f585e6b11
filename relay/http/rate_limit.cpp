// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/rate_limit.h"

#include <algorithm>

namespace turnpike::http {

namespace {
constexpr qsizetype kMostClients = 4096;
} // namespace

RateLimit::RateLimit(double perSecond, double burst)
    : m_perSecond(perSecond)
    , m_burst(burst)
{
}

void RateLimit::setRate(double perSecond, double burst)
{
    m_perSecond = perSecond;
    m_burst = burst;
}

bool RateLimit::take(const QByteArray &client, MonotonicTime now)
{
    auto known = m_buckets.find(client);
    if (known == m_buckets.end()) {
        if (m_buckets.size() >= kMostClients)
            forgetIdle(now);
        known = m_buckets.insert(client, {m_burst, now});
    }
    auto &bucket = *known;
    const std::chrono::duration<double> since = now - bucket.filled;
    bucket.tokens = std::min(m_burst, bucket.tokens + m_perSecond * since.count());
    bucket.filled = now;
    if (bucket.tokens < 1)
        return false;
    bucket.tokens -= 1;
    return true;
}

void RateLimit::forgetIdle(MonotonicTime now)
{
    const std::chrono::duration<double> fillTime(m_burst / m_perSecond);
    m_buckets.removeIf([&](const auto &entry) { return now - entry.value().filled >= fillTime; });
    // So many clients within seconds are one attacker with many addresses: a bound on memory matters more.
    if (m_buckets.size() >= kMostClients)
        m_buckets.clear();
}

} // namespace turnpike::http
