// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/perf/load/attack.h"

#include "relay/net/file_descriptor.h"
#include "relay/net/socket_address.h"
#include "relay/stun/message_builder.h"
#include "relay/stun/message_view.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

namespace turnpike::perf {

struct Attack::Shared {
    std::atomic<std::uint64_t> sent;
};

namespace {

constexpr int kPrefixes = 16;
constexpr int kPortsOfAPrefix = 4;
constexpr int kConnections = 500;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kIdOffset = 8;
constexpr std::size_t kIdSize = 12;

using Message = std::vector<std::byte>;

/// 127.0.0.1 is where the calls come from: the first prefix is theirs, too.
TransportAddress sourceOf(int n)
{
    const auto prefix = static_cast<std::uint32_t>(n % kPrefixes);
    return {IpAddress::v4(0x7f000001U + (prefix << 8)), Port{0}};
}

template <class Fill>
Message request(stun::Method method, Fill fill)
{
    std::array<std::byte, 512> buffer{};
    stun::MessageBuilder builder(buffer, {stun::Class::Request, method}, {});
    fill(builder);
    const auto bytes = builder.finish();
    return {bytes.begin(), bytes.end()};
}

void addUdp(stun::MessageBuilder &builder)
{
    builder.addNumber(stun::AttributeType::RequestedTransport, 17U << 24);
}

const Message &bindingRequest()
{
    static const Message message = request(stun::Method::Binding, [](auto &) {});
    return message;
}

const Message &allocateRequest()
{
    static const Message message = request(stun::Method::Allocate, addUdp);
    return message;
}

/// Signed with a key that no password gives; a guess is as good as any other as long as it is wrong.
Message guess(std::string_view username, std::string_view realm, std::string_view nonce)
{
    return request(stun::Method::Allocate, [&](stun::MessageBuilder &builder) {
        addUdp(builder);
        builder.add(stun::AttributeType::Username, username)
            .add(stun::AttributeType::Realm, realm)
            .add(stun::AttributeType::Nonce, nonce)
            .addIntegrity(stun::IntegrityKind::Sha1, stun::bytesOf("guess"));
    });
}

net::FileDescriptor openUdp(const TransportAddress &source, const TransportAddress &target)
{
    net::FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const net::SocketAddress local(source);
    const net::SocketAddress remote(target);
    if (bind(socket.number(), local.data(), local.size()) != 0 ||
        connect(socket.number(), remote.data(), remote.size()) != 0)
        _exit(1);
    return socket;
}

/// Sends copies of a message as fast as the kernel takes them, each with a transaction of its own.
class Sender {
public:
    explicit Sender(std::atomic<std::uint64_t> &sent)
        : m_sent(sent)
    {
    }
    void batch(int socket, const Message &first, const Message &second)
    {
        for (std::size_t n = 0; n < kBatch; ++n) {
            Message &copy = m_copies[n];
            copy = n % 2 == 0 ? first : second;
            // Only the first bytes differ: that is enough to be a transaction of its own.
            const std::uint64_t number = ++m_number;
            std::memcpy(copy.data() + kIdOffset, &number, sizeof number);
            m_parts[n] = {copy.data(), copy.size()};
            m_headers[n].msg_hdr.msg_iov = &m_parts[n];
            m_headers[n].msg_hdr.msg_iovlen = 1;
        }
        const int sent = sendmmsg(socket, m_headers.data(), kBatch, 0);
        if (sent > 0)
            m_sent.fetch_add(static_cast<std::uint64_t>(sent), std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> &m_sent;
    std::uint64_t m_number = 0;
    std::array<Message, kBatch> m_copies;
    std::array<iovec, kBatch> m_parts{};
    std::array<mmsghdr, kBatch> m_headers{};
};

[[noreturn]] void floodWithStrangers(const Attack::Target &target, std::atomic<std::uint64_t> &sent)
{
    std::vector<net::FileDescriptor> sockets;
    for (int n = 0; n < kPrefixes * kPortsOfAPrefix; ++n)
        sockets.push_back(openUdp(sourceOf(n), target.udp));
    Sender sender(sent);
    for (;;) {
        for (const auto &socket : sockets)
            sender.batch(socket.number(), bindingRequest(), allocateRequest());
    }
}

/// A guess with the realm and the nonce that the relay gives this source; asks until it answers.
Message guessFrom(int socket, const std::string &username)
{
    for (;;) {
        ::send(socket, allocateRequest().data(), allocateRequest().size(), 0);
        pollfd waiting{socket, POLLIN, 0};
        if (::poll(&waiting, 1, 500) <= 0)
            continue;
        std::array<std::byte, 2048> buffer;
        const auto size = recv(socket, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            continue;
        const auto answer = stun::MessageView::parse(Bytes(buffer).first(static_cast<std::size_t>(size)));
        if (!answer || !answer->has(stun::AttributeType::Nonce) || !answer->has(stun::AttributeType::Realm))
            continue;
        return guess(username, stun::textOf(*answer->find(stun::AttributeType::Realm)),
                     stun::textOf(*answer->find(stun::AttributeType::Nonce)));
    }
}

[[noreturn]] void floodWithGuesses(const Attack::Target &target, std::atomic<std::uint64_t> &sent)
{
    std::vector<net::FileDescriptor> sockets;
    std::vector<Message> guesses;
    for (int n = 0; n < kPrefixes * kPortsOfAPrefix; ++n) {
        sockets.push_back(openUdp(sourceOf(n), target.udp));
        guesses.push_back(guessFrom(sockets.back().number(), target.username));
    }
    Sender sender(sent);
    for (;;) {
        for (std::size_t n = 0; n < sockets.size(); ++n)
            sender.batch(sockets[n].number(), guesses[n], guesses[n]);
    }
}

/// One that asks as long as the kernel takes it, and reads nothing.
class DeafConnection {
public:
    explicit DeafConnection(int number)
        : m_number(number)
    {
    }
    /// Requests that left in this turn.
    std::uint64_t turn(const TransportAddress &target)
    {
        if (!m_socket.isOpen())
            open(target);
        // Every fifth one stops inside a frame and waits.
        const bool stopsHalfway = m_number % 5 == 0;
        if (stopsHalfway && m_hasSent)
            return 0;
        const Message &message = stopsHalfway        ? half()
                                 : m_number % 2 == 0 ? batch(bindingRequest())
                                                     : batch(allocateRequest());
        const auto size =
            ::send(m_socket.number(), message.data() + m_offset, message.size() - m_offset, MSG_NOSIGNAL);
        if (size < 0) {
            if (errno != EAGAIN && errno != ENOTCONN && errno != EINPROGRESS)
                m_socket.reset();
            return 0;
        }
        m_hasSent = true;
        // The next bytes go on where these stopped, or the stream would be garbage.
        m_offset = (m_offset + static_cast<std::size_t>(size)) % message.size();
        return static_cast<std::uint64_t>(size) / bindingRequest().size();
    }

private:
    void open(const TransportAddress &target)
    {
        m_socket = net::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const int little = 4096;
        setsockopt(m_socket.number(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
        const net::SocketAddress local(sourceOf(m_number));
        const net::SocketAddress remote(target);
        if (bind(m_socket.number(), local.data(), local.size()) != 0 ||
            (connect(m_socket.number(), remote.data(), remote.size()) != 0 && errno != EINPROGRESS))
            m_socket.reset();
        m_hasSent = false;
        m_offset = 0;
    }
    static Message batch(const Message &message)
    {
        Message many;
        for (std::size_t n = 0; n < kBatch; ++n)
            many.insert(many.end(), message.begin(), message.end());
        return many;
    }
    static const Message &half()
    {
        static const Message message(allocateRequest().begin(), allocateRequest().begin() + kIdSize);
        return message;
    }

    int m_number;
    net::FileDescriptor m_socket;
    bool m_hasSent = false;
    std::size_t m_offset = 0;
};

[[noreturn]] void floodWithConnections(const Attack::Target &target, std::atomic<std::uint64_t> &sent)
{
    std::vector<DeafConnection> connections;
    for (int n = 0; n < kConnections; ++n)
        connections.emplace_back(n);
    for (;;) {
        std::uint64_t left = 0;
        for (auto &connection : connections)
            left += connection.turn(target.tcp);
        sent.fetch_add(left, std::memory_order_relaxed);
        // Nobody takes anything: asking the kernel without end would only take the relay's processor.
        if (left == 0)
            ::poll(nullptr, 0, 1);
    }
}

} // namespace

std::optional<Attack::Kind> Attack::parse(std::string_view name)
{
    if (name == "quiet")
        return Kind::None;
    if (name == "strangers")
        return Kind::Strangers;
    if (name == "guesses")
        return Kind::Guesses;
    if (name == "half-open")
        return Kind::HalfOpen;
    return std::nullopt;
}

Attack::Attack(int process, Shared *shared)
    : m_process(process)
    , m_shared(shared)
{
}

Result<std::unique_ptr<Attack>> Attack::start(Kind kind, const Target &target)
{
    void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return fail(Error::Code::Io, "no memory for an attack's counter");
    auto *shared = new (memory) Shared{};
    if (kind == Kind::None)
        return std::unique_ptr<Attack>(new Attack(0, shared));
    const int process = fork();
    if (process < 0)
        return fail(Error::Code::Io, "no process for an attack");
    if (process > 0)
        return std::unique_ptr<Attack>(new Attack(process, shared));
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (kind == Kind::Strangers)
        floodWithStrangers(target, shared->sent);
    if (kind == Kind::Guesses)
        floodWithGuesses(target, shared->sent);
    floodWithConnections(target, shared->sent);
}

Attack::~Attack()
{
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
    munmap(m_shared, sizeof(Shared));
}

std::uint64_t Attack::sent() const
{
    return m_shared->sent.load(std::memory_order_relaxed);
}

} // namespace turnpike::perf
