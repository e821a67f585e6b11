// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/turn_stream.h"

#include <utility>

namespace turnpike::edge {

namespace {

/// ChannelData begins with the bits 01, and a Data indication is message type 0x0017 (RFC 8656
/// section 12.5); everything else for a client answers a request of its own.
OutputQueue::Kind kindOf(Bytes message)
{
    const bool channelData = (std::to_integer<unsigned>(message[0]) & 0xC0U) == 0x40U;
    const bool dataIndication = message[0] == std::byte{0x00} && message[1] == std::byte{0x17};
    return channelData || dataIndication ? OutputQueue::Kind::Relayed : OutputQueue::Kind::Answer;
}

} // namespace

TurnStream::TurnStream(std::unique_ptr<net::ByteStream> stream, turn::ClientPath path, Listener &listener,
                       MonotonicTime now)
    : m_stream(std::move(stream))
    , m_path(path)
    , m_listener(listener)
    , m_lastActivity(now)
{
}

TurnStream::~TurnStream()
{
    close();
}

Result<void> TurnStream::start()
{
    return m_stream->start(*this);
}

bool TurnStream::send(MonotonicTime now, Bytes message)
{
    if (!isOpen() || message.size() < 2)
        return false;
    if (m_output.isEmpty()) {
        const auto taken = m_stream->write(message);
        if (!taken)
            return false; // broken: streamEnded() follows
        if (*taken < message.size() && !isStream(m_path.tuple.transport))
            return false;
        m_lastActivity = now;
        // A message that began to leave must follow whole, whatever the queue's bounds say: half a
        // frame would leave the client without any way to find the next one.
        if (*taken < message.size())
            m_output.push(now, message.subspan(*taken));
        return true;
    }
    if (m_budget && m_output.size() + message.size() > m_budget->mostPending) {
        breakOff(Listener::Fault::AnswersUnread);
        return false;
    }
    const auto kind = kindOf(message);
    if (m_output.accepts(now, kind, message.size())) {
        m_output.push(now, message);
        m_lastActivity = now;
        return true;
    }
    if (kind == OutputQueue::Kind::Answer && !m_readingPaused) {
        // The client asks and does not read the answers: stop listening until it does.
        m_readingPaused = true;
        m_stream->setReading(false);
    }
    return false;
}

void TurnStream::close()
{
    if (m_stream)
        m_stream->close();
}

void TurnStream::hold(LastFrame last)
{
    m_held = last;
    m_stream->setReading(false);
}

HandedStream TurnStream::handOver()
{
    m_stream->detach();
    const auto unsent = m_output.pending();
    return {std::move(m_stream), std::exchange(m_partial, {}), {unsent.begin(), unsent.end()}};
}

Result<void> TurnStream::resume(net::IoEngine &engine, const HandedStream &rest, MonotonicTime now)
{
    if (auto attached = m_stream->attach(engine, *this, net::StreamEnd::WithEitherSide); !attached)
        return attached;
    m_hasSpoken = true;
    m_partial = rest.unread;
    if (!rest.unsent.empty()) {
        m_output.push(now, rest.unsent);
        streamWritable();
    }
    bytesReceived({});
    return {};
}

void TurnStream::bytesReceived(Bytes bytes)
{
    if (!m_hasSpoken)
        m_path.tuple.transport = m_stream->transport();
    if (!isStream(m_path.tuple.transport)) {
        messageReceived(bytes);
        return;
    }
    if (m_partial.empty() && !m_held) {
        const std::size_t used = deliverFrames(bytes);
        if (isOpen())
            m_partial.assign(bytes.begin() + static_cast<std::ptrdiff_t>(used), bytes.end());
        return;
    }
    m_partial.insert(m_partial.end(), bytes.begin(), bytes.end());
    if (m_held)
        return; // what was decrypted already, for whoever goes on
    const std::size_t used = deliverFrames(m_partial);
    m_partial.erase(m_partial.begin(), m_partial.begin() + static_cast<std::ptrdiff_t>(used));
    if (m_budget && m_partial.capacity() > m_budget->longestFrame)
        m_partial.shrink_to_fit();
}

// One message, whatever it is: what is none the state machine throws away and counts.
void TurnStream::messageReceived(Bytes message)
{
    if (m_budget && message.size() > m_budget->longestFrame) {
        breakOff(Listener::Fault::FrameTooLong);
        return;
    }
    m_hasSpoken = true;
    m_unfinishedSince.reset();
    m_listener.frameReceived(*this, message);
}

std::size_t TurnStream::deliverFrames(Bytes stream)
{
    std::size_t used = 0;
    while (isOpen() && !m_held && used < stream.size()) {
        const auto next = nextFrame(stream.subspan(used));
        if (next.status == turn::StreamFramer::Status::Broken) {
            breakOff(Listener::Fault::NoFrame);
            break;
        }
        if (isTooLong(stream.subspan(used))) {
            breakOff(Listener::Fault::FrameTooLong);
            break;
        }
        if (next.status == turn::StreamFramer::Status::NeedMore)
            break;
        m_hasSpoken = true;
        m_unfinishedSince.reset();
        m_listener.frameReceived(*this, next.frame);
        if (m_held != LastFrame::Kept)
            used += next.consumed;
    }
    return used;
}

bool TurnStream::isTooLong(Bytes stream) const
{
    return m_budget && turn::StreamFramer::announced(stream) > m_budget->longestFrame;
}

void TurnStream::breakOff(Listener::Fault fault)
{
    close();
    m_listener.connectionBroken(*this, fault);
}

void TurnStream::setBudget(StreamBudget budget)
{
    if (!m_budget)
        m_stream->limitBuffers(budget.mostPending);
    m_budget = budget;
}

void TurnStream::liftBudget()
{
    if (m_budget)
        m_stream->unlimitBuffers();
    m_budget.reset();
}

std::optional<MonotonicTime> TurnStream::unfinishedSince(MonotonicTime now)
{
    if (m_partial.empty() && isEstablished()) {
        m_unfinishedSince.reset();
        return std::nullopt;
    }
    if (!m_unfinishedSince)
        m_unfinishedSince = now;
    return m_unfinishedSince;
}

void TurnStream::streamWritable()
{
    if (const auto taken = m_stream->write(m_output.pending()))
        m_output.consume(*taken);
    if (m_readingPaused && m_output.size() < OutputQueue::kMostBytes / 2) {
        m_readingPaused = false;
        m_stream->setReading(true);
    }
}

turn::StreamFramer::Next TurnStream::nextFrame(Bytes stream) const
{
    return m_hasSpoken ? turn::StreamFramer::next(stream) : turn::StreamFramer::first(stream);
}

void TurnStream::streamEnded()
{
    if (!isOpen())
        return;
    close();
    m_listener.connectionEnded(*this);
}

} // namespace turnpike::edge
