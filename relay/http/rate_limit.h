// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QByteArray>
#include <QHash>

namespace turnpike::http {

/// How many requests each client may make: a bucket for each, which fills at a steady rate. Remembers a
/// bounded number of clients; full buckets are forgotten first.
class RateLimit {
public:
    RateLimit(double perSecond, double burst);

    /// From now on, also for those who are known.
    void setRate(double perSecond, double burst);
    /// Takes one from the client's bucket; false when it is empty.
    [[nodiscard]] bool take(const QByteArray &client, MonotonicTime now);

private:
    struct Bucket {
        double tokens;
        MonotonicTime filled;
    };
    void forgetIdle(MonotonicTime now);

    double m_perSecond;
    double m_burst;
    QHash<QByteArray, Bucket> m_buckets;
};

} // namespace turnpike::http
