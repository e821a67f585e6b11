// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/proxy/header.h"
#include "relay/proxy/passing_stream.h"

#include <vector>

namespace turnpike::proxy {

/// Hears that a client told an address that nobody believes.
class StrangerObserver {
public:
    virtual ~StrangerObserver() = default;
    virtual void headerOfStranger(const TransportAddress &client) = 0;
};

/// The connection of somebody who may not tell an address: it ends when it begins with a header. Bytes that
/// may yet become one are held back, a dozen at most.
class UntrustedStream final : public PassingStream {
public:
    /// `observer` outlives the stream.
    UntrustedStream(std::unique_ptr<net::ByteStream> below, StrangerObserver &observer,
                    const TransportAddress &client);

    Result<void> start(net::StreamHandler &handler) override;

private:
    void bytesReceived(Bytes bytes) override;

    StrangerObserver &m_observer;
    TransportAddress m_client;
    std::vector<std::byte> m_held;
    bool m_isJudged = false;
};

} // namespace turnpike::proxy
