// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/untrusted_stream.h"

#include <utility>

namespace turnpike::proxy {

UntrustedStream::UntrustedStream(std::unique_ptr<net::ByteStream> below, StrangerObserver &observer,
                                 const TransportAddress &client)
    : PassingStream(std::move(below))
    , m_observer(observer)
    , m_client(client)
{
}

Result<void> UntrustedStream::start(net::StreamHandler &handler)
{
    m_handler = &handler;
    return m_below->start(*this);
}

void UntrustedStream::bytesReceived(Bytes bytes)
{
    if (m_isJudged) {
        m_handler->bytesReceived(bytes);
        return;
    }
    const bool isContinued = !m_held.empty();
    if (isContinued)
        m_held.insert(m_held.end(), bytes.begin(), bytes.end());
    const Bytes begin = isContinued ? Bytes(m_held) : bytes;
    switch (likenessToHeader(begin)) {
    case Likeness::None: {
        m_isJudged = true;
        const auto held = std::exchange(m_held, {});
        m_handler->bytesReceived(isContinued ? Bytes(held) : bytes);
        break;
    }
    case Likeness::Perhaps:
        if (!isContinued)
            m_held.assign(bytes.begin(), bytes.end());
        break;
    case Likeness::Certain:
        m_observer.headerOfStranger(m_client);
        m_handler->streamEnded();
        close();
        break;
    }
}

} // namespace turnpike::proxy
