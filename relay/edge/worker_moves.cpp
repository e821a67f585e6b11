// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/allocation_key.h"
#include "relay/edge/handle_elsewhere.h"
#include "relay/edge/worker.h"

#include <algorithm>

// Clients that change their address (RFC 8016). What comes from the new one the kernel may give to another
// worker than the one that has the allocation: that worker passes it on. The one that has the allocation
// answers to a datagram through its own share of the listener, and on a connection through the worker that
// has it.

namespace turnpike::edge {

static_assert(HandleElsewhere::kMostWorkers >= kMostWorkers);

void Worker::clientMoved(turn::AllocationId allocation, const turn::ClientPath *path)
{
    RelaySocket *const relay = relayOf(allocation);
    if (!relay)
        return;
    if (path)
        countAllocation(*path, 1);
    if (relay->client)
        countAllocation(*relay->client, -1);
    relay->client = path ? std::optional(*path) : std::nullopt;
}

bool Worker::postMessage(std::function<void(Worker &)> task)
{
    if (m_waitingMessages.fetch_add(1, std::memory_order_relaxed) >= kMostWaitingMessages) {
        m_waitingMessages.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    post([task = std::move(task)](Worker &worker) {
        worker.m_waitingMessages.fetch_sub(1, std::memory_order_relaxed);
        task(worker);
    });
    return true;
}

bool Worker::passOn(const ClientListener &listener, const FiveTuple &path, Bytes message)
{
    if (!m_settings.turn->mobility && m_passedOn.isEmpty())
        return false;
    auto owner = m_passedOn.workerOf(now().monotonic, path);
    if (!owner) {
        const auto named = m_server.workerOfTicket(now(), message);
        if (!named || *named == m_index || m_server.serves(path))
            return false;
        owner = *named;
        m_passedOn.set(now().monotonic, path, *owner, m_settings.turn->lifetimes.allocationMax);
    }
    if (!m_shared.worker(*owner).postMessage(
            [from = m_index, id = listener.id(), path,
             copy = std::vector<std::byte>(message.begin(), message.end())](Worker &worker) {
                worker.takePassedOn(from, id, path, copy);
            }))
        ++m_lostFromClients;
    return true;
}

void Worker::takePassedOn(int from, std::uint32_t listenerId, const FiveTuple &path, Bytes message)
{
    if (m_server.serves(path) || m_server.workerOfTicket(now(), message) == m_index) {
        handleFromElsewhere(listenerId, path, message);
        return;
    }
    // Its allocation has ended or moved on: from now on it is a client like any other.
    if (!m_shared.worker(from).postMessage(
            [listenerId, path,
             copy = std::vector<std::byte>(message.begin(), message.end())](Worker &worker) {
                worker.m_passedOn.forget(path);
                worker.handleFromElsewhere(listenerId, path, copy);
            }))
        ++m_lostFromClients;
}

void Worker::handleFromElsewhere(std::uint32_t listenerId, const FiveTuple &path, Bytes message)
{
    const auto listener = std::ranges::find_if(m_listeners, [&](const auto &each) {
        return each && each->id() == listenerId && each->kind() == SocketKind::Datagram;
    });
    if (listener == m_listeners.end())
        return;
    const turn::ClientPath own{path, (*listener)->handle()};
    const Scoped current(m_fromElsewhere, &own);
    handleMessage(own, [&] { m_server.clientDatagram(now(), own, message); });
}

bool Worker::passOnFrame(Connection &connection, Bytes frame)
{
    if (!connection.passedOnTo) {
        if (!m_settings.turn->mobility)
            return false;
        const auto named = m_server.workerOfTicket(now(), frame);
        if (!named || *named == m_index || m_server.serves(connection.stream.path().tuple))
            return false;
        connection.passedOnTo = *named;
    }
    const bool isPassedOn =
        m_shared.worker(*connection.passedOnTo)
            .postMessage([from = m_index, path = connection.stream.path(),
                          copy = std::vector<std::byte>(frame.begin(), frame.end())](Worker &worker) {
                worker.takePassedOnFrame(from, path, copy);
            });
    if (!isPassedOn)
        ++m_lostFromClients;
    return true;
}

void Worker::takePassedOnFrame(int from, const turn::ClientPath &path, Bytes frame)
{
    const turn::ClientPath own{path.tuple, HandleElsewhere::of(from, path.handle)};
    if (m_server.serves(path.tuple) || m_server.workerOfTicket(now(), frame) == m_index) {
        const Scoped current(m_fromElsewhere, &own);
        handleMessage(own, [&] { m_server.clientFrame(now(), own, frame); });
        return;
    }
    atConnection(own, [copy = std::vector<std::byte>(frame.begin(), frame.end())](Worker &worker,
                                                                                  Connection &connection) {
        connection.passedOnTo.reset();
        const turn::ClientPath back = connection.stream.path();
        worker.handleMessage(back, [&] { worker.m_server.clientFrame(worker.now(), back, copy); });
    });
}

void Worker::atConnection(const turn::ClientPath &path, std::function<void(Worker &, Connection &)> task)
{
    const std::uint32_t handle = HandleElsewhere::handleOf(path.handle);
    m_shared.worker(HandleElsewhere::workerOf(path.handle))
        .post([handle, tuple = path.tuple, task = std::move(task)](Worker &worker) {
            // It may have ended, and another one have its place.
            if (handle < worker.m_connections.size() && worker.m_connections[handle] &&
                worker.m_connections[handle]->stream.path().tuple == tuple)
                task(worker, *worker.m_connections[handle]);
        });
}

void Worker::sendElsewhere(const turn::ClientPath &path, Bytes message)
{
    const std::uint32_t handle = HandleElsewhere::handleOf(path.handle);
    const bool isPassedOn =
        m_shared.worker(HandleElsewhere::workerOf(path.handle))
            .postMessage([there = turn::ClientPath{path.tuple, handle},
                          copy = std::vector<std::byte>(message.begin(), message.end())](Worker &worker) {
                if (there.handle < worker.m_connections.size() && worker.m_connections[there.handle] &&
                    worker.m_connections[there.handle]->stream.path().tuple == there.tuple)
                    worker.sendToClient(there, copy);
            });
    if (!isPassedOn && m_relay)
        countLost(*m_relay, 0, 1);
}

} // namespace turnpike::edge
