// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/trusted_stream.h"

#include <utility>

namespace turnpike::proxy {

TrustedStream::TrustedStream(std::unique_ptr<net::ByteStream> below, const TransportAddress &balancer)
    : PassingStream(std::move(below))
    , m_balancer(balancer)
{
}

Result<void> TrustedStream::awaitHeader(Waiter &waiter, std::size_t longestHeader)
{
    m_waiter = &waiter;
    m_longestHeader = longestHeader;
    return m_below->start(*this);
}

Result<void> TrustedStream::start(net::StreamHandler &handler)
{
    m_handler = &handler;
    if (!m_hasEnded)
        m_below->setReading(true);
    if (const auto held = std::exchange(m_held, {}); !held.empty())
        handler.bytesReceived(held);
    if (m_hasEnded && isOpen())
        handler.streamEnded();
    return {};
}

TransportAddress TrustedStream::localAddress() const
{
    return m_told ? m_told->server : m_below->localAddress();
}

void TrustedStream::bytesReceived(Bytes bytes)
{
    if (m_handler) {
        m_handler->bytesReceived(bytes);
        return;
    }
    m_held.insert(m_held.end(), bytes.begin(), bytes.end());
    if (!m_waiter)
        return;
    const Header header = Header::read(m_held, m_longestHeader);
    switch (header.status) {
    case Header::Status::NeedMore:
        break;
    case Header::Status::Whole:
        m_told = header.told;
        m_held.erase(m_held.begin(), m_held.begin() + static_cast<std::ptrdiff_t>(header.size));
        // What follows waits with the system until somebody listens.
        m_below->setReading(false);
        std::exchange(m_waiter, nullptr)->headerRead(*this);
        break;
    case Header::Status::Broken:
        std::exchange(m_waiter, nullptr)->headerRefused(*this, header.reason);
        break;
    }
}

void TrustedStream::streamEnded()
{
    if (m_handler) {
        m_handler->streamEnded();
        return;
    }
    m_hasEnded = true;
    if (m_waiter)
        std::exchange(m_waiter, nullptr)->endedBeforeHeader(*this);
}

} // namespace turnpike::proxy
