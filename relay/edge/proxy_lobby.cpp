// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/proxy_lobby.h"

#include <utility>

namespace turnpike::edge {

ProxyLobby::ProxyLobby(Events &events)
    : m_events(events)
{
}

ProxyLobby::~ProxyLobby() = default;

void ProxyLobby::admit(MonotonicTime now, std::unique_ptr<net::ByteStream> connection,
                       const TransportAddress &balancer)
{
    while (m_limits.connections > 0 && m_waiting.size() >= m_limits.connections)
        dismiss(*m_waiting.front().stream, Left::Why::MadeRoom);
    auto stream = std::make_unique<proxy::TrustedStream>(std::move(connection), balancer);
    proxy::TrustedStream &admitted = *stream;
    m_waiting.push_back({std::move(stream), now});
    m_places[&admitted] = std::prev(m_waiting.end());
    admitted.limitBuffers(m_limits.budget.mostPending);
    Waiter &waiter = *this;
    if (!admitted.awaitHeader(waiter, m_limits.budget.longestFrame))
        dismiss(admitted, Left::Why::Refused, "the system has no room to watch it");
}

std::optional<MonotonicTime> ProxyLobby::nextDeadline() const
{
    if (!m_read.empty() || !m_left.empty())
        return MonotonicTime{};
    return m_waiting.empty() ? std::nullopt : std::optional(m_waiting.front().since + m_limits.patience);
}

void ProxyLobby::clear()
{
    m_places.clear();
    m_waiting.clear();
    m_left.clear();
    m_read.clear();
}

void ProxyLobby::advance(MonotonicTime now)
{
    while (!m_waiting.empty() && now - m_waiting.front().since >= m_limits.patience)
        dismiss(*m_waiting.front().stream, Left::Why::Refused,
                "no PROXY header came within avEdge.lifetimes.unfinishedMessage");
    const auto left = std::exchange(m_left, {});
    for (const auto &[stream, why, what] : left) {
        switch (why) {
        case Left::Why::Refused:
            m_events.headerRefused(stream->balancer(), what);
            break;
        case Left::Why::MadeRoom:
            m_events.madeRoom(stream->balancer());
            break;
        case Left::Why::WentAway:
            break;
        }
    }
    for (auto &stream : std::exchange(m_read, {}))
        m_events.headerRead(std::move(stream));
}

std::unique_ptr<proxy::TrustedStream> ProxyLobby::take(const proxy::TrustedStream &stream)
{
    const auto found = m_places.find(&stream);
    auto taken = std::move(found->second->stream);
    m_waiting.erase(found->second);
    m_places.erase(found);
    return taken;
}

void ProxyLobby::dismiss(proxy::TrustedStream &stream, Left::Why why, std::string what)
{
    stream.close();
    // One of its functions may be running.
    m_left.push_back({take(stream), why, std::move(what)});
}

void ProxyLobby::headerRead(proxy::TrustedStream &stream)
{
    m_read.push_back(take(stream));
}

void ProxyLobby::headerRefused(proxy::TrustedStream &stream, std::string_view reason)
{
    dismiss(stream, Left::Why::Refused, "it begins with " + std::string(reason));
}

// Whoever only looks whether somebody listens says nothing, and does no harm.
void ProxyLobby::endedBeforeHeader(proxy::TrustedStream &stream)
{
    if (stream.hasBegun())
        dismiss(stream, Left::Why::Refused, "it ended within its PROXY header");
    else
        dismiss(stream, Left::Why::WentAway);
}

} // namespace turnpike::edge
