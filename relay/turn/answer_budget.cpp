// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/answer_budget.h"

#include "core/base/source_prefix.h"

namespace turnpike::turn {

InjectedClock::duration AnswerBudget::timeFor(std::size_t bytes, int bytesPerSecond)
{
    return std::chrono::nanoseconds(static_cast<std::int64_t>(bytes) * 1'000'000'000 / bytesPerSecond);
}

AnswerBudget::Verdict AnswerBudget::judge(MonotonicTime now, const IpAddress &source, Limits limits) const
{
    const bool isOverInAll = limits.inAll > 0 && !m_all.hasRoom(now, kBurst);
    if (limits.ofNetwork <= 0 && !isOverInAll)
        return Verdict::Answer;
    const BucketTable::Entry *const network = m_networks.find(networkNumber(source));
    if (network != nullptr && limits.ofNetwork > 0 && !network->bucket.hasRoom(now, kBurst))
        return Verdict::NetworkIsOver;
    const bool isKnown = network != nullptr && network->knownUntil > now;
    return isOverInAll && !isKnown ? Verdict::AllAreOver : Verdict::Answer;
}

void AnswerBudget::charge(MonotonicTime now, const IpAddress &source, std::size_t bytes, Limits limits)
{
    // What known networks get beyond it the others do not pay for later.
    if (limits.inAll > 0 && m_all.hasRoom(now, kBurst))
        m_all.take(now, timeFor(bytes, limits.inAll));
    if (limits.ofNetwork > 0)
        m_networks.at(networkNumber(source), now).bucket.take(now, timeFor(bytes, limits.ofNetwork));
}

void AnswerBudget::noteKnown(MonotonicTime now, const IpAddress &source)
{
    m_networks.at(networkNumber(source), now).knownUntil = now + kRemembered;
}

} // namespace turnpike::turn
