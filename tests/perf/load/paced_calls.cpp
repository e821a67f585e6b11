// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/perf/load/paced_calls.h"

#include "relay/net/socket_address.h"
#include "relay/probe/turn_client.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace turnpike::perf {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kChannelHeader = 4;
constexpr std::uint16_t kChannel = 0x4000; // the first that probe::TurnClient binds
constexpr auto kPacketInterval = 20ms;
constexpr auto kSettling = 500ms; ///< packets that are on their way when a run ends may still arrive
constexpr int kBufferBytes = 4 * 1024 * 1024;

/// What a packet carries: 12 bytes like RTP's header, two times, and the rest of 160 bytes of voice.
struct Payload {
    std::array<std::byte, 12> rtp{};
    std::int64_t leftAt = 0; ///< nanoseconds
    std::int64_t waited = 0; ///< nanoseconds between its arrival at the other end and its way back
    std::array<std::byte, 144> voice{};
};
constexpr std::size_t kPayloadSize = 12 + 8 + 8 + 144;

std::int64_t nanosecondsNow()
{
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

MonotonicTime monotonicNow()
{
    return MonotonicTime(std::chrono::steady_clock::now().time_since_epoch());
}

tl::unexpected<Error> failedCall(const char *what)
{
    return fail(Error::Code::Io, std::string(what) + ": " + std::strerror(errno));
}

Result<net::FileDescriptor> openSocket(const TransportAddress &local)
{
    net::FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return failedCall("a socket of a call");
    // Beyond the limit of the system where that is allowed; what overflows all the same is counted.
    if (setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof kBufferBytes) != 0)
        setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
    const int on = 1;
    setsockopt(socket.number(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    const net::SocketAddress address(local);
    if (bind(socket.number(), address.data(), address.size()) != 0)
        return failedCall("a port for a call");
    return socket;
}

Result<void> connectTo(int socket, const TransportAddress &remote)
{
    const net::SocketAddress address(remote);
    if (connect(socket, address.data(), address.size()) != 0)
        return failedCall("the way of a call");
    return {};
}

/// Allocates and binds a channel, then is no longer needed: a measurement is shorter than any lifetime.
class SetUp final : private probe::TurnClient::Host {
public:
    SetUp(int socket, const PacedCalls::Options &options)
        : m_socket(socket)
        , m_client(*this, {options.username, options.password, false, [](std::span<std::byte> bytes) {
                               if (getentropy(bytes.data(), bytes.size()) != 0)
                                   std::abort();
                           }})
    {
    }

    /// The relayed address, with a channel to `peer`.
    [[nodiscard]] Result<TransportAddress> to(const TransportAddress &peer)
    {
        m_client.allocate(monotonicNow());
        await([&] { return m_client.isAllocated(); });
        if (!m_hasFailed) {
            m_client.bindChannel(monotonicNow(), peer);
            await([&] { return m_isReady; });
        }
        if (m_hasFailed)
            return fail(Error::Code::Unavailable, "a call could not be set up: " + m_reason);
        return m_relayed;
    }

private:
    template <class Condition>
    void await(Condition isTrue)
    {
        while (!m_hasFailed && !isTrue()) {
            pollfd waiting{m_socket, POLLIN, 0};
            if (::poll(&waiting, 1, 20) > 0) {
                std::array<std::byte, 2048> buffer;
                const auto size = recv(m_socket, buffer.data(), buffer.size(), 0);
                if (size > 0)
                    m_client.messageReceived(monotonicNow(),
                                             Bytes(buffer).first(static_cast<std::size_t>(size)));
            }
            m_client.advance(monotonicNow());
        }
    }
    void sendToServer(Bytes message) override { ::send(m_socket, message.data(), message.size(), 0); }
    void allocated(const TransportAddress &relayed, const TransportAddress &) override
    {
        m_relayed = relayed;
    }
    void peerReady(const TransportAddress &) override { m_isReady = true; }
    void failed(const probe::TurnClient::Failure &failure) override
    {
        m_hasFailed = true;
        m_reason = failure.code == 0 ? "no answer" : std::to_string(failure.code) + " " + failure.reason;
    }

    int m_socket;
    TransportAddress m_relayed;
    bool m_isReady = false;
    bool m_hasFailed = false;
    std::string m_reason;
    probe::TurnClient m_client;
};

/// Receives one packet and when the kernel had it; nothing when there is none.
std::size_t receive(int socket, std::span<std::byte> into, std::int64_t &arrivedAt)
{
    iovec part{into.data(), into.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto size = recvmsg(socket, &header, MSG_DONTWAIT);
    if (size <= 0)
        return 0;
    arrivedAt = nanosecondsNow();
    for (cmsghdr *part2 = CMSG_FIRSTHDR(&header); part2; part2 = CMSG_NXTHDR(&header, part2)) {
        if (part2->cmsg_level == SOL_SOCKET && part2->cmsg_type == SO_TIMESTAMPNS) {
            timespec time{};
            std::memcpy(&time, CMSG_DATA(part2), sizeof time);
            arrivedAt = time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
        }
    }
    return static_cast<std::size_t>(size);
}

std::array<std::byte, kPayloadSize> encoded(const Payload &payload)
{
    std::array<std::byte, kPayloadSize> bytes{};
    std::memcpy(bytes.data(), payload.rtp.data(), payload.rtp.size());
    std::memcpy(bytes.data() + 12, &payload.leftAt, sizeof payload.leftAt);
    std::memcpy(bytes.data() + 20, &payload.waited, sizeof payload.waited);
    return bytes;
}

} // namespace

double PacedCalls::Report::lossPercent() const
{
    return sent == 0 ? 0 : 100.0 * static_cast<double>(sent - returned) / static_cast<double>(sent);
}

double PacedCalls::Report::roundTrip(double share) const
{
    if (roundTrips.empty())
        return 0;
    const auto last = static_cast<double>(roundTrips.size() - 1);
    return roundTrips[static_cast<std::size_t>(share * last)];
}

Result<PacedCalls> PacedCalls::open(const Options &options)
{
    PacedCalls calls;
    calls.m_hasRelay = !options.server.address.isNone();
    calls.m_poll = net::FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
    const TransportAddress anyPort{IpAddress::v4(0x7f000001), Port{0}};
    for (int n = 0; n < options.calls; ++n) {
        auto caller = openSocket(anyPort);
        auto callee = openSocket(anyPort);
        if (!caller || !callee)
            return tl::make_unexpected(caller ? callee.error() : caller.error());
        const auto callerAddress = net::localAddressOf(caller->number());
        const auto calleeAddress = net::localAddressOf(callee->number());
        Result<void> connected =
            connectTo(caller->number(), calls.m_hasRelay ? options.server : calleeAddress);
        if (!connected)
            return tl::make_unexpected(connected.error());
        Result<TransportAddress> relayed = callerAddress;
        if (calls.m_hasRelay)
            relayed = SetUp(caller->number(), options).to(calleeAddress);
        if (!relayed)
            return tl::make_unexpected(relayed.error());
        connected = connectTo(callee->number(), *relayed);
        if (!connected)
            return tl::make_unexpected(connected.error());
        const auto index = static_cast<std::uint64_t>(n);
        epoll_event event{EPOLLIN, {.u64 = 2 * index}};
        epoll_ctl(calls.m_poll.number(), EPOLL_CTL_ADD, caller->number(), &event);
        event.data.u64 = 2 * index + 1;
        epoll_ctl(calls.m_poll.number(), EPOLL_CTL_ADD, callee->number(), &event);
        calls.m_calls.push_back({std::move(*caller), std::move(*callee)});
    }
    return calls;
}

PacedCalls::Report PacedCalls::run(std::chrono::milliseconds duration,
                                   const std::function<void()> &nowAndThen)
{
    using Clock = std::chrono::steady_clock;
    Report report;
    const auto overflowedBefore = overflows();
    m_countedFrom = nanosecondsNow();
    const auto began = Clock::now();
    const auto packets = static_cast<std::uint32_t>(duration / kPacketInterval);
    auto nextLook = began;
    // The calls' packets are spread over the interval, as those of different people are.
    for (std::uint32_t number = 0; number < packets; ++number) {
        for (std::size_t n = 0; n < m_calls.size(); ++n) {
            const auto offset = kPacketInterval * n / m_calls.size();
            const auto due = began + number * std::chrono::nanoseconds(kPacketInterval) + offset;
            auto now = Clock::now();
            while (now < due) {
                serve(std::chrono::duration_cast<std::chrono::microseconds>(due - now), report);
                now = Clock::now();
            }
            report.latest =
                std::max(report.latest, std::chrono::duration<double, std::milli>(now - due).count());
            send(m_calls[n], number);
            ++report.sent;
            if (now >= nextLook) {
                nowAndThen();
                nextLook = now + 100ms;
            }
        }
        serve(0us, report);
    }
    const auto end = Clock::now() + kSettling;
    while (report.returned < report.sent && Clock::now() < end)
        serve(1ms, report);
    report.overflowed = overflows() - overflowedBefore;
    std::sort(report.roundTrips.begin(), report.roundTrips.end());
    return report;
}

void PacedCalls::send(const Call &call, std::uint32_t number)
{
    Payload payload;
    payload.rtp[0] = std::byte{0x80};
    stun::storeBig16(payload.rtp.data() + 2, static_cast<std::uint16_t>(number));
    stun::storeBig32(payload.rtp.data() + 4, number * 160);
    payload.leftAt = nanosecondsNow();
    const auto bytes = encoded(payload);
    std::array<std::byte, kChannelHeader + kPayloadSize> message{};
    stun::storeBig16(message.data(), kChannel);
    stun::storeBig16(message.data() + 2, kPayloadSize);
    std::memcpy(message.data() + kChannelHeader, bytes.data(), bytes.size());
    const auto whole = std::span<const std::byte>(message).subspan(m_hasRelay ? 0 : kChannelHeader);
    ::send(call.caller.number(), whole.data(), whole.size(), 0);
}

void PacedCalls::echo(int callee)
{
    std::array<std::byte, 2048> buffer;
    std::int64_t arrivedAt = 0;
    while (const auto size = receive(callee, buffer, arrivedAt)) {
        const std::int64_t waited = nanosecondsNow() - arrivedAt;
        std::memcpy(buffer.data() + 20, &waited, sizeof waited);
        ::send(callee, buffer.data(), size, 0);
    }
}

void PacedCalls::count(int caller, Report &report) const
{
    std::array<std::byte, 2048> buffer;
    std::int64_t arrivedAt = 0;
    while (const auto size = receive(caller, buffer, arrivedAt)) {
        const std::size_t header = m_hasRelay ? kChannelHeader : 0;
        if (size < header + kPayloadSize)
            continue;
        std::int64_t leftAt = 0;
        std::int64_t waited = 0;
        std::memcpy(&leftAt, buffer.data() + header + 12, sizeof leftAt);
        std::memcpy(&waited, buffer.data() + header + 20, sizeof waited);
        if (leftAt < m_countedFrom)
            continue;
        ++report.returned;
        report.roundTrips.push_back(static_cast<double>(arrivedAt - leftAt - waited) / 1e3);
    }
}

void PacedCalls::serve(std::chrono::microseconds longestWait, Report &report)
{
    std::array<epoll_event, 64> events;
    const timespec wait{0, std::chrono::nanoseconds(longestWait).count()};
    const int found =
        epoll_pwait2(m_poll.number(), events.data(), static_cast<int>(events.size()), &wait, nullptr);
    for (int n = 0; n < found; ++n) {
        const auto index = events[static_cast<std::size_t>(n)].data.u64;
        const Call &call = m_calls[index / 2];
        if (index % 2 == 0)
            count(call.caller.number(), report);
        else
            echo(call.callee.number());
    }
}

std::uint64_t PacedCalls::overflows() const
{
    std::uint64_t sum = 0;
    const auto add = [&](const net::FileDescriptor &socket) {
        std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
        socklen_t size = sizeof info;
        if (getsockopt(socket.number(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) == 0)
            sum += info[SK_MEMINFO_DROPS];
    };
    for (const Call &call : m_calls) {
        add(call.caller);
        add(call.callee);
    }
    return sum;
}

} // namespace turnpike::perf
