// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/worker.h"

#include "core/base/random.h"
#include "core/base/username.h"
#include "relay/edge/handle_elsewhere.h"
#include "relay/net/clock.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>

namespace turnpike::edge {

namespace {

/// Message type of an Allocate request (RFC 8656 section 18.1).
bool isAllocateRequest(Bytes message)
{
    return message.size() >= 2 && message[0] == std::byte{0x00} && message[1] == std::byte{0x03};
}

constexpr int kEndedAtOnce = 64;

std::uint64_t randomNumber()
{
    std::uint64_t number = 0;
    fillRandom(std::as_writable_bytes(std::span(&number, 1)));
    return number;
}

/// Names an allocation to whoever hears of a loss; no generation is 0.
net::SendTag tagOf(turn::AllocationId allocation)
{
    return net::SendTag{allocation.generation} << 32 | allocation.slot;
}

turn::AllocationId allocationOfTag(net::SendTag tag)
{
    return {static_cast<std::uint32_t>(tag & 0xFFFFFFFFU), static_cast<std::uint32_t>(tag >> 32)};
}

} // namespace

Result<std::unique_ptr<Worker>> Worker::create(int index, SharedState shared, WorkerSettings settings,
                                               std::unique_ptr<net::IoEngine> engine)
{
    std::unique_ptr<Worker> worker(
        new Worker(index, std::move(shared), std::move(settings), std::move(engine)));
    if (auto watched = worker->watchMachineAddresses(); !watched)
        return tl::make_unexpected(watched.error());
    return worker;
}

Worker::Worker(int index, SharedState shared, WorkerSettings settings, std::unique_ptr<net::IoEngine> engine)
    : m_index(index)
    , m_shared(std::move(shared))
    , m_settings(std::move(settings))
    , m_door(m_shared.notice)
    , m_handshakes(randomNumber())
    , m_engine(std::move(engine))
    , m_data(*m_engine, static_cast<DataConnections::Events &>(*this))
    , m_server({.output = *this,
                .admission = m_shared.admission,
                .randomBytes = [](std::span<std::byte> bytes) { fillRandom(bytes); },
                .observer = this,
                .number = static_cast<std::uint8_t>(index)},
               m_settings.turn)
{
}

Worker::~Worker()
{
    if (m_thread.joinable())
        requestStop();
    join();
}

void Worker::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

Result<void> Worker::watchMachineAddresses()
{
    auto watch = net::MachineAddressWatch::start(*m_engine, [this] { readMachineAddresses(); });
    if (!watch)
        return tl::make_unexpected(watch.error());
    m_addressWatch = std::move(*watch);
    // After the watch began, so that no change falls in between.
    auto addresses = net::machineAddresses();
    if (!addresses)
        return tl::make_unexpected(addresses.error());
    m_server.machineAddressesChanged(now(), std::move(*addresses));
    m_now.reset();
    return {};
}

void Worker::readMachineAddresses()
{
    auto addresses = net::machineAddresses();
    if (addresses)
        m_server.machineAddressesChanged(now(), std::move(*addresses));
    else if (m_shared.notice)
        m_shared.notice(Severity::Error,
                        addresses.error().text() + "; those that were read last stay in force");
}

void Worker::start()
{
    // Signals belong to the program's main thread.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_setname_np(m_thread.native_handle(), ("relay/" + std::to_string(m_index)).c_str());
}

void Worker::requestStop()
{
    post([](Worker &worker) { worker.m_stopping = true; });
}

void Worker::post(std::function<void(Worker &)> task)
{
    m_mailbox.post([this, task = std::move(task)] { task(*this); });
    m_engine->wake();
}

void Worker::run()
{
    while (!m_stopping) {
        m_now.reset();
        m_engine->runOnce(nextDeadline());
        // The moment of the first thing that came, or this one.
        const MonotonicTime begin = now().monotonic;
        m_mailbox.run();
        if (const auto deadline = m_server.nextDeadline(); deadline && *deadline <= now().monotonic)
            m_server.advance(now());
        for (const auto &listener : m_listeners) {
            if (const auto check = listener ? listener->nextDeadline() : std::nullopt;
                check && *check <= now().monotonic)
                listener->advance(now().monotonic);
        }
        m_data.advance();
        closeIdleConnections();
        endSome();
        handOverConnections();
        if (const auto due = m_callLines.restDue(); due && *due <= now().monotonic)
            sayRestOfCalls();
        m_door.sayRest(now().monotonic);
        flush();
        releaseClosed();
        publishTotals();
        m_published.loopTimes.note(net::currentTime().monotonic - begin);
    }
    m_now.reset();
    m_server.endAll(now(), turn::EndCause::Shutdown);
    closeAllConnections();
    sayRestOfCalls();
    m_door.sayRest(MonotonicTime::max());
    flush();
    releaseClosed();
    publishTotals();
}

void Worker::flush()
{
    m_engine->flush();
    m_sending.clear();
}

void Worker::publishTotals()
{
    WorkerTotals totals{m_server.counters(), m_door.counts()};
    totals.counters.malformedMessages += m_brokenStreams;
    totals.counters.fromClients.droppedPackets += m_lostToPeers + m_lostFromClients;
    totals.counters.toClients.droppedPackets += m_lostToClients;
    m_published.totals.write(totals);
}

void Worker::countLost(RelaySocket &relay, std::uint64_t toPeers, std::uint64_t toClient)
{
    RelaySocket *const known = relayOf(relay.allocation);
    RelaySocket &first = known != nullptr ? *known : relay;
    first.lostToPeers += toPeers;
    first.lostToClient += toClient;
    m_lostToPeers += toPeers;
    m_lostToClients += toClient;
    m_published.allocations.countLosses(first.allocation, first.lostToPeers, first.lostToClient);
}

void Worker::allocationBegan(const turn::AllocationView &view)
{
    m_published.allocations.add(view);
    m_handshakes.noteKnown(now().monotonic, view.path.tuple.client.address);
}

void Worker::allocationEnded(const turn::AllocationView &view, turn::EndCause cause)
{
    m_published.allocations.remove(view.id);
    if (!m_shared.notice)
        return;
    if (const std::string line = m_callLines.ended(view, cause, now().monotonic); !line.empty())
        m_shared.notice(Severity::Information, line);
}

void Worker::sayRestOfCalls()
{
    if (const std::string line = m_callLines.rest(); !line.empty() && m_shared.notice)
        m_shared.notice(Severity::Information, line);
}

Now Worker::now()
{
    if (!m_now)
        m_now = net::currentTime();
    return *m_now;
}

std::optional<MonotonicTime> Worker::nextDeadline() const
{
    if (!m_ending.empty())
        return MonotonicTime{};
    auto deadline = m_server.nextDeadline();
    const auto orEarlier = [&deadline](MonotonicTime time) {
        if (!deadline || time < *deadline)
            deadline = time;
    };
    if (const auto rest = m_data.nextDeadline())
        orEarlier(*rest);
    if (!m_strangers.empty())
        orEarlier(m_nextIdleCheck);
    if (const auto due = m_callLines.restDue())
        orEarlier(*due);
    if (const auto due = m_door.restDue())
        orEarlier(*due);
    for (const auto &listener : m_listeners) {
        if (const auto check = listener ? listener->nextDeadline() : std::nullopt)
            orEarlier(*check);
    }
    return deadline;
}

void Worker::releaseClosed()
{
    // The state machine may close relays for a connection that is gone, so connections come first.
    for (std::size_t i = 0; i < m_closedConnections.size(); ++i) {
        const std::uint32_t handle = m_closedConnections[i];
        const turn::ClientPath path = m_connections[handle]->stream.path();
        m_server.clientClosed(now(), path);
        if (const auto owner = m_connections[handle]->passedOnTo)
            m_shared.worker(*owner).post(
                [there = turn::ClientPath{path.tuple, HandleElsewhere::of(m_index, handle)}](Worker &worker) {
                    worker.m_server.clientClosed(worker.now(), there);
                });
        m_shared.connections.release(path.tuple.client.address);
        m_connections[handle].reset();
        m_freeConnections.push_back(handle);
    }
    m_closedConnections.clear();
    m_data.releaseClosed();
    m_closedRelays.clear();
    // Streams that one accepted live on, and tell it when their handshake fails.
    std::erase_if(m_closedListeners,
                  [](const auto &listener) { return listener->kind() == SocketKind::Datagram; });
}

void Worker::apply(WorkerSettings settings)
{
    m_settings = std::move(settings);
    for (const std::uint32_t handle : m_strangers)
        m_connections[handle]->stream.setBudget(m_settings.strangerBudget);
    for (const auto &listener : m_listeners) {
        if (listener)
            prepare(*listener);
    }
    m_server.apply(now(), m_settings.turn);
    readMachineAddresses();
    dropRefusedClients();
}

// What a client may not do any more it does not go on doing, over a connection from before either.
void Worker::dropRefusedClients()
{
    m_server.forEachAllocation([&](const turn::AllocationView &view) {
        if (!m_settings.clients.admits(view.path.tuple.client.address))
            m_ending.emplace_back(view.id, turn::EndCause::PolicyChanged);
    });
    closeDataConnectionsOfRefused();
    m_nextIdleCheck = {}; // goes through the connections of strangers
    endSome();
}

// One client may have thousands, and each costs a few system calls.
void Worker::endSome()
{
    for (int i = 0; i < kEndedAtOnce && !m_ending.empty(); ++i) {
        const auto [allocation, cause] = m_ending.front();
        m_ending.pop_front();
        static_cast<void>(m_server.end(now(), allocation, cause));
    }
}

Result<void> Worker::addListener(const OpenListener &open, net::BoundSocket bound)
{
    const auto gap = std::find(m_listeners.begin(), m_listeners.end(), nullptr);
    const auto handle = static_cast<std::uint32_t>(gap - m_listeners.begin());
    ClientListener::Events &events = *this;
    auto listener = std::make_unique<ClientListener>(*m_engine, events, handle, open, std::move(bound));
    prepare(*listener);
    if (auto started = listener->start(); !started)
        return started;
    if (gap == m_listeners.end())
        m_listeners.push_back(std::move(listener));
    else
        *gap = std::move(listener);
    return {};
}

void Worker::setListenerState(std::uint32_t id, ClientListener::State state)
{
    for (const auto &listener : m_listeners) {
        if (listener && listener->id() == id)
            listener->setState(state);
    }
}

void Worker::setListenerTransports(std::uint32_t id, const std::vector<Transport> &transports)
{
    for (const auto &listener : m_listeners) {
        if (listener && listener->id() == id)
            listener->setTransports(transports);
    }
}

void Worker::removeListener(std::uint32_t id)
{
    for (auto &listener : m_listeners) {
        if (listener && listener->id() == id) {
            m_lostFromClients += listener->takeDrops();
            listener->close();
            m_closedListeners.push_back(std::move(listener));
        }
    }
}

bool Worker::endAllocation(turn::AllocationId allocation, turn::EndCause cause)
{
    return m_server.end(now(), allocation, cause);
}

int Worker::endAllocationsOf(const std::string &username)
{
    int ended = 0;
    m_server.forEachAllocation([&](const turn::AllocationView &view) {
        if (view.username == username || personOf(view.username, view.separator) == username) {
            m_ending.emplace_back(view.id, turn::EndCause::Killed);
            ++ended;
        }
    });
    endSome();
    return ended;
}

void Worker::sendToClient(const turn::ClientPath &path, Bytes message)
{
    // What comes from a peer lies in the engine's buffer; an answer in one that the next answer takes.
    if (hasConnection(path.tuple.transport)) {
        if (HandleElsewhere::is(path.handle)) {
            sendElsewhere(path, message);
            return;
        }
        const auto &connection = m_connections[path.handle];
        if ((!connection || !connection->stream.send(now().monotonic, message)) && m_relay)
            countLost(*m_relay, 0, 1);
    } else if (const auto &listener = m_listeners[path.handle]) {
        if (m_relay)
            listener->send(path, message, tagOf(m_relay->allocation));
        else
            listener->send(path, m_sending.keep(message), 0);
    } else if (m_relay) {
        countLost(*m_relay, 0, 1);
    }
}

void Worker::sendToClientFrom(const turn::ClientPath &path, const TransportAddress &from, Bytes message)
{
    const auto listener = std::ranges::find_if(m_listeners, [&](const auto &each) {
        return each && each->kind() == SocketKind::Datagram && each->takesPlain() && each->address() == from;
    });
    if (listener == m_listeners.end())
        return;
    const turn::ClientPath own{{path.tuple.transport, path.tuple.client, from}, (*listener)->handle()};
    (*listener)->send(own, m_sending.keep(message), 0);
}

void Worker::sendToPeer(turn::AllocationId allocation, const TransportAddress &peer, Bytes payload,
                        Fragmentation fragmentation)
{
    RelaySocket *const relay = relayOf(allocation, peer.address.family());
    if (!relay)
        return;
    // A stream's bytes move as soon as its frames are handled.
    const bool isInEngine = m_client && !m_fromElsewhere && !hasConnection(m_client->tuple.transport);
    relay->send(peer, isInEngine ? payload : m_sending.keep(payload), fragmentation);
}

void Worker::clientDatagramReceived(ClientListener &listener, const net::Datagram &datagram)
{
    m_lostFromClients += listener.takeDrops(datagram);
    if (!m_settings.clients.admits(datagram.source.address)) {
        m_door.turnAway(TurnedAway::ByClientRules, datagram.source.address, now().monotonic);
        return;
    }
    if (listener.isEncrypted(datagram)) {
        listener.receiveEncrypted(now().monotonic, datagram);
        return;
    }
    if (!listener.takesPlain() ||
        (!listener.takesNewAllocations() && isAllocateRequest(datagram.packet.payload)))
        return;
    const turn::ClientPath path{{Transport::Udp, datagram.source, listener.destinationOf(datagram)},
                                listener.handle()};
    if (passOn(listener, path.tuple, datagram.packet.payload))
        return;
    handleMessage(path, [&] { m_server.clientDatagram(now(), path, datagram.packet.payload); });
}

net::SendTag Worker::currentTag() const
{
    return m_relay ? tagOf(m_relay->allocation) : 0;
}

void Worker::clientDatagramLost(ClientListener & /*listener*/, net::SendTag tag)
{
    if (RelaySocket *const relay = relayOf(allocationOfTag(tag)))
        countLost(*relay, 0, 1);
    else if (tag != 0)
        ++m_lostToClients; // its allocation has ended
}

void Worker::peerDatagramReceived(RelaySocket &relay, const net::Datagram &datagram)
{
    if (const std::uint64_t drops = relay.takeDrops(datagram))
        countLost(relay, 0, drops);
    const Scoped current(m_relay, &relay);
    m_server.peerDatagram(now(), relay.allocation, datagram.source, datagram.packet);
}

void Worker::peerErrorReceived(RelaySocket &relay, const net::IcmpError &error)
{
    m_server.peerUnreachable(now(), relay.allocation, error.to, {error.type, error.code, error.mtu});
}

} // namespace turnpike::edge
