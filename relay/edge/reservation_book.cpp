// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/reservation_book.h"

namespace turnpike::edge {

void ReservationBook::put(const turn::ReservationToken &token, std::string_view username, ReservedPort port)
{
    const std::lock_guard lock(m_mutex);
    m_entries.insert_or_assign(token, Entry{std::string(username), std::move(port)});
}

ReservedPort ReservationBook::take(const turn::ReservationToken &token, std::string_view username)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(token);
    if (found == m_entries.end() || found->second.username != username)
        return {};
    ReservedPort port = std::move(found->second.port);
    m_entries.erase(found);
    return port;
}

void ReservationBook::remove(const turn::ReservationToken &token)
{
    const std::lock_guard lock(m_mutex);
    m_entries.erase(token);
}

} // namespace turnpike::edge
