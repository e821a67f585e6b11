// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/rate_limit.h"

#include <algorithm>

namespace turnpike::management {

namespace {
constexpr qsizetype kMostClients = 4096;
} // namespace

RateLimit::RateLimit(double perSecond, double burst)
    : m_perSecond(perSecond)
    , m_burst(burst)
{
}

bool RateLimit::take(const QByteArray &client, const QDateTime &now)
{
    if (!m_buckets.contains(client) && m_buckets.size() >= kMostClients)
        forgetIdle(now);
    auto &bucket = m_buckets[client];
    if (!bucket.filled.isValid())
        bucket.tokens = m_burst;
    else if (now > bucket.filled)
        bucket.tokens = std::min(
            m_burst, bucket.tokens + m_perSecond * static_cast<double>(bucket.filled.msecsTo(now)) / 1000);
    bucket.filled = now;
    if (bucket.tokens < 1)
        return false;
    bucket.tokens -= 1;
    return true;
}

void RateLimit::forgetIdle(const QDateTime &now)
{
    const auto fillTime = static_cast<qint64>(m_burst / m_perSecond * 1000);
    m_buckets.removeIf([&](const auto &entry) { return entry.value().filled.msecsTo(now) >= fillTime; });
    // So many clients within seconds are one attacker with many addresses: a bound on memory matters more.
    if (m_buckets.size() >= kMostClients)
        m_buckets.clear();
}

} // namespace turnpike::management
