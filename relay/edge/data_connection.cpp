// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/data_connection.h"

#include <algorithm>
#include <utility>

namespace turnpike::edge {

namespace {
/// What the system holds of a peer whom no client has joined yet, each way.
constexpr std::size_t kHeldBeforeJoining = 32 * 1024;
} // namespace

DataConnection::DataConnection(turn::ConnectionId id, Events &events, std::unique_ptr<net::ByteStream> peer)
    : m_id(id)
    , m_events(events)
{
    m_client.owner = m_peer.owner = this;
    m_peer.side = Side::Peer;
    m_peer.stream = std::move(peer);
}

DataConnection::~DataConnection()
{
    close();
}

Result<void> DataConnection::start(net::IoEngine &engine)
{
    m_peer.stream->limitBuffers(kHeldBeforeJoining);
    return m_peer.stream->attach(engine, m_peer, net::StreamEnd::WithBothSides);
}

Result<void> DataConnection::join(net::IoEngine &engine, HandedStream client, const IpAddress &address)
{
    m_clientAddress = address;
    m_client.stream = std::move(client.stream);
    m_client.waiting = std::move(client.unsent);
    m_client.stream->unlimitBuffers();
    m_peer.stream->unlimitBuffers();
    if (auto attached = m_client.stream->attach(engine, m_client, net::StreamEnd::WithBothSides); !attached)
        return attached;
    if (!client.unread.empty())
        receive(m_client, client.unread);
    updateReading(m_client);
    updateReading(m_peer);
    return {};
}

void DataConnection::close()
{
    m_isOpen = false;
    for (End *end : {&m_client, &m_peer}) {
        if (end->stream)
            end->stream->close();
    }
}

std::optional<MonotonicTime> DataConnection::restsUntil() const
{
    if (m_client.rests && m_peer.rests)
        return std::min(*m_client.rests, *m_peer.rests);
    return m_client.rests ? m_client.rests : m_peer.rests;
}

void DataConnection::advance(MonotonicTime now)
{
    for (End *end : {&m_client, &m_peer}) {
        if (!m_isOpen || !end->rests || *end->rests > now)
            continue;
        end->rests.reset();
        updateReading(*end);
    }
}

void DataConnection::receive(End &from, Bytes bytes)
{
    End &to = other(from);
    if (to.isGone)
        return; // nobody is there to hear it
    send(to, bytes);
    const MonotonicTime goesOn = m_events.bytesCarried(*this, from.side, bytes.size());
    if (!m_isOpen)
        return;
    if (goesOn > m_events.currentTime())
        from.rests = goesOn;
    updateReading(from);
    conclude();
}

void DataConnection::send(End &to, Bytes bytes)
{
    std::size_t taken = 0;
    if (to.waiting.empty()) {
        const auto written = to.stream->write(bytes);
        to.isGone = !written;
        taken = written.value_or(bytes.size());
    }
    const Bytes rest = bytes.subspan(taken);
    to.waiting.insert(to.waiting.end(), rest.begin(), rest.end());
}

void DataConnection::writable(End &to)
{
    if (!m_clientAddress) {
        m_events.peerConnected(*this);
        return;
    }
    if (!to.waiting.empty()) {
        const auto taken = to.stream->write(to.waiting);
        to.isGone = to.isGone || !taken;
        to.waiting.erase(to.waiting.begin(),
                         to.waiting.begin() + static_cast<std::ptrdiff_t>(taken.value_or(to.waiting.size())));
        if (to.waiting.empty())
            to.waiting.shrink_to_fit();
    }
    updateReading(other(to));
    conclude();
}

void DataConnection::gone(End &end)
{
    end.isGone = true;
    end.waiting.clear();
    end.stream->close();
    if (m_clientAddress)
        updateReading(other(end));
    conclude();
}

void DataConnection::saidAll(End &from)
{
    from.saysNoMore = true;
    from.isReading = false;
    conclude();
}

// Whoever has nobody to talk to any more is read to its end all the same: a connection that is closed with
// bytes unread is reset, and what the other side has not taken yet is lost with it.
void DataConnection::updateReading(End &from)
{
    const bool wanted = m_isOpen && m_clientAddress && !from.saysNoMore && !from.isGone &&
                        other(from).waiting.empty() && !from.rests;
    if (wanted == from.isReading)
        return;
    from.isReading = wanted;
    if (!from.isGone && !from.saysNoMore)
        from.stream->setReading(wanted);
}

void DataConnection::conclude()
{
    if (!m_isOpen)
        return;
    const auto isOver = [this](const End &from) {
        return (from.isGone || from.saysNoMore) && other(from).waiting.empty();
    };
    const bool isJoined = m_clientAddress.has_value();
    if ((!isJoined && m_peer.isGone) || (isOver(m_client) && isOver(m_peer))) {
        close();
        m_events.ended(*this);
        return;
    }
    for (End *to : {&m_client, &m_peer}) {
        if (isJoined && !to->isGone && !to->isToldEnd && isOver(other(*to))) {
            to->isToldEnd = true;
            to->stream->endSending();
        }
    }
    const bool hasOneEnded = m_client.isGone || m_client.saysNoMore || m_peer.isGone || m_peer.saysNoMore;
    if (isJoined && hasOneEnded && !std::exchange(m_isHalfEnded, true))
        m_events.halfEnded(*this);
}

} // namespace turnpike::edge
