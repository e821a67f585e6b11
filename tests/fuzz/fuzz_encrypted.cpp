// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_endpoint.h"
#include "relay/tls/tls_stream.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/relay/tls/client_session.h"

#include <cstdlib>

using namespace turnpike;
using namespace turnpike::tls;

namespace {

/// A connection in memory that takes everything.
class Below final : public net::ByteStream {
public:
    Result<void> start(net::StreamHandler &handler) override
    {
        m_handler = &handler;
        return {};
    }
    std::optional<std::size_t> write(Bytes bytes) override
    {
        sent.insert(sent.end(), bytes.begin(), bytes.end());
        return bytes.size();
    }
    void setReading(bool) override {}
    void close() override { m_isOpen = false; }
    bool isOpen() const override { return m_isOpen; }
    Transport transport() const override { return Transport::Tcp; }
    bool isEstablished() const override { return true; }
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return {}; }
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

    void receive(Bytes bytes)
    {
        if (m_isOpen && !bytes.empty())
            m_handler->bytesReceived(bytes);
    }
    std::vector<std::byte> sent;

private:
    net::StreamHandler *m_handler = nullptr;
    bool m_isOpen = true;
};

struct Handler final : net::StreamHandler {
    net::ByteStream *stream = nullptr;
    std::size_t bytes = 0;
    int ended = 0;
    void bytesReceived(Bytes received) override
    {
        bytes += received.size();
        // What is said is answered, as a relay does.
        if (!stream->write(received) && stream->isOpen() && !stream->isEstablished())
            std::abort();
    }
    void streamWritable() override {}
    void streamEnded() override
    {
        if (++ended > 1)
            std::abort();
    }
};

struct Clients final : DtlsEndpoint::Events {
    std::vector<std::unique_ptr<net::ByteStream>> sessions;
    std::vector<std::unique_ptr<Handler>> handlers;
    std::size_t answered = 0;
    std::vector<std::vector<std::byte>> sent;
    bool mayBegin = true;
    bool mayBeginHandshake(const TransportAddress &) override { return mayBegin; }
    void handshakeFailed(Transport, const TransportAddress &, const std::string &) override {}
    void sendSealed(const TransportAddress &, const IpAddress &, Bytes datagram) override
    {
        answered += datagram.size();
        sent.emplace_back(datagram.begin(), datagram.end());
    }
    bool mayAnswerStranger(const TransportAddress &, std::size_t) override { return true; }
    void sessionBegan(std::unique_ptr<net::ByteStream> session, const TransportAddress &) override
    {
        handlers.push_back(std::make_unique<Handler>());
        handlers.back()->stream = session.get();
        if (!session->start(*handlers.back()))
            std::abort();
        sessions.push_back(std::move(session));
    }
};

const SharedCertificates &certificates()
{
    static const testing::CertificateFiles files;
    static const SharedCertificates set = CertificateSet::of({files.make("own")});
    return set;
}

/// The server's end of one TCP connection.
struct Server {
    explicit Server(TlsStream::Plain plain, std::unique_ptr<Below> below = std::make_unique<Below>())
        : wire(*below)
        , stream(std::move(below), certificates(), plain, observer, {})
    {
        handler.stream = &stream;
        if (!stream.start(handler))
            std::abort();
    }
    Below &wire;
    Clients observer;
    Handler handler;
    TlsStream stream;
};

/// Pieces of the input: a byte that says how long, then as many.
template <class Take>
void forEachPiece(Bytes input, Take take)
{
    while (!input.empty()) {
        const auto size = std::min<std::size_t>(std::to_integer<std::size_t>(input[0]), input.size() - 1);
        take(input.subspan(1, size));
        input = input.subspan(1 + size);
    }
}

// What begins as anything, in any pieces.
void strangerOverTcp(Bytes input)
{
    Server server(TlsStream::Plain::Taken);
    forEachPiece(input, [&](Bytes piece) { server.wire.receive(piece); });
    if (!server.wire.isOpen() && server.handler.ended != 1)
        std::abort();
}

// A client that ends its handshake, and then sends anything.
void clientOverTls(Bytes input)
{
    Server server(TlsStream::Plain::Refused);
    testing::ClientSession client({});
    client.begin();
    for (int i = 0; i < 4; ++i) {
        server.wire.receive(client.takeAll());
        client.receive(std::exchange(server.wire.sent, {}));
    }
    if (!server.stream.isEstablished())
        std::abort();
    forEachPiece(input, [&](Bytes piece) { server.wire.receive(piece); });
}

// A client that shows its cookie and ends its handshake, and then somebody who knows its address sends
// anything.
void clientOverDtls(Bytes input)
{
    const TransportAddress address{IpAddress::v4(0x7F000001), Port{1000}};
    Clients clients;
    DtlsEndpoint endpoint(clients);
    endpoint.setCertificates(certificates());
    testing::ClientSession client({.method = DTLS_client_method()});
    const MonotonicTime now(std::chrono::hours(1));
    client.begin();
    for (int i = 0; i < 6; ++i) {
        for (const auto &datagram : std::exchange(client.outgoing, {}))
            endpoint.receive(now, address, {}, datagram);
        for (const auto &datagram : std::exchange(clients.sent, {}))
            client.receive(datagram);
    }
    if (clients.sessions.size() != 1 || !clients.sessions.front()->isEstablished())
        std::abort();
    forEachPiece(input, [&](Bytes piece) {
        if (DtlsEndpoint::isRecord(piece))
            endpoint.receive(now, address, {}, piece);
    });
    // Whatever it was, without the keys it ends nothing.
    if (!clients.sessions.front()->isOpen())
        std::abort();
}

// Datagrams of a few clients.
void strangersOverUdp(Bytes input)
{
    Clients clients;
    DtlsEndpoint endpoint(clients);
    endpoint.setCertificates(certificates());
    std::size_t received = 0;
    MonotonicTime now(std::chrono::hours(1));
    forEachPiece(input, [&](Bytes piece) {
        if (piece.empty())
            return;
        received += piece.size();
        const std::uint16_t port = static_cast<std::uint16_t>(1000 + std::to_integer<unsigned>(piece[0]) % 3);
        if (DtlsEndpoint::isRecord(piece))
            endpoint.receive(now, {IpAddress::v4(0x7F000001), Port{port}}, {}, piece);
        now += std::chrono::milliseconds(100);
        if (const auto deadline = endpoint.nextDeadline(); deadline && *deadline <= now)
            endpoint.advance(now);
    });
    // Nobody guesses a cookie; and who has shown nothing is not answered much more than it sent.
    if (!clients.sessions.empty() || clients.answered > received * 2)
        std::abort();
}

} // namespace

// Whatever comes to a port on which encrypted clients are taken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const Bytes input = std::as_bytes(std::span(data, size));
    if (input.empty())
        return 0;
    switch (std::to_integer<unsigned>(input[0]) % 8) {
    case 0:
        clientOverTls(input.subspan(1)); // a whole handshake each time: seldom
        break;
    case 1:
        clientOverDtls(input.subspan(1));
        break;
    case 2:
    case 3:
        strangersOverUdp(input.subspan(1));
        break;
    default:
        strangerOverTcp(input.subspan(1));
    }
    return 0;
}
