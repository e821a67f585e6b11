// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/connection_register.h"

#include <algorithm>

namespace turnpike::http {

std::map<IpNetwork, int> ConnectionRegister::strangersBySource(quint64 except) const
{
    std::map<IpNetwork, int> counts;
    for (const auto &[number, entry] : m_entries) {
        if (number != except && entry.client.isEmpty())
            ++counts[entry.source];
    }
    return counts;
}

std::optional<quint64> ConnectionRegister::oldestOf(const IpNetwork &source, quint64 except) const
{
    for (const auto &[number, entry] : m_entries) {
        if (number != except && entry.client.isEmpty() && entry.source == source)
            return number;
    }
    return std::nullopt;
}

std::optional<quint64> ConnectionRegister::enter(quint64 number, const IpAddress &peer)
{
    const IpNetwork source = sourcePrefix(peer);
    m_entries.insert_or_assign(number, Entry{source, {}});
    const auto counts = strangersBySource(number);
    const auto ofSource = counts.find(source);
    if (ofSource != counts.end() && ofSource->second >= m_limits.strangersOfOneSource)
        return oldestOf(source, number);
    if (strangers() <= m_limits.strangers || counts.empty())
        return std::nullopt;
    const auto busiest = std::max_element(counts.begin(), counts.end(),
                                          [](const auto &a, const auto &b) { return a.second < b.second; });
    return oldestOf(busiest->first, number);
}

bool ConnectionRegister::makeKnown(quint64 number, const QByteArray &client, bool isAdministrator)
{
    const auto found = m_entries.find(number);
    if (found == m_entries.end())
        return false;
    const auto ofClient = std::count_if(m_entries.begin(), m_entries.end(),
                                        [&](const auto &entry) { return entry.second.client == client; });
    const int most = m_limits.known - (isAdministrator ? 0 : m_limits.forAdministrators);
    if (ofClient >= m_limits.ofOneClient || known() >= most)
        return false;
    found->second.client = client;
    return true;
}

void ConnectionRegister::leave(quint64 number)
{
    m_entries.erase(number);
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
