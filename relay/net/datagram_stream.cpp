// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/datagram_stream.h"

namespace turnpike::net {

DatagramStream::DatagramStream(IoEngine &engine, BoundSocket bound, const TransportAddress &to)
    : m_engine(engine)
    , m_bound(std::move(bound))
    , m_to(to)
{
}

DatagramStream::~DatagramStream()
{
    close();
}

Result<std::unique_ptr<DatagramStream>> DatagramStream::open(IoEngine &engine, const IpAddress &from,
                                                             const TransportAddress &to)
{
    auto bound = openDatagramSocket({from, Port{0}}, "client");
    if (!bound)
        return tl::make_unexpected(bound.error());
    return std::unique_ptr<DatagramStream>(new DatagramStream(engine, std::move(*bound), to));
}

Result<void> DatagramStream::start(StreamHandler &handler)
{
    m_handler = &handler;
    return m_engine.watchDatagrams(m_bound.socket.number(), *this);
}

std::optional<std::size_t> DatagramStream::write(Bytes bytes)
{
    if (!isOpen())
        return std::nullopt;
    m_engine.sendDatagram(m_bound.socket.number(), {.to = m_to, .payload = bytes});
    m_engine.flush(); // the caller has its bytes back
    return bytes.size();
}

void DatagramStream::close()
{
    if (!isOpen())
        return;
    if (m_handler)
        m_engine.forget(m_bound.socket.number());
    m_bound.socket.reset();
}

void DatagramStream::datagramReceived(const Datagram &datagram)
{
    if (m_isReading && datagram.source == m_to)
        m_handler->bytesReceived(datagram.packet.payload);
}

} // namespace turnpike::net
