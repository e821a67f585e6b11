// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/output_queue.h"
#include "relay/net/byte_stream.h"
#include "relay/net/io_engine.h"
#include "relay/turn/client_path.h"
#include "relay/turn/stream_framer.h"

#include <memory>
#include <optional>
#include <vector>

namespace turnpike::edge {

/// What a stream may hold as long as nobody knows whose it is.
struct StreamBudget {
    std::size_t longestFrame = 2048;
    std::size_t mostPending = 16 * 1024; ///< answers that the client does not read
};

/// A connection on its way to somebody else who goes on with it.
struct HandedStream {
    std::unique_ptr<net::ByteStream> stream; ///< detached
    std::vector<std::byte> unread;           ///< that came and nobody has looked at
    std::vector<std::byte> unsent;           ///< that is to leave before anything else
};

/// TURN over a connection, whatever that stands on: cuts what comes into frames and queues what the other
/// side is slow to take. Over DTLS each datagram is a frame, and what cannot leave at once is lost. Lives on
/// its worker's thread; destroyed only outside its own callbacks.
class TurnStream final : private net::StreamHandler {
public:
    /// Who gets the frames. Any call may lead to close() of the same stream.
    class Listener {
    public:
        /// Why a stream was closed from this side.
        enum class Fault : std::uint8_t {
            NoFrame,      ///< what came can never become a frame
            FrameTooLong, ///< for a budget
            AnswersUnread ///< the same
        };
        virtual ~Listener() = default;
        /// Valid during the call.
        virtual void frameReceived(TurnStream &stream, Bytes frame) = 0;
        /// The client closed or broke the connection.
        virtual void connectionEnded(TurnStream &stream) = 0;
        /// It was closed because of what the client did. May be called from inside send().
        virtual void connectionBroken(TurnStream &stream, Fault fault) = 0;
    };

    TurnStream(std::unique_ptr<net::ByteStream> stream, turn::ClientPath path, Listener &listener,
               MonotonicTime now);
    ~TurnStream() override;
    TurnStream(const TurnStream &) = delete;
    TurnStream &operator=(const TurnStream &) = delete;

    [[nodiscard]] Result<void> start();
    /// From now on, until it is lifted again; what waits already may stay.
    void setBudget(StreamBudget budget);
    void liftBudget();
    /// Sends or queues the whole message, or drops it whole. False when it was dropped.
    bool send(MonotonicTime now, Bytes message);
    /// From inside frameReceived(): no further frame is cut until handOver(). The frame itself was the last
    /// of this stream, or is the first for whoever goes on.
    enum class LastFrame : std::uint8_t { Used, Kept };
    void hold(LastFrame last);
    /// Outside of any call of the listener, after hold(). The stream is nothing any more.
    [[nodiscard]] HandedStream handOver();
    /// Goes on with what another one of these held, in place of start(); its stream was given to the
    /// constructor.
    [[nodiscard]] Result<void> resume(net::IoEngine &engine, const HandedStream &rest, MonotonicTime now);
    /// Stops everything; the listener hears nothing more.
    void close();

    [[nodiscard]] const turn::ClientPath &path() const { return m_path; }
    [[nodiscard]] bool isOpen() const { return m_stream && m_stream->isOpen(); }
    /// When the last whole frame went in either direction: bytes that never become a frame do not
    /// keep a connection alive. send() notes its own, setActive() what was received.
    [[nodiscard]] MonotonicTime lastActivity() const { return m_lastActivity; }
    void setActive(MonotonicTime now) { m_lastActivity = now; }
    /// Whether the handshake, where there is one, is over.
    [[nodiscard]] bool isEstablished() const { return m_stream->isEstablished(); }
    /// Since when the client has been sending one frame or shaking hands, as far as this function was asked
    /// while it did.
    [[nodiscard]] std::optional<MonotonicTime> unfinishedSince(MonotonicTime now);
    /// Has the client sent a whole frame?
    [[nodiscard]] bool hasSpoken() const { return m_hasSpoken; }

private:
    void bytesReceived(Bytes bytes) override;
    void streamWritable() override;
    void streamEnded() override;
    void messageReceived(Bytes message);
    /// Hands out whole frames from the front; how many bytes they took.
    [[nodiscard]] std::size_t deliverFrames(Bytes stream);
    [[nodiscard]] turn::StreamFramer::Next nextFrame(Bytes stream) const;
    [[nodiscard]] bool isTooLong(Bytes stream) const;
    void breakOff(Listener::Fault fault);

    std::unique_ptr<net::ByteStream> m_stream;
    turn::ClientPath m_path;
    Listener &m_listener;
    MonotonicTime m_lastActivity;
    std::vector<std::byte> m_partial; ///< the beginning of a frame whose end has not come yet
    OutputQueue m_output;
    std::optional<StreamBudget> m_budget;
    std::optional<MonotonicTime> m_unfinishedSince;
    bool m_readingPaused = false;
    bool m_hasSpoken = false;
    std::optional<LastFrame> m_held;
};

} // namespace turnpike::edge
