// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/ip_address.h"
#include "core/base/result.h"
#include "core/base/transport.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike::net {

class IoEngine;

/// When a stream is over: with the first of its two directions, or with the second.
enum class StreamEnd : std::uint8_t { WithEitherSide, WithBothSides };

/// Who hears of a stream. Any call may close the stream; nothing follows then.
class StreamHandler {
public:
    virtual ~StreamHandler() = default;
    /// Valid during the call.
    virtual void bytesReceived(Bytes bytes) = 0;
    /// The stream takes bytes again after write() took fewer than it was given.
    virtual void streamWritable() = 0;
    /// The other side closed or the connection broke; called once, nothing follows.
    virtual void streamEnded() = 0;
    /// The other side says no more, and may still listen; once. Only of streams that end WithBothSides.
    virtual void sendingEnded() {}
};

/// A certificate as it came from the other side: DER, checked by whoever made the stream.
struct PeerCertificate {
    std::vector<std::byte> der;
};

/// A connection that carries bytes in order, whatever lies under it: TCP, TLS, a DTLS session. Framers,
/// parsers and servers stand on this and know of nothing below. Over DTLS each bytesReceived() is what the
/// other side sent at once, and a write() arrives whole or not at all. Belongs to one thread; destroyed
/// outside its own calls to the handler.
class ByteStream {
public:
    virtual ~ByteStream() = default;

    /// From now on the handler hears of it; once. The handler outlives the stream.
    [[nodiscard]] virtual Result<void> start(StreamHandler &handler) = 0;
    /// How many bytes it took; when fewer than given, streamWritable() follows. Nothing when the connection
    /// is broken (streamEnded() follows, not from inside the call).
    [[nodiscard]] virtual std::optional<std::size_t> write(Bytes bytes) = 0;
    /// Stops or resumes reading: the sender feels it as a full window.
    virtual void setReading(bool reading) = 0;
    /// The handler hears nothing more.
    virtual void close() = 0;
    /// Leaves its engine and its handler with all that it holds, to be attached again, also on another
    /// thread. Not from inside a call to the handler, and only of streams that have a socket of their own.
    virtual void detach() {}
    /// From now on this engine serves it, and the handler hears of it. A stream that ends WithBothSides is
    /// not read from until setReading(); streamWritable() comes once it is connected.
    [[nodiscard]] virtual Result<void> attach(IoEngine & /*engine*/, StreamHandler & /*handler*/,
                                              StreamEnd /*end*/)
    {
        return fail(Error::Code::Internal, "a stream without a socket of its own cannot be moved");
    }
    /// Nothing more is written: the other side hears of it after everything that was.
    virtual void endSending() {}
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// What carries it; known for certain once bytes have come, where one listener takes several.
    [[nodiscard]] virtual Transport transport() const = 0;
    /// Whether no handshake is under way; one that nobody has begun yet is none.
    [[nodiscard]] virtual bool isEstablished() const = 0;

    /// Nothing where the other side showed none, as over plain TCP.
    [[nodiscard]] virtual std::optional<PeerCertificate> peerCertificate() const = 0;
    /// Our end of the connection.
    [[nodiscard]] virtual TransportAddress localAddress() const = 0;

    /// How many bytes may wait for this connection in the system, each way; without a limit the system
    /// chooses.
    virtual void limitBuffers(std::size_t bytes) = 0;
    virtual void unlimitBuffers() = 0;
};

} // namespace turnpike::net
