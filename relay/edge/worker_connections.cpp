// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/handle_elsewhere.h"
#include "relay/edge/worker.h"

#include <algorithm>

// The connections of a worker: TCP, TLS, and sessions of DTLS. As long as one carries no allocation it is a
// stranger's: it holds little, has to finish what it begins, and makes room for newer ones.

namespace turnpike::edge {

namespace {
constexpr std::chrono::seconds kStrangersCheck{1};
constexpr int kClosedAtOnce = 64;
} // namespace

void Worker::prepare(ClientListener &listener) const
{
    listener.setCertificates(m_settings.certificates);
    listener.setProxies(m_settings.proxies, {.patience = m_settings.unfinishedMessage,
                                             .budget = m_settings.strangerBudget,
                                             .connections = static_cast<std::size_t>(
                                                 std::max(m_settings.strangerConnections, 0))});
}

void Worker::clientConnected(ClientListener &listener, std::unique_ptr<net::ByteStream> stream,
                             const TransportAddress &client, ClientListener::OfSource counts)
{
    if (!m_settings.clients.admits(client.address)) {
        m_door.turnAway(TurnedAway::ByClientRules, client.address, now().monotonic);
        return;
    }
    if (!takePlaceOfSource(client.address, counts)) {
        m_door.turnAway(TurnedAway::TooManyConnections, client.address, now().monotonic);
        return;
    }
    const std::uint32_t handle = nextHandle();
    // A listener bound to "any" does not know which of our addresses the client chose.
    const TransportAddress server = stream->localAddress();
    const turn::ClientPath path{{stream->transport(), client, server}, handle};
    TurnStream::Listener &frames = *this;
    auto opened = std::make_unique<Connection>(std::move(stream), path, frames, now().monotonic);
    opened->listenerAllocations = listener.allocations();
    keepConnection(handle, std::move(opened));
    Connection &connection = *m_connections[handle];
    // What came before may be heard, and end it, before this returns.
    if (!connection.stream.start())
        turnAway(connection, TurnedAway::NoRoom);
}

std::uint32_t Worker::nextHandle()
{
    if (m_freeConnections.empty()) {
        m_freeConnections.push_back(static_cast<std::uint32_t>(m_connections.size()));
        m_connections.emplace_back();
    }
    return m_freeConnections.back();
}

void Worker::keepConnection(std::uint32_t handle, std::unique_ptr<Connection> connection)
{
    m_freeConnections.pop_back();
    m_connections[handle] = std::move(connection);
    makeRoomForStranger();
    becomeStranger(*m_connections[handle]);
}

bool Worker::mayBeginHandshake(ClientListener & /*listener*/, const TransportAddress &client)
{
    const auto refused = m_handshakes.take(now().monotonic, client.address, m_settings.handshakes);
    if (refused)
        m_door.turnAway(*refused, client.address, now().monotonic);
    return !refused;
}

void Worker::connectionTurnedAway(ClientListener & /*listener*/, TurnedAway cause, const IpAddress &source,
                                  const std::string &detail)
{
    m_door.turnAway(cause, source, now().monotonic, detail);
}

void Worker::clientHandshakeFailed(ClientListener & /*listener*/, Transport transport,
                                   const TransportAddress &client, const std::string &reason)
{
    m_door.turnAway(TurnedAway::HandshakeFailed, client.address, now().monotonic,
                    std::string(name(transport)) + ": " + reason);
}

bool Worker::mayAnswerStranger(ClientListener & /*listener*/, const TransportAddress &client,
                               std::size_t bytes)
{
    return watchAnswers(client.address,
                        [&] { return m_server.mayAnswerStranger(now(), client.address, bytes); });
}

void Worker::clientRefused(ClientListener & /*listener*/)
{
    m_door.turnAway(TurnedAway::NoRoom, {}, now().monotonic);
}

void Worker::sayUnanswered(const IpAddress &client, bool forNetwork, bool forAll, bool forGuesses)
{
    if (forNetwork)
        m_door.turnAway(TurnedAway::NetworkOverBudget, client, now().monotonic);
    if (forAll)
        m_door.turnAway(TurnedAway::AllOverBudget, client, now().monotonic);
    if (forGuesses)
        m_door.turnAway(TurnedAway::GuessNotTried, client, now().monotonic);
}

void Worker::countAllocation(const turn::ClientPath &path, int difference)
{
    if (!hasConnection(path.tuple.transport)) {
        if (const auto &listener = m_listeners[path.handle])
            listener->countAllocation(difference);
        return;
    }
    if (HandleElsewhere::is(path.handle)) {
        atConnection(path, [difference](Worker &worker, Connection &connection) {
            worker.countAllocation(connection.stream.path(), difference);
        });
        return;
    }
    const auto &connection = m_connections[path.handle];
    if (!connection)
        return;
    connection->allocations += difference;
    *connection->listenerAllocations += difference;
    if (connection->allocations > 0)
        becomeKnown(*connection);
    else if (connection->stream.isOpen())
        becomeStranger(*connection);
}

void Worker::closeClient(const turn::ClientPath &path)
{
    if (!hasConnection(path.tuple.transport))
        return;
    if (HandleElsewhere::is(path.handle)) {
        atConnection(path, [](Worker &worker, Connection &connection) {
            worker.closeClient(connection.stream.path());
        });
        return;
    }
    const auto &connection = m_connections[path.handle];
    if (!connection || !connection->stream.isOpen())
        return;
    connection->stream.close();
    noteClosed(*connection);
}

void Worker::becomeStranger(Connection &connection)
{
    if (connection.place)
        return;
    if (m_strangers.empty())
        m_nextIdleCheck = std::min(m_nextIdleCheck, now().monotonic + kStrangersCheck);
    const std::uint32_t handle = connection.stream.path().handle;
    auto &ofSource = m_strangersOfSource[sourceNumber(connection.stream.path().tuple.client.address)];
    connection.place = m_strangers.insert(m_strangers.end(), handle);
    connection.placeOfSource = ofSource.insert(ofSource.end(), handle);
    connection.stream.setBudget(m_settings.strangerBudget);
}

void Worker::becomeKnown(Connection &connection)
{
    if (!connection.place)
        return;
    leaveStrangers(connection);
    connection.stream.liftBudget();
}

void Worker::leaveStrangers(Connection &connection)
{
    if (!connection.place)
        return;
    m_strangers.erase(*connection.place);
    connection.place.reset();
    const auto ofSource =
        m_strangersOfSource.find(sourceNumber(connection.stream.path().tuple.client.address));
    ofSource->second.erase(connection.placeOfSource);
    if (ofSource->second.empty())
        m_strangersOfSource.erase(ofSource);
}

void Worker::closeAllConnections()
{
    for (const auto &connection : m_connections) {
        if (connection && connection->stream.isOpen()) {
            connection->stream.close();
            noteClosed(*connection);
        }
    }
}

void Worker::noteClosed(Connection &connection)
{
    leaveStrangers(connection);
    m_closedConnections.push_back(connection.stream.path().handle);
}

void Worker::turnAway(Connection &connection, TurnedAway cause)
{
    m_door.turnAway(cause, connection.stream.path().tuple.client.address, now().monotonic);
    closeClient(connection.stream.path());
}

void Worker::makeRoomForStranger()
{
    const auto most = static_cast<std::size_t>(std::max(m_settings.strangerConnections, 0));
    while (most > 0 && m_strangers.size() >= most)
        turnAway(*m_connections[m_strangers.front()], TurnedAway::MadeRoom);
}

// Whoever is silent longest leaves, as among all: mute connections from an address do not keep out a client
// behind it. With a call nobody leaves.
bool Worker::takePlaceOfSource(const IpAddress &source, ClientListener::OfSource counts)
{
    const bool isCounted = counts == ClientListener::OfSource::Counted;
    if (m_shared.connections.admit(source, isCounted ? m_settings.tcpConnectionsPerSource : 0))
        return true;
    const auto ofSource = m_strangersOfSource.find(sourceNumber(source));
    if (ofSource == m_strangersOfSource.end())
        return false;
    turnAway(*m_connections[ofSource->second.front()], TurnedAway::MadeRoomOfSource);
    // The place of the other is given back at the end of this turn.
    return m_shared.connections.admit(source, 0);
}

void Worker::closeIdleConnections()
{
    if (m_strangers.empty() || now().monotonic < m_nextIdleCheck)
        return;
    m_nextIdleCheck = now().monotonic +
                      std::min<std::chrono::milliseconds>(kStrangersCheck, m_settings.unfinishedMessage / 4);
    const std::size_t before = m_closedConnections.size();
    for (auto next = m_strangers.begin(); next != m_strangers.end();) {
        if (m_closedConnections.size() - before >= kClosedAtOnce) {
            m_nextIdleCheck = now().monotonic;
            return;
        }
        Connection &connection = *m_connections[*next++];
        const auto unfinished = connection.stream.unfinishedSince(now().monotonic);
        if (unfinished && now().monotonic - *unfinished >= m_settings.unfinishedMessage)
            turnAway(connection, connection.stream.isEstablished() ? TurnedAway::MessageUnfinished
                                                                   : TurnedAway::HandshakeUnfinished);
        else if (now().monotonic - connection.stream.lastActivity() >= m_settings.idleTcp)
            turnAway(connection, TurnedAway::Silent);
        else if (!m_settings.clients.admits(connection.stream.path().tuple.client.address))
            closeClient(connection.stream.path());
    }
}

void Worker::frameReceived(TurnStream &stream, Bytes frame)
{
    stream.setActive(now().monotonic);
    Connection &own = *m_connections[stream.path().handle];
    if (own.place) {
        m_strangers.splice(m_strangers.end(), m_strangers, *own.place);
        auto &ofSource = m_strangersOfSource[sourceNumber(stream.path().tuple.client.address)];
        ofSource.splice(ofSource.end(), ofSource, own.placeOfSource);
    }
    if (passOnFrame(own, frame) || leaves(own, frame))
        return;
    handleMessage(stream.path(), [&] { m_server.clientFrame(now(), stream.path(), frame); });
}

void Worker::connectionEnded(TurnStream &stream)
{
    noteClosed(*m_connections[stream.path().handle]);
}

void Worker::connectionBroken(TurnStream &stream, Fault fault)
{
    const IpAddress &client = stream.path().tuple.client.address;
    switch (fault) {
    case Fault::NoFrame:
        if (stream.hasSpoken())
            ++m_brokenStreams;
        else
            m_door.turnAway(TurnedAway::ForeignProtocol, client, now().monotonic);
        break;
    case Fault::FrameTooLong:
        m_door.turnAway(TurnedAway::MessageTooLong, client, now().monotonic);
        break;
    case Fault::AnswersUnread:
        m_door.turnAway(TurnedAway::AnswersUnread, client, now().monotonic);
        break;
    }
    connectionEnded(stream);
}

} // namespace turnpike::edge
