// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/epoll_engine.h"

#include "relay/net/clock.h"
#include "relay/net/error_queue.h"
#include "relay/net/process_limits.h"
#include "relay/net/receive_batch.h"
#include "relay/net/socket_address.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

namespace turnpike::net {

namespace {

constexpr int kEventsPerTurn = 128;
/// One listener may not starve the others, however many clients knock.
constexpr int kAcceptsPerTurn = 64;
/// The same for what comes back from peers that nobody can reach.
constexpr int kErrorsPerTurn = 32;
/// Hundreds of requests fit into it: no stream is read from for longer than that takes.
constexpr std::size_t kStreamBuffer = 16 * 1024;
/// After this time the caller's own work is due, whatever there is still to deliver.
constexpr std::chrono::milliseconds kTurn{2};
/// So long a socket with many senders may be read from at a time.
constexpr std::chrono::milliseconds kManySendersTurn{1};

tl::unexpected<Error> systemError(const std::string &call)
{
    return fail(Error::Code::Io, call + " failed: " + std::strerror(errno), {}, {},
                "check the limits on open files and memory of this process");
}

class EpollEngine final : public IoEngine {
public:
    [[nodiscard]] Result<void> open();

    Result<void> watchDatagrams(int socket, DatagramHandler &handler) override;
    Result<void> watchManySenders(int socket, DatagramHandler &handler) override;
    Result<void> watchListener(int socket, AcceptHandler &handler) override;
    Result<void> watchStream(int socket, StreamHandler &handler) override;
    Result<void> watchConnection(int socket, StreamHandler &handler) override;
    void forget(int socket) override;
    void sendDatagram(int socket, const OutgoingDatagram &datagram) override;
    // Each datagram leaves in sendDatagram(): of many sockets with one datagram each there is nothing to
    // gather.
    void flush() override {}
    std::optional<std::size_t> write(int socket, Bytes bytes) override;
    void setReading(int socket, bool reading) override;
    void runOnce(std::optional<MonotonicTime> deadline) override;
    void wake() override;

private:
    /// What is watched on a descriptor; the table is indexed by descriptor numbers, which the system
    /// keeps small. The generation tells an event of a closed descriptor from one of its successor.
    struct Watch {
        DatagramHandler *datagrams = nullptr;
        AcceptHandler *accepts = nullptr;
        StreamHandler *stream = nullptr;
        bool hasManySenders = false;
        bool endsWithBothSides = false; ///< a stream
        bool isConnecting = false;
        std::uint32_t generation = 0;
        std::uint32_t interest = 0;
    };

    Result<void> watch(int socket, Watch watch, std::uint32_t interest = EPOLLIN);
    void setInterest(int socket, std::uint32_t interest);
    [[nodiscard]] bool isCurrent(int socket, std::uint32_t generation) const
    {
        const auto &watch = m_watches[static_cast<std::size_t>(socket)];
        return watch.generation == generation && watch.interest != 0;
    }
    void deliver(int socket, std::uint32_t generation, std::uint32_t events);
    void deliverStream(int socket, const Watch &watch, std::uint32_t events);
    void deliverConnection(int socket, const Watch &watch, std::uint32_t events);
    void receiveErrors(int socket, std::uint32_t generation, DatagramHandler &handler);
    [[nodiscard]] bool receiveBatch(int socket, std::uint32_t generation, DatagramHandler &handler);
    void receiveFromMany(int socket, std::uint32_t generation, DatagramHandler &handler);
    void receiveFromAllManySenders();
    void acceptConnections(int socket, std::uint32_t generation, AcceptHandler &handler);
    [[nodiscard]] bool refuseOneConnection(int socket);
    void readStream(int socket, std::uint32_t generation, StreamHandler &handler);
    void endStream(int socket, StreamHandler &handler);
    void drainWakeups();

    FileDescriptor m_epoll;
    FileDescriptor m_wakeup;
    /// Given up for a moment when descriptors run out, so that a connection can be accepted and
    /// closed: otherwise it would wait in the queue and epoll would report it for ever.
    FileDescriptor m_spare;
    std::vector<Watch> m_watches;
    std::vector<int> m_manySenders; ///< the few sockets of that kind
    /// What epoll reported last and was not delivered yet: between m_next and m_end.
    std::array<epoll_event, kEventsPerTurn> m_events{};
    std::size_t m_next = 0;
    std::size_t m_end = 0;
    ReceiveBatch m_batch;
    std::vector<std::byte> m_streamBuffer = std::vector<std::byte>(kStreamBuffer);
};

Result<void> EpollEngine::open()
{
    m_epoll = FileDescriptor(::epoll_create1(EPOLL_CLOEXEC));
    if (!m_epoll.isOpen())
        return systemError("epoll_create1");
    m_wakeup = FileDescriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!m_wakeup.isOpen())
        return systemError("eventfd");
    m_spare = FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = static_cast<std::uint32_t>(m_wakeup.number());
    if (::epoll_ctl(m_epoll.number(), EPOLL_CTL_ADD, m_wakeup.number(), &event) != 0)
        return systemError("epoll_ctl");
    return {};
}

Result<void> EpollEngine::watch(int socket, Watch watch, std::uint32_t interest)
{
    const auto index = static_cast<std::size_t>(socket);
    if (index >= m_watches.size())
        m_watches.resize(index + 1);
    watch.generation = m_watches[index].generation + 1;
    watch.interest = interest;
    epoll_event event{};
    event.events = watch.interest;
    event.data.u64 = std::uint64_t{watch.generation} << 32 | static_cast<std::uint32_t>(socket);
    if (::epoll_ctl(m_epoll.number(), EPOLL_CTL_ADD, socket, &event) != 0)
        return systemError("epoll_ctl");
    m_watches[index] = watch;
    return {};
}

Result<void> EpollEngine::watchDatagrams(int socket, DatagramHandler &handler)
{
    return watch(socket, {.datagrams = &handler});
}

Result<void> EpollEngine::watchManySenders(int socket, DatagramHandler &handler)
{
    auto watched = watch(socket, {.datagrams = &handler, .hasManySenders = true});
    if (watched)
        m_manySenders.push_back(socket);
    return watched;
}

Result<void> EpollEngine::watchListener(int socket, AcceptHandler &handler)
{
    return watch(socket, {.accepts = &handler});
}

Result<void> EpollEngine::watchStream(int socket, StreamHandler &handler)
{
    return watch(socket, {.stream = &handler});
}

Result<void> EpollEngine::watchConnection(int socket, StreamHandler &handler)
{
    return watch(socket, {.stream = &handler, .endsWithBothSides = true, .isConnecting = true}, EPOLLOUT);
}

void EpollEngine::forget(int socket)
{
    const auto index = static_cast<std::size_t>(socket);
    if (socket < 0 || index >= m_watches.size() || m_watches[index].interest == 0)
        return;
    ::epoll_ctl(m_epoll.number(), EPOLL_CTL_DEL, socket, nullptr);
    if (m_watches[index].hasManySenders)
        std::erase(m_manySenders, socket);
    m_watches[index] = {.generation = m_watches[index].generation + 1};
}

void EpollEngine::setInterest(int socket, std::uint32_t interest)
{
    Watch &watch = m_watches[static_cast<std::size_t>(socket)];
    // EPOLLRDHUP keeps a paused stream known as watched, and tells of its end. That of one with two ends has
    // to wait for what it said before; an end that nobody waits for would be told for ever without EPOLLET.
    interest &= ~std::uint32_t{EPOLLET};
    if (!watch.endsWithBothSides)
        interest |= EPOLLRDHUP;
    else if (interest == 0)
        interest = EPOLLET;
    if (watch.interest == interest)
        return;
    watch.interest = interest;
    epoll_event event{};
    event.events = interest;
    event.data.u64 = std::uint64_t{watch.generation} << 32 | static_cast<std::uint32_t>(socket);
    ::epoll_ctl(m_epoll.number(), EPOLL_CTL_MOD, socket, &event);
}

void EpollEngine::setReading(int socket, bool reading)
{
    const std::uint32_t interest = m_watches[static_cast<std::size_t>(socket)].interest;
    setInterest(socket, reading ? interest | EPOLLIN : interest & ~std::uint32_t{EPOLLIN});
}

void EpollEngine::sendDatagram(int socket, const OutgoingDatagram &datagram)
{
    SocketAddress destination(datagram.to);
    const auto piece = [](Bytes bytes) { return iovec{const_cast<std::byte *>(bytes.data()), bytes.size()}; };
    std::array<iovec, 2> pieces{piece(datagram.header), piece(datagram.payload)};
    const std::size_t empty = datagram.header.empty() ? 1 : 0;
    msghdr message{};
    message.msg_name = destination.data();
    message.msg_namelen = destination.size();
    message.msg_iov = pieces.data() + empty;
    message.msg_iovlen = pieces.size() - empty;
    alignas(cmsghdr) std::byte control[CMSG_SPACE(sizeof(in6_pktinfo))];
    if (!datagram.from.isNone())
        setSourceAddress(message, control, datagram.from);
    const auto send = [&] { return ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0; };
    // What came back to an earlier datagram makes the next call fail, once, wherever that one goes.
    const auto sendPastErrors = [&] { return send() || (isFromEarlier(errno) && send()); };
    if (datagram.fragmentation == Fragmentation::Forbidden
            ? withoutFragmentation(socket, datagram.to.address.family(), sendPastErrors)
            : sendPastErrors())
        return;
    const auto index = static_cast<std::size_t>(socket);
    if (index < m_watches.size() && m_watches[index].datagrams != nullptr)
        m_watches[index].datagrams->datagramLost(datagram.tag);
}

std::optional<std::size_t> EpollEngine::write(int socket, Bytes bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const auto rest = bytes.subspan(taken);
        const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN)
                return std::nullopt;
            break;
        }
        taken += static_cast<std::size_t>(sent);
    }
    const std::uint32_t interest = m_watches[static_cast<std::size_t>(socket)].interest;
    if (taken < bytes.size())
        setInterest(socket, interest | EPOLLOUT);
    return taken;
}

void EpollEngine::runOnce(std::optional<MonotonicTime> deadline)
{
    int timeout = -1;
    if (deadline) {
        const auto left = *deadline - currentTime().monotonic;
        // Rounded up: waking a moment too early would spin until the deadline has passed.
        const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        timeout = milliseconds <= 0 ? 0 : milliseconds > 60'000 ? 60'000 : static_cast<int>(milliseconds);
    }
    if (m_next == m_end) {
        const int count = ::epoll_wait(m_epoll.number(), m_events.data(), kEventsPerTurn, timeout);
        m_next = 0;
        m_end = count > 0 ? static_cast<std::size_t>(count) : 0;
    } else {
        receiveFromAllManySenders();
    }
    const auto end = std::chrono::steady_clock::now() + kTurn;
    while (m_next < m_end) {
        const epoll_event &event = m_events[m_next++];
        const auto socket = static_cast<int>(event.data.u64 & 0xFFFFFFFFU);
        if (socket == m_wakeup.number())
            drainWakeups();
        else
            deliver(socket, static_cast<std::uint32_t>(event.data.u64 >> 32), event.events);
        if (std::chrono::steady_clock::now() >= end)
            break;
    }
}

void EpollEngine::receiveFromAllManySenders()
{
    // A handler may forget sockets, so the list is not gone through itself.
    for (std::size_t i = 0; i < m_manySenders.size(); ++i) {
        const int socket = m_manySenders[i];
        const Watch watch = m_watches[static_cast<std::size_t>(socket)];
        receiveFromMany(socket, watch.generation, *watch.datagrams);
    }
}

void EpollEngine::deliver(int socket, std::uint32_t generation, std::uint32_t events)
{
    if (!isCurrent(socket, generation))
        return;
    const Watch watch = m_watches[static_cast<std::size_t>(socket)];
    if (watch.datagrams && (events & EPOLLERR) != 0) {
        receiveErrors(socket, generation, *watch.datagrams);
        if (!isCurrent(socket, generation))
            return;
    }
    if (watch.hasManySenders) {
        receiveFromMany(socket, generation, *watch.datagrams);
    } else if (watch.datagrams) {
        static_cast<void>(receiveBatch(socket, generation, *watch.datagrams));
    } else if (watch.accepts) {
        acceptConnections(socket, generation, *watch.accepts);
    } else if (watch.stream) {
        if (watch.endsWithBothSides)
            deliverConnection(socket, watch, events);
        else
            deliverStream(socket, watch, events);
    }
}

void EpollEngine::deliverStream(int socket, const Watch &watch, std::uint32_t events)
{
    if ((events & EPOLLOUT) != 0) {
        setInterest(socket, watch.interest & ~std::uint32_t{EPOLLOUT});
        watch.stream->streamWritable();
        if (!isCurrent(socket, watch.generation))
            return;
    }
    const bool paused = (m_watches[static_cast<std::size_t>(socket)].interest & EPOLLIN) == 0;
    if ((events & (EPOLLERR | EPOLLHUP)) != 0 || (paused && (events & EPOLLRDHUP) != 0))
        endStream(socket, *watch.stream);
    else if ((events & EPOLLIN) != 0)
        readStream(socket, watch.generation, *watch.stream);
}

// However it broke, what had arrived before is read first, when its turn comes.
void EpollEngine::deliverConnection(int socket, const Watch &watch, std::uint32_t events)
{
    const bool isBroken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    if (watch.isConnecting && isBroken) {
        endStream(socket, *watch.stream);
        return;
    }
    if ((watch.interest & EPOLLOUT) != 0 && (isBroken || (events & EPOLLOUT) != 0)) {
        m_watches[static_cast<std::size_t>(socket)].isConnecting = false;
        setInterest(socket, watch.interest & ~std::uint32_t{EPOLLOUT});
        watch.stream->streamWritable();
        if (!isCurrent(socket, watch.generation))
            return;
    }
    const bool isReading = (m_watches[static_cast<std::size_t>(socket)].interest & EPOLLIN) != 0;
    if (isReading && (isBroken || (events & EPOLLIN) != 0))
        readStream(socket, watch.generation, *watch.stream);
}

void EpollEngine::receiveErrors(int socket, std::uint32_t generation, DatagramHandler &handler)
{
    for (int i = 0; i < kErrorsPerTurn && isCurrent(socket, generation); ++i) {
        const QueuedError queued = takeError(socket);
        if (queued.isEnd)
            return;
        if (queued.icmp)
            handler.errorReceived(*queued.icmp);
    }
}

// Is there more?
bool EpollEngine::receiveBatch(int socket, std::uint32_t generation, DatagramHandler &handler)
{
    const std::size_t count = m_batch.receive(socket);
    for (std::size_t i = 0; i < count; ++i) {
        if (!isCurrent(socket, generation))
            return false;
        handler.datagramReceived(m_batch.datagram(i));
    }
    return count == ReceiveBatch::kDatagrams;
}

void EpollEngine::receiveFromMany(int socket, std::uint32_t generation, DatagramHandler &handler)
{
    const auto end = std::chrono::steady_clock::now() + kManySendersTurn;
    while (receiveBatch(socket, generation, handler) && isCurrent(socket, generation) &&
           std::chrono::steady_clock::now() < end) {
    }
}

void EpollEngine::acceptConnections(int socket, std::uint32_t generation, AcceptHandler &handler)
{
    for (int i = 0; i < kAcceptsPerTurn && isCurrent(socket, generation); ++i) {
        SocketAddress peer;
        socklen_t size = SocketAddress::capacity();
        FileDescriptor connection(::accept4(socket, peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        // The last ones are for management: such a connection is closed at once.
        if (isReservedDescriptor(connection.number()))
            continue;
        if (connection.isOpen()) {
            handler.connectionAccepted(std::move(connection), peer.toTransportAddress());
            continue;
        }
        if (errno == EMFILE || errno == ENFILE) {
            if (refuseOneConnection(socket))
                handler.connectionRefused();
        } else if (errno == EAGAIN)
            return;
        // Anything else (ECONNABORTED and the network errors of accept(2)) belongs to that one
        // connection; the next may be fine.
    }
}

bool EpollEngine::refuseOneConnection(int socket)
{
    m_spare.reset();
    FileDescriptor connection(::accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    const bool isRefused = connection.isOpen();
    connection.reset();
    m_spare = FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return isRefused;
}

void EpollEngine::readStream(int socket, std::uint32_t generation, StreamHandler &handler)
{
    const ssize_t got = ::recv(socket, m_streamBuffer.data(), m_streamBuffer.size(), MSG_DONTWAIT);
    if (got > 0) {
        handler.bytesReceived(std::span(m_streamBuffer).first(static_cast<std::size_t>(got)));
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        if (!isCurrent(socket, generation))
            return;
        if (got == 0 && m_watches[static_cast<std::size_t>(socket)].endsWithBothSides) {
            setReading(socket, false);
            handler.sendingEnded();
        } else {
            endStream(socket, handler);
        }
    }
}

void EpollEngine::endStream(int socket, StreamHandler &handler)
{
    forget(socket);
    handler.streamEnded();
}

void EpollEngine::wake()
{
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the loop wakes anyway.
    [[maybe_unused]] const ssize_t written = ::write(m_wakeup.number(), &one, sizeof one);
}

void EpollEngine::drainWakeups()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_wakeup.number(), &count, sizeof count);
}

} // namespace

Result<std::unique_ptr<IoEngine>> makeEpollEngine()
{
    auto engine = std::make_unique<EpollEngine>();
    if (auto opened = engine->open(); !opened)
        return tl::make_unexpected(opened.error());
    return engine;
}

} // namespace turnpike::net
