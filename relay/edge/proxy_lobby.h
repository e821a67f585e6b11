// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "relay/edge/turn_stream.h"
#include "relay/proxy/trusted_stream.h"

#include <list>
#include <map>

namespace turnpike::edge {

/// Where connections of balancers wait until their header tells whose they are. They may hold as little as a
/// stranger's, the header has to come in time, and the oldest makes room for a newer one. One thread.
class ProxyLobby final : private proxy::TrustedStream::Waiter {
public:
    class Events {
    public:
        virtual ~Events() = default;
        /// It is a stream that nobody has started yet.
        virtual void headerRead(std::unique_ptr<proxy::TrustedStream> stream) = 0;
        /// It is closed; `what` is the reason, without its subject's address.
        virtual void headerRefused(const TransportAddress &balancer, const std::string &what) = 0;
        virtual void madeRoom(const TransportAddress &balancer) = 0;
    };
    struct Limits {
        std::chrono::seconds patience{10};
        StreamBudget budget;
        std::size_t connections = 0; ///< 0: no limit
    };

    /// `events` outlives the lobby, and hears of everything from inside advance().
    explicit ProxyLobby(Events &events);
    ~ProxyLobby() override;
    ProxyLobby(const ProxyLobby &) = delete;
    ProxyLobby &operator=(const ProxyLobby &) = delete;

    void setLimits(Limits limits) { m_limits = limits; }
    void admit(MonotonicTime now, std::unique_ptr<net::ByteStream> connection,
               const TransportAddress &balancer);
    /// When advance() has something to do; at once when a header was read or refused.
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    /// Closes all that wait; nobody hears of it.
    void clear();
    /// Outside of all calls of streams, as clear() is.
    void advance(MonotonicTime now);

private:
    struct Waiting {
        std::unique_ptr<proxy::TrustedStream> stream;
        MonotonicTime since;
    };
    /// One that is closed, and why.
    struct Left {
        enum class Why : std::uint8_t { Refused, MadeRoom, WentAway };
        std::unique_ptr<proxy::TrustedStream> stream;
        Why why = Why::WentAway;
        std::string what{};
    };
    using Place = std::list<Waiting>::iterator;

    void headerRead(proxy::TrustedStream &stream) override;
    void headerRefused(proxy::TrustedStream &stream, std::string_view reason) override;
    void endedBeforeHeader(proxy::TrustedStream &stream) override;
    [[nodiscard]] std::unique_ptr<proxy::TrustedStream> take(const proxy::TrustedStream &stream);
    void dismiss(proxy::TrustedStream &stream, Left::Why why, std::string what = {});

    Events &m_events;
    Limits m_limits;
    std::list<Waiting> m_waiting; ///< the oldest first
    std::map<const proxy::TrustedStream *, Place> m_places;
    std::vector<std::unique_ptr<proxy::TrustedStream>> m_read;
    std::vector<Left> m_left;
};

} // namespace turnpike::edge
