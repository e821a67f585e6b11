// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/call_lines.h"
#include "relay/edge/client_listener.h"
#include "relay/edge/client_policy.h"
#include "relay/edge/connection_limit.h"
#include "relay/edge/data_connections.h"
#include "relay/edge/door_keeper.h"
#include "relay/edge/handshake_budget.h"
#include "relay/edge/loop_times.h"
#include "relay/edge/mailbox.h"
#include "relay/edge/passed_on_paths.h"
#include "relay/edge/published_allocations.h"
#include "relay/edge/relay_socket.h"
#include "relay/edge/relayed_ports.h"
#include "relay/edge/scoped.h"
#include "relay/edge/send_arena.h"
#include "relay/edge/turn_stream.h"
#include "relay/edge/worker_settings.h"
#include "relay/edge/worker_totals.h"
#include "relay/net/machine_addresses.h"

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <thread>

namespace turnpike::edge {

class Worker;

/// What all workers of an Edge use together; safe from any thread, outlives the workers.
struct SharedState {
    turn::Admission &admission;
    PortPool &ports;
    ConnectionLimit &connections;
    ReservationBook &reservations;
    RelayedPorts &relayedPorts;
    Notice notice; ///< may be empty
    int workers = 1;
    /// By its number; from start() until all have stopped.
    std::function<Worker &(int)> worker{};
};

/// What one worker says of itself, for any thread to read at any moment.
struct WorkerPublication {
    PublishedAllocations allocations;
    Published<WorkerTotals> totals; ///< after each turn of its loop
    LoopTimes loopTimes;
};

/// One thread with its own sockets, event loop, buffers and allocations (DESIGN.md, decision 3).
/// Nothing on a packet's way takes a lock or allocates memory.
class Worker final : private turn::Output,
                     private turn::Observer,
                     private ClientListener::Events,
                     private RelaySocket::Listener,
                     private DataConnections::Events,
                     private TurnStream::Listener {
public:
    [[nodiscard]] static Result<std::unique_ptr<Worker>>
    create(int index, SharedState shared, WorkerSettings settings, std::unique_ptr<net::IoEngine> engine);
    ~Worker() override;
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void start();
    /// Any thread: the worker ends all its allocations and leaves its loop.
    void requestStop();
    /// After requestStop(): until it has. Others may still post to it.
    void join();
    /// Any thread: `task` runs on the worker's thread, in order, within one turn of its loop.
    void post(std::function<void(Worker &)> task);
    /// The same for what a client sent: false when too much of that waits already.
    bool postMessage(std::function<void(Worker &)> task);

    // Before start(), or on the worker's thread.
    void apply(WorkerSettings settings);
    [[nodiscard]] Result<void> addListener(const OpenListener &listener, net::BoundSocket bound);
    void setListenerState(std::uint32_t id, ClientListener::State state);
    void setListenerTransports(std::uint32_t id, const std::vector<Transport> &transports);
    void removeListener(std::uint32_t id);
    [[nodiscard]] bool endAllocation(turn::AllocationId allocation, turn::EndCause cause);
    [[nodiscard]] int endAllocationsOf(const std::string &username);
    /// Does what the loop does after each turn, for whoever looks at once.
    void publishTotals();

    /// Any thread.
    [[nodiscard]] const WorkerPublication &published() const { return m_published; }

private:
    struct Connection {
        template <class... Arguments>
        explicit Connection(Arguments &&...arguments)
            : stream(std::forward<Arguments>(arguments)...)
        {
        }
        TurnStream stream;
        int allocations = 0;
        /// Of the listener that it came through, for which it counts, too.
        std::shared_ptr<std::atomic<int>> listenerAllocations;
        /// It came from another worker, once and for all.
        bool hasMoved = false;
        /// Among m_strangers, while it is open and carries no allocation.
        std::optional<std::list<std::uint32_t>::iterator> place;
        /// The same among those of its source.
        std::list<std::uint32_t>::iterator placeOfSource;
        /// The worker that has the allocation of a client that moved here.
        std::optional<int> passedOnTo;
    };

    Worker(int index, SharedState shared, WorkerSettings settings, std::unique_ptr<net::IoEngine> engine);
    [[nodiscard]] Result<void> watchMachineAddresses();
    void readMachineAddresses();
    void run();
    [[nodiscard]] Now now();
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    void releaseClosed();
    void closeAllConnections();
    void prepare(ClientListener &listener) const;
    void closeIdleConnections();
    void makeRoomForStranger();
    /// Takes a place of its source, perhaps that of a stranger from there.
    [[nodiscard]] bool takePlaceOfSource(const IpAddress &source, ClientListener::OfSource counts);
    void leaveStrangers(Connection &connection);
    void turnAway(Connection &connection, TurnedAway cause);
    void becomeStranger(Connection &connection);
    void becomeKnown(Connection &connection);
    void noteClosed(Connection &connection);
    void dropRefusedClients();
    void endSome();
    /// Lets the state machine handle what this client sent.
    template <class Handle>
    void handleMessage(const turn::ClientPath &path, Handle handle);
    /// Says so when the state machine does not answer this client.
    template <class Handle>
    auto watchAnswers(const IpAddress &client, Handle handle);
    void sayUnanswered(const IpAddress &client, bool forNetwork, bool forAll, bool forGuesses);
    void countAllocation(const turn::ClientPath &path, int difference);

    // worker_moves.cpp
    /// True when another worker has the allocation that the datagram is for, and gets it.
    [[nodiscard]] bool passOn(const ClientListener &listener, const FiveTuple &path, Bytes message);
    void takePassedOn(int from, std::uint32_t listenerId, const FiveTuple &path, Bytes message);
    /// The same for what came over a connection.
    [[nodiscard]] bool passOnFrame(Connection &connection, Bytes frame);
    void takePassedOnFrame(int from, const turn::ClientPath &path, Bytes frame);
    /// Lets another worker do something with a connection of its own that is on this path.
    void atConnection(const turn::ClientPath &path, std::function<void(Worker &, Connection &)> task);
    void sendElsewhere(const turn::ClientPath &path, Bytes message);
    void handleFromElsewhere(std::uint32_t listenerId, const FiveTuple &path, Bytes message);

    // worker_data_connections.cpp
    /// A client's stream between two workers.
    struct MovedConnection {
        HandedStream handed;
        turn::ClientPath path;
        std::shared_ptr<std::atomic<int>> listenerAllocations;
    };
    [[nodiscard]] bool leaves(Connection &connection, Bytes frame);
    /// Gives away the streams that were held in this turn of the loop.
    void handOverConnections();
    [[nodiscard]] std::optional<MovedConnection> takeOut(std::uint32_t handle);
    void adopt(MovedConnection moved);
    void closeDataConnectionsOfRefused();
    /// A place for a connection in m_connections.
    [[nodiscard]] std::uint32_t nextHandle();
    void keepConnection(std::uint32_t handle, std::unique_ptr<Connection> connection);
    void sayRestOfCalls();
    [[nodiscard]] std::unique_ptr<RelaySocket> newRelay();
    TransportAddress keepRelay(turn::AllocationId allocation, std::unique_ptr<RelaySocket> relay);
    [[nodiscard]] RelaySocket *relayOf(turn::AllocationId allocation) const;
    /// The same of one family; null when the allocation has none.
    [[nodiscard]] RelaySocket *relayOf(turn::AllocationId allocation, AddressFamily family) const;
    void closeSocket(std::unique_ptr<RelaySocket> relay);
    /// Packets were lost that the state machine knows nothing of.
    void countLost(RelaySocket &relay, std::uint64_t toPeers, std::uint64_t toClient);
    /// What was sent has left; its bytes are free again.
    void flush();

    // turn::Output
    void sendToClient(const turn::ClientPath &path, Bytes message) override;
    void sendToClientFrom(const turn::ClientPath &path, const TransportAddress &from, Bytes message) override;
    void sendToPeer(turn::AllocationId allocation, const TransportAddress &peer, Bytes payload,
                    Fragmentation fragmentation) override;
    std::optional<TransportAddress> openRelay(turn::AllocationId allocation, AddressFamily family,
                                              PortParity parity) override;
    void publishReservation(turn::AllocationId reservedBy, const turn::ReservationToken &token,
                            std::string_view username) override;
    std::optional<TransportAddress> openPublishedRelay(turn::AllocationId allocation,
                                                       const turn::ReservationToken &token,
                                                       std::string_view username) override;
    void releaseReservation(turn::AllocationId reservedBy) override;
    void relayAnnounced(turn::AllocationId allocation, const TransportAddress &announced) override;
    std::optional<TransportAddress> boundAddressOf(const TransportAddress &relayed) const override;
    std::optional<TransportAddress> announcedAddressOf(const TransportAddress &bound) const override;
    void closeRelay(turn::AllocationId allocation) override;
    void closeRelayOf(turn::AllocationId allocation, AddressFamily family) override;
    void closeClient(const turn::ClientPath &path) override;
    void clientMoved(turn::AllocationId allocation, const turn::ClientPath *path) override;
    std::optional<TransportAddress> openTcpRelay(turn::AllocationId allocation,
                                                 AddressFamily family) override;
    bool connectPeer(turn::AllocationId allocation, turn::ConnectionId connection,
                     const TransportAddress &peer) override;
    void joinConnection(turn::ConnectionId connection, const turn::ClientPath &path) override;
    void closePeerConnection(turn::ConnectionId connection) override { m_data.close(connection); }

    // DataConnections::Events
    void peerConnected(turn::ConnectionId connection) override;
    MonotonicTime bytesCarried(turn::ConnectionId connection, turn::Server::Side from,
                               std::size_t bytes) override;
    void peerConnectionHalfEnded(turn::ConnectionId connection) override;
    void peerConnectionEnded(turn::ConnectionId connection) override;
    void clientLeft(const IpAddress &client) override { m_shared.connections.release(client); }

    // turn::Observer
    void allocationBegan(const turn::AllocationView &view) override;
    void allocationChanged(const turn::AllocationView &view) override
    {
        m_published.allocations.update(view);
    }
    void fromClientCounted(turn::AllocationId id, const turn::TrafficCounters &counters) override
    {
        m_published.allocations.countFromClient(id, counters);
    }
    void toClientCounted(turn::AllocationId id, const turn::TrafficCounters &counters) override
    {
        m_published.allocations.countToClient(id, counters);
    }
    void allocationEnded(const turn::AllocationView &view, turn::EndCause cause) override;

    void clientDatagramReceived(ClientListener &listener, const net::Datagram &datagram) override;
    void clientConnected(ClientListener &listener, std::unique_ptr<net::ByteStream> stream,
                         const TransportAddress &client, ClientListener::OfSource counts) override;
    void clientRefused(ClientListener &listener) override;
    void clientDatagramLost(ClientListener &listener, net::SendTag tag) override;
    void clientHandshakeFailed(ClientListener &listener, Transport transport, const TransportAddress &client,
                               const std::string &reason) override;
    bool mayBeginHandshake(ClientListener &listener, const TransportAddress &client) override;
    void connectionTurnedAway(ClientListener &listener, TurnedAway cause, const IpAddress &source,
                              const std::string &detail) override;
    bool mayAnswerStranger(ClientListener &listener, const TransportAddress &client,
                           std::size_t bytes) override;
    Bytes keepUntilSent(Bytes bytes) override { return m_sending.keep(bytes); }
    net::SendTag currentTag() const override;
    /// For the listeners as for the connections with peers.
    MonotonicTime currentTime() override { return now().monotonic; }
    void peerDatagramReceived(RelaySocket &relay, const net::Datagram &datagram) override;
    void peerDatagramLost(RelaySocket &relay) override { countLost(relay, 1, 0); }
    void peerErrorReceived(RelaySocket &relay, const net::IcmpError &error) override;
    void peerConnected(RelaySocket &relay, net::FileDescriptor connection,
                       const TransportAddress &peer) override;
    void peerRefused(RelaySocket &relay) override;
    void frameReceived(TurnStream &stream, Bytes frame) override;
    void connectionEnded(TurnStream &stream) override;
    void connectionBroken(TurnStream &stream, Fault fault) override;

    const int m_index;
    SharedState m_shared;
    WorkerSettings m_settings;
    DoorKeeper m_door;
    HandshakeBudget m_handshakes;
    CallLines m_callLines;
    std::unique_ptr<net::IoEngine> m_engine;
    Mailbox m_mailbox;
    static constexpr int kMostWaitingMessages = 1024;
    std::atomic<int> m_waitingMessages = 0; ///< that other workers passed on
    PassedOnPaths m_passedOn;
    std::optional<Now> m_now; ///< read once per turn of the loop, when first needed
    bool m_stopping = false;

    SendArena m_sending; ///< what is sent and lies in no buffer of the engine; a goodbye may be the last
    std::vector<std::unique_ptr<ClientListener>> m_listeners; ///< by ClientPath::handle
    std::vector<std::unique_ptr<Connection>> m_connections;   ///< by ClientPath::handle
    std::vector<std::uint32_t> m_freeConnections;
    /// Handles of those without an allocation; the one whose last message is oldest comes first.
    std::list<std::uint32_t> m_strangers;
    /// The same for each source, by sourceNumber().
    std::map<std::uint64_t, std::list<std::uint32_t>> m_strangersOfSource;
    /// To be ended, some each turn.
    std::deque<std::pair<turn::AllocationId, turn::EndCause>> m_ending;
    std::vector<std::unique_ptr<RelaySocket>> m_relays; ///< by AllocationId::slot
    /// Objects are destroyed after the turn: one of their functions may be running.
    std::vector<std::uint32_t> m_closedConnections;
    std::vector<std::unique_ptr<RelaySocket>> m_closedRelays;
    std::vector<std::unique_ptr<ClientListener>> m_closedListeners;
    /// Held streams, for another worker or for a peer of this one.
    std::vector<std::pair<std::uint32_t, int>> m_leaving;
    std::vector<std::pair<std::uint32_t, turn::ConnectionId>> m_joining;
    MonotonicTime m_nextIdleCheck{};
    /// What sockets lost, those that are closed by now included.
    std::uint64_t m_lostToPeers = 0;
    std::uint64_t m_lostToClients = 0;
    std::uint64_t m_lostFromClients = 0;
    WorkerPublication m_published;
    /// Streams that lost the thread after they had spoken the protocol.
    std::uint64_t m_brokenStreams = 0;

    DataConnections m_data;

    const turn::ClientPath *m_client = nullptr;        ///< whose message is being handled
    const turn::ClientPath *m_fromElsewhere = nullptr; ///< the same, when another worker passed it on
    RelaySocket *m_relay = nullptr;                    ///< whose packet is being handled

    /// Last, so that it ends its allocations while everything it calls still exists.
    turn::Server m_server;
    std::unique_ptr<net::MachineAddressWatch> m_addressWatch;
    std::thread m_thread;
};

template <class Handle>
void Worker::handleMessage(const turn::ClientPath &path, Handle handle)
{
    const Scoped current(m_client, &path);
    watchAnswers(path.tuple.client.address, handle);
}

template <class Handle>
auto Worker::watchAnswers(const IpAddress &client, Handle handle)
{
    /// Looks once more at the end, whatever `handle` returns.
    struct Watch {
        Worker &worker;
        const IpAddress &client;
        std::uint64_t network = worker.m_server.counters().overNetworkBudget;
        std::uint64_t all = worker.m_server.counters().overTotalBudget;
        std::uint64_t guesses = worker.m_server.counters().guessesNotTried;
        ~Watch()
        {
            const turn::ServerCounters &now = worker.m_server.counters();
            worker.sayUnanswered(client, now.overNetworkBudget != network, now.overTotalBudget != all,
                                 now.guessesNotTried != guesses);
        }
    };
    const Watch watch{*this, client};
    return handle();
}

} // namespace turnpike::edge
