// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/relay_test.h"

#include "relay/net/clock.h"
#include "relay/net/epoll_engine.h"
#include "relay/net/socket_address.h"
#include "relay/probe/turn_endpoint.h"
#include "relay/probe/turn_url.h"
#include "relay/tls/contexts.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <thread>

namespace turnpike::probe {

namespace {

using namespace std::chrono_literals;
using diagnosis::TestStep;
using Kind = TestStep::Kind;

/// How long at most until it hears that it is to stop.
constexpr std::chrono::milliseconds kTurn{50};

Error notReached(std::string message, std::string remedy)
{
    return {Error::Code::Unavailable, std::move(message), {}, {}, std::move(remedy)};
}

/// "5 s"
std::string secondsOf(std::chrono::milliseconds time)
{
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
}

/// What the wait may end with besides an answer.
struct Limits {
    MonotonicTime until;
    std::stop_token stop;

    [[nodiscard]] bool isOver() const
    {
        return stop.stop_requested() || net::currentTime().monotonic >= until;
    }
};

struct Resolved {
    int failure = 0;
    IpAddress address;
};

Resolved resolve(const std::string &host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo *found = nullptr;
    if (const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); failure != 0)
        return {failure, {}};
    net::SocketAddress address;
    std::memcpy(address.data(), found->ai_addr, std::min(found->ai_addrlen, net::SocketAddress::capacity()));
    ::freeaddrinfo(found);
    return {0, address.toTransportAddress().address};
}

Result<IpAddress> addressOf(const std::string &host, const Limits &limits)
{
    if (auto literal = IpAddress::parse(host))
        return literal;
    constexpr auto kRemedy =
        "check the name of the relay in the configuration, and the name service of this machine";
    // The system cannot be told to give up a name.
    std::promise<Resolved> promise;
    auto answer = promise.get_future();
    std::thread([promise = std::move(promise), host]() mutable {
        promise.set_value(resolve(host));
    }).detach();
    while (answer.wait_for(kTurn) != std::future_status::ready) {
        if (limits.isOver())
            return tl::make_unexpected(notReached("the name service does not answer about " + host, kRemedy));
    }
    const Resolved resolved = answer.get();
    if (resolved.failure != 0)
        return tl::make_unexpected(
            notReached("the name " + host + " has no address: " + ::gai_strerror(resolved.failure), kRemedy));
    return resolved.address;
}

/// Nothing when the server took the connection, which ends at once.
std::optional<Error> whyNotConnected(const TransportAddress &server, const Limits &limits)
{
    const net::SocketAddress to(server);
    const net::FileDescriptor socket(
        ::socket(to.data()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int failure = ::connect(socket.number(), to.data(), to.size()) == 0 ? 0 : errno;
    if (failure == EINPROGRESS) {
        pollfd waiting{socket.number(), POLLOUT, 0};
        while (::poll(&waiting, 1, static_cast<int>(kTurn.count())) == 0) {
            if (limits.isOver())
                return notReached("no answer to a TCP connection",
                                  "a firewall between here and the relay drops what goes to port " +
                                      server.port.toString() + ", or no machine has the address " +
                                      server.address.toString());
        }
        socklen_t size = sizeof failure;
        ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &failure, &size);
    }
    if (failure == 0)
        return std::nullopt;
    return notReached(
        std::string("the TCP connection was not made: ") + std::strerror(failure),
        failure == ECONNREFUSED
            ? "nothing listens on port " + server.port.toString() +
                  " there: compare with the listeners of the relay, and with the ports that are "
                  "forwarded to it"
            : "check the network between here and the relay");
}

class RelayTest final : private TurnEndpoint::Events {
public:
    RelayTest(const std::string &url, const diagnosis::TestCredential &credential, std::stop_token stop,
              std::chrono::milliseconds patience)
        : m_credential(credential)
        , m_stop(std::move(stop))
        , m_patience(patience)
    {
        m_test.url = url;
    }
    [[nodiscard]] diagnosis::TransportTest run()
    {
        if (prepare() && connect() && encrypt() && bind() && allocate())
            relay();
        return std::move(m_test);
    }

private:
    bool passed(Kind kind, std::string found = {}) { return ended({kind, std::move(found), {}, {}}); }
    bool failed(Kind kind, Error error) { return ended({kind, {}, std::move(error), {}}); }
    bool ended(TestStep step)
    {
        const auto now = net::currentTime().monotonic;
        step.took = std::chrono::ceil<std::chrono::milliseconds>(now - m_began);
        m_began = now;
        m_test.steps.push_back(std::move(step));
        return !m_test.steps.back().error;
    }

    [[nodiscard]] Limits limits() const { return {net::currentTime().monotonic + m_patience, m_stop}; }

    /// Whether it came true in time; nothing more comes of what broke meanwhile.
    template <class Condition>
    bool wait(Condition condition)
    {
        const Limits limits = this->limits();
        while (!condition() && !m_failure && !m_isDisconnected) {
            if (limits.isOver())
                return false;
            const auto now = net::currentTime().monotonic;
            for (const auto &endpoint : m_endpoints) {
                endpoint->client().advance(now);
                endpoint->checkTimeout();
            }
            m_engine->runOnce(now + kTurn);
        }
        return condition();
    }

    bool prepare()
    {
        const auto url = TurnUrl::parse(m_test.url);
        if (!url)
            return failed(Kind::Name, url.error());
        m_target.transport = url->transport;
        m_target.hostName = url->host;
        m_target.username = m_credential.username;
        m_target.password = m_credential.password;
        auto address = addressOf(url->host, limits());
        if (!address)
            return failed(Kind::Name, address.error());
        m_target.server = {*address, url->port};
        m_target.localAddress = address->isV4() ? IpAddress::v4(0) : IpAddress::parse("::").value();
        auto engine = net::makeEpollEngine();
        if (!engine)
            return failed(Kind::Name, engine.error());
        m_engine = std::move(*engine);
        return passed(Kind::Name, m_target.server.toString());
    }

    bool connect()
    {
        if (isStream(m_target.transport)) {
            if (auto error = whyNotConnected(m_target.server, limits()))
                return failed(Kind::Connection, std::move(*error));
            passed(Kind::Connection);
        }
        if (auto opened = open(); !opened)
            return failed(Kind::Connection, opened.error());
        return true;
    }
    Result<void> open()
    {
        auto endpoint = TurnEndpoint::open(*m_engine, *this, m_target);
        if (!endpoint)
            return tl::make_unexpected(endpoint.error());
        m_endpoints.push_back(std::move(*endpoint));
        return {};
    }

    bool encrypt()
    {
        const bool isEncrypted =
            m_target.transport == Transport::Tls || m_target.transport == Transport::Dtls;
        if (!isEncrypted)
            return true;
        TurnEndpoint &endpoint = *m_endpoints.front();
        if (!wait([&endpoint] { return endpoint.isEstablished(); })) {
            if (!m_handshakeReason.empty())
                return failed(Kind::Encryption,
                              notReached("the handshake failed: " + m_handshakeReason,
                                         "look at the certificates of the relay, and whether its encrypted "
                                         "transports are on"));
            return failed(
                Kind::Encryption,
                notReached(m_isDisconnected
                               ? std::string("the other side ended the connection in the handshake")
                               : "no answer to the greeting in " + secondsOf(m_patience),
                           "see whether this transport is on at the relay, whether it has a "
                           "certificate, and whether something between here and there lets it pass"));
        }
        passed(Kind::Encryption, SSL_get_version(endpoint.encryption()));
        // What is not believed is no secret to anybody who listens, but a client that checks goes no further.
        if (const std::string why = tls::verdictOn(endpoint.encryption()); !why.empty())
            failed(Kind::Certificate,
                   {Error::Code::InvalidValue,
                    "this machine does not believe the certificate for " + m_target.hostName + ": " + why,
                    {},
                    {},
                    "clients that check it hang up: use one of an authority that they know, for this name"});
        else
            passed(Kind::Certificate, m_target.hostName);
        return true;
    }

    bool bind()
    {
        m_endpoints.front()->client().requestBinding(net::currentTime().monotonic);
        if (wait([this] { return m_mapped.has_value(); }))
            return passed(Kind::Answer, "seen as " + m_mapped->toString());
        const bool isDatagram = !isStream(m_target.transport);
        return failed(
            Kind::Answer,
            notReached(m_isDisconnected ? std::string("the connection was closed without an answer")
                                        : "no answer to a STUN request in " + secondsOf(m_patience),
                       isDatagram ? "a firewall or NAT between here and the relay drops UDP to port " +
                                        m_target.server.port.toString() + ", or nothing listens there"
                                  : "something else than a relay listens there, or a proxy stands between"));
    }

    bool allocate()
    {
        // The second one is where the first one's packet is to arrive: no third machine is needed.
        if (auto opened = open(); !opened)
            return failed(Kind::Allocation, opened.error());
        const auto isOpen = [](const auto &endpoint) { return endpoint->isEstablished(); };
        if (!wait([&] { return std::ranges::all_of(m_endpoints, isOpen); }))
            return failed(Kind::Allocation, notReached("a second connection of the same kind was not taken",
                                                       "look at the limits of connections for one address"));
        for (const auto &endpoint : m_endpoints)
            endpoint->client().allocate(net::currentTime().monotonic);
        if (wait([this] { return m_allocated == 2; }))
            return passed(Kind::Allocation, m_endpoints.front()->relayed().toString());
        return failed(Kind::Allocation, whyRefused("the allocation"));
    }

    [[nodiscard]] Error whyRefused(const std::string &what) const
    {
        if (!m_failure || m_failure->code == 0)
            return notReached("no answer about " + what + " in " + secondsOf(m_patience),
                              "look at the log of the relay");
        const std::string code = std::to_string(m_failure->code);
        std::string remedy = "look at the log of the relay and its limits";
        if (m_failure->code == 401)
            remedy = "check the user and the password; a time-limited one may have expired by the clock of "
                     "the relay";
        else if (m_failure->code == 403)
            remedy =
                "see which rule of the peers decides (explain-peer), and whether relay to relay is allowed";
        else if (m_failure->code == 486 || m_failure->code == 508)
            remedy = "a limit is reached, or the relay drains: look at its status and limits";
        return {Error::Code::Forbidden,
                what + " was refused: " + code + (m_failure->reason.empty() ? "" : " " + m_failure->reason),
                {},
                {},
                remedy};
    }

    bool relay()
    {
        TurnEndpoint &caller = *m_endpoints.front();
        TurnEndpoint &called = *m_endpoints.back();
        const auto now = net::currentTime().monotonic;
        caller.client().createPermission(now, called.relayed());
        called.client().createPermission(now, caller.relayed());
        const bool isPermitted = wait([this] { return m_ready == 2; });
        const std::string text = "turnpike";
        if (isPermitted)
            caller.client().sendToPeer(called.relayed(), std::as_bytes(std::span(text)));
        const bool isRelayed = isPermitted && wait([this] { return m_hasArrived; });
        const bool isFine =
            isRelayed     ? passed(Kind::Relaying, "from one allocation to another")
            : isPermitted ? failed(Kind::Relaying,
                                   notReached("a packet did not come through in " + secondsOf(m_patience),
                                              "look at the ports of the relay (Ports), and at what the "
                                              "log says of dropped packets"))
                          : failed(Kind::Relaying, whyRefused("the permission for the other end"));
        release();
        return isFine;
    }
    /// Nothing is left behind that would count against the user.
    void release()
    {
        m_failure.reset();
        for (const auto &endpoint : m_endpoints)
            endpoint->client().refresh(net::currentTime().monotonic, 0s);
        wait([this] { return m_released == 2; });
    }

    void bindingAnswered(TurnEndpoint &, const TransportAddress &mapped) override { m_mapped = mapped; }
    void allocated(TurnEndpoint &) override { ++m_allocated; }
    void peerReady(TurnEndpoint &, const TransportAddress &) override { ++m_ready; }
    void payloadReceived(TurnEndpoint &, const TransportAddress &, Bytes) override { m_hasArrived = true; }
    void released(TurnEndpoint &) override { ++m_released; }
    void failed(TurnEndpoint &, const TurnClient::Failure &failure) override { m_failure = failure; }
    void handshakeFailed(TurnEndpoint &, const std::string &reason) override { m_handshakeReason = reason; }
    void disconnected(TurnEndpoint &) override { m_isDisconnected = true; }

    diagnosis::TransportTest m_test;
    diagnosis::TestCredential m_credential;
    std::stop_token m_stop;
    std::chrono::milliseconds m_patience;
    TurnEndpoint::Target m_target;
    std::unique_ptr<net::IoEngine> m_engine;
    std::vector<std::unique_ptr<TurnEndpoint>> m_endpoints;
    MonotonicTime m_began = net::currentTime().monotonic;
    std::optional<TransportAddress> m_mapped;
    std::optional<TurnClient::Failure> m_failure;
    std::string m_handshakeReason;
    bool m_isDisconnected = false;
    int m_allocated = 0;
    int m_ready = 0;
    int m_released = 0;
    bool m_hasArrived = false;
};

} // namespace

diagnosis::TransportTest testRelay(const std::string &url, const diagnosis::TestCredential &credential,
                                   const std::stop_token &stop, std::chrono::milliseconds patience)
{
    return RelayTest(url, credential, stop, patience).run();
}

} // namespace turnpike::probe
