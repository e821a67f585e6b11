// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/proxy/header.h"
#include "relay/proxy/passing_stream.h"

#include <vector>

namespace turnpike::proxy {

/// The connection of a balancer that is trusted: the header comes first, and what follows it is the client's.
/// First awaitHeader(); once that succeeded it is a stream like any other.
class TrustedStream final : public PassingStream {
public:
    /// Hears of one of these, once; the stream may be moved then, and destroyed after the call.
    class Waiter {
    public:
        virtual ~Waiter() = default;
        virtual void headerRead(TrustedStream &stream) = 0;
        /// `reason` as in Header.
        virtual void headerRefused(TrustedStream &stream, std::string_view reason) = 0;
        /// The connection ended before.
        virtual void endedBeforeHeader(TrustedStream &stream) = 0;
    };

    TrustedStream(std::unique_ptr<net::ByteStream> below, const TransportAddress &balancer);
    /// `waiter` lives until it has heard, or the stream is closed.
    [[nodiscard]] Result<void> awaitHeader(Waiter &waiter, std::size_t longestHeader);

    [[nodiscard]] const TransportAddress &balancer() const { return m_balancer; }
    /// Whether anything came at all.
    [[nodiscard]] bool hasBegun() const { return !m_held.empty(); }
    /// Whom the connection is for, as the header tells; nothing: it stands for itself.
    [[nodiscard]] const std::optional<ToldAddresses> &told() const { return m_told; }

    /// Brings what came behind the header before it returns.
    Result<void> start(net::StreamHandler &handler) override;
    /// Which address the client reached.
    TransportAddress localAddress() const override;

private:
    void bytesReceived(Bytes bytes) override;
    void streamEnded() override;

    TransportAddress m_balancer;
    Waiter *m_waiter = nullptr; ///< until it has heard
    std::size_t m_longestHeader = 0;
    std::vector<std::byte> m_held; ///< the header as far as it came, then what follows it
    std::optional<ToldAddresses> m_told;
    bool m_hasEnded = false; ///< while nobody listened
};

} // namespace turnpike::proxy
