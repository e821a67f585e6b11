// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/connection_register.h"

#include <algorithm>

namespace turnpike::http {

namespace {

/// A console opens so many at once: a source that holds no more is not busier than others.
constexpr int kFew = 4;

} // namespace

template <class Filter>
ConnectionRegister::Chosen ConnectionRegister::strangersExcept(quint64 except, Filter filter) const
{
    Chosen chosen;
    for (const auto &[number, entry] : m_entries) {
        if (number != except && entry.client.isEmpty() && filter(entry))
            chosen.emplace_back(number, &entry);
    }
    return chosen;
}

/// The half that has more than its share: those who say nothing, or those who go on. In it the source that
/// holds most, and of all that hold as much the oldest connection: an address that sorts low is no better or
/// worse than another one.
std::optional<quint64> ConnectionRegister::leavingOf(const Chosen &strangers) const
{
    std::map<IpNetwork, int> ofSource;
    std::size_t goingOn = 0;
    for (const auto &[number, entry] : strangers) {
        ++ofSource[entry->source];
        goingOn += entry->hasMadeProgress ? 1 : 0;
    }
    const bool leavesGoingOn = 2 * goingOn > strangers.size();
    std::optional<quint64> leaving;
    int most = 0;
    for (const auto &[number, entry] : strangers) {
        const int held = std::max(ofSource[entry->source], kFew);
        if (entry->hasMadeProgress == leavesGoingOn && held > most) {
            most = held;
            leaving = number;
        }
    }
    return leaving;
}

std::optional<quint64> ConnectionRegister::enter(quint64 number, const IpAddress &peer, bool isReserved,
                                                 FamiliarSources::Time now)
{
    const IpNetwork source = sourcePrefix(peer);
    Entry entry;
    entry.source = source;
    entry.isFamiliar = m_familiar.contains(source, now);
    entry.isReserved = isReserved;
    m_entries.insert_or_assign(number, entry);
    if (isReserved && inReserve(false) + inReserve(true) > m_limits.reserved)
        return nextToLeave(number, true).value_or(number);
    const auto ofSource = strangersExcept(number, [&](const Entry &other) { return other.source == source; });
    if (std::ssize(ofSource) >= m_limits.strangersOfOneSource)
        return leavingOf(ofSource);
    return strangers() > m_limits.strangers ? nextToLeave(number, false) : std::nullopt;
}

std::optional<quint64> ConnectionRegister::nextToLeave(quint64 except, bool ofReserve) const
{
    const auto familiar = strangersExcept(except, [ofReserve](const Entry &entry) {
        return entry.isFamiliar && (entry.isReserved || !ofReserve);
    });
    const auto others = strangersExcept(except, [ofReserve](const Entry &entry) {
        return !entry.isFamiliar && (entry.isReserved || !ofReserve);
    });
    // Who was let in once is not let in for ever: half of the places stay for new faces.
    const bool areFamiliarTooMany = 2 * std::ssize(familiar) > m_limits.strangers;
    return leavingOf(areFamiliarTooMany || others.empty() ? familiar : others);
}

void ConnectionRegister::madeProgress(quint64 number)
{
    if (const auto found = m_entries.find(number); found != m_entries.end())
        found->second.hasMadeProgress = true;
}

bool ConnectionRegister::makeKnown(quint64 number, const QByteArray &client, bool isAdministrator,
                                   FamiliarSources::Time now)
{
    const auto found = m_entries.find(number);
    if (found == m_entries.end())
        return false;
    m_familiar.add(found->second.source, client, isAdministrator, now);
    const auto ofClient = std::count_if(m_entries.begin(), m_entries.end(),
                                        [&](const auto &entry) { return entry.second.client == client; });
    const int most = m_limits.known - (isAdministrator ? 0 : m_limits.forAdministrators);
    if (ofClient >= m_limits.ofOneClient || known() >= most)
        return false;
    if (found->second.isReserved && !hasRoomInReserve(isAdministrator))
        return false;
    found->second.client = client;
    return true;
}

int ConnectionRegister::inReserve(bool isKnown) const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(), [isKnown](const auto &entry) {
        return entry.second.isReserved && entry.second.client.isEmpty() != isKnown;
    }));
}

/// The last third is for strangers: administrators are, until they have shown who they are.
bool ConnectionRegister::hasRoomInReserve(bool isAdministrator) const
{
    return inReserve(true) < m_limits.reserved / 3 * (isAdministrator ? 2 : 1);
}

void ConnectionRegister::leave(quint64 number, FamiliarSources::Time now)
{
    const auto found = m_entries.find(number);
    if (found == m_entries.end())
        return;
    // One that was open for days was here until now.
    const Entry &entry = found->second;
    if (!entry.client.isEmpty())
        m_familiar.renew(entry.source, entry.client, now);
    m_entries.erase(found);
}

int ConnectionRegister::strangers() const
{
    return static_cast<int>(m_entries.size()) - known();
}

int ConnectionRegister::known() const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(),
                                          [](const auto &entry) { return !entry.second.client.isEmpty(); }));
}

} // namespace turnpike::http
