// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

// A stranger is whoever has no allocation on its five-tuple and has not signed with a password that is right.
// What strangers make the relay compute and send is bounded; those who are known are not, whoever else is
// behind their address.

namespace turnpike::turn {

namespace {

stun::MessageType typeOf(Bytes message)
{
    return stun::MessageType::decode(stun::loadBig16(message.data()));
}

bool hasAttributeAt(Bytes message, std::size_t fromEnd, stun::AttributeType type, std::size_t size)
{
    if (message.size() < stun::Header::kSize + fromEnd)
        return false;
    const std::byte *const at = message.data() + message.size() - fromEnd;
    return stun::loadBig16(at) == static_cast<std::uint16_t>(type) && stun::loadBig16(at + 2) == size;
}

/// Does the message end as those do that are signed? A look at three places instead of reading it: what is
/// no signature after all is found out soon enough.
bool looksSigned(Bytes message)
{
    using enum stun::AttributeType;
    constexpr std::size_t kSha1 = 20;
    constexpr std::size_t kSha256 = 32;
    constexpr std::size_t kCrc = 4;
    constexpr std::size_t kHeader = stun::Attribute::kHeaderSize;
    const std::size_t tail =
        hasAttributeAt(message, kHeader + kCrc, stun::AttributeType::Fingerprint, kCrc) ? kHeader + kCrc : 0;
    return hasAttributeAt(message, tail + kHeader + kSha1, MessageIntegrity, kSha1) ||
           hasAttributeAt(message, tail + kHeader + kSha256, MessageIntegritySha256, kSha256);
}

} // namespace

// Everything here is cheap: it stands before the first attribute is read, for every packet of a flood.
bool Server::Impl::isProcessed(Now now, const ClientPath &path, Bytes message)
{
    const int longest = m_settings->limits.strangerMessageBytes;
    if (longest > 0 && message.size() > static_cast<std::size_t>(longest)) {
        ++m_counters.messagesTooLong;
        return false;
    }
    const stun::MessageType type = typeOf(message);
    // Nothing else is answered. Over a stream it is read all the same: who breaks the protocol there is cut
    // off.
    if (type.messageClass != stun::Class::Request) {
        const bool isRead = isStream(path.tuple.transport);
        if (!isRead && type == stun::MessageType{stun::Class::Indication, stun::Method::Send})
            ++m_counters.withoutPermission; // of a client whose allocation is over, most likely
        return isRead;
    }
    // A signature proves the address by the nonce in it; what is answered to a wrong one is counted later.
    if (looksSigned(message))
        return true;
    const auto verdict = budgetFor(path).judge(now.monotonic, path.tuple.client.address, answerLimits());
    countUnanswered(verdict);
    return verdict == AnswerBudget::Verdict::Answer;
}

// Asked before anything is computed for an answer that is not signed.
bool Server::Impl::mayAnswer(const Request &request)
{
    if (request.isAuthenticated())
        return true;
    auto verdict = AnswerBudget::Verdict::Answer;
    if (const Allocation *const allocation = m_allocations.find(request.path.tuple)) {
        // A budget of its own: neither do the client's neighbours use it up, nor are they sent more for it.
        if (answerLimits().ofNetwork > 0 &&
            !allocation->strangersAnswers.hasRoom(request.now.monotonic, AnswerBudget::kBurst))
            verdict = AnswerBudget::Verdict::NetworkIsOver;
    } else {
        verdict = budgetFor(request.path)
                      .judge(request.now.monotonic, request.path.tuple.client.address, answerLimits());
    }
    countUnanswered(verdict);
    return verdict == AnswerBudget::Verdict::Answer;
}

void Server::Impl::chargeAnswer(const Request &request, std::size_t bytes)
{
    if (request.isAuthenticated())
        return;
    if (Allocation *const allocation = m_allocations.find(request.path.tuple)) {
        if (answerLimits().ofNetwork > 0)
            allocation->strangersAnswers.take(request.now.monotonic,
                                              AnswerBudget::timeFor(bytes, answerLimits().ofNetwork));
        return;
    }
    budgetFor(request.path)
        .charge(request.now.monotonic, request.path.tuple.client.address, bytes, answerLimits());
}

bool Server::Impl::mayAnswerStranger(Now now, const IpAddress &source, std::size_t bytes)
{
    const auto verdict = m_datagramAnswers.judge(now.monotonic, source, answerLimits());
    countUnanswered(verdict);
    if (verdict != AnswerBudget::Verdict::Answer)
        return false;
    m_datagramAnswers.charge(now.monotonic, source, bytes, answerLimits());
    return true;
}

// Whoever has a connection has proved its address.
AnswerBudget &Server::Impl::budgetFor(const ClientPath &path)
{
    return hasConnection(path.tuple.transport) ? m_streamAnswers : m_datagramAnswers;
}

void Server::Impl::countUnanswered(AnswerBudget::Verdict verdict)
{
    if (verdict == AnswerBudget::Verdict::NetworkIsOver)
        ++m_counters.overNetworkBudget;
    else if (verdict == AnswerBudget::Verdict::AllAreOver)
        ++m_counters.overTotalBudget;
}

} // namespace turnpike::turn
