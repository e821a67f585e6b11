// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/demo_call.h"

#include "core/base/random.h"
#include "relay/net/clock.h"

#include <array>

namespace turnpike::probe {

namespace {

constexpr std::chrono::seconds kHangUpWait{2}; ///< for the answer to a hang-up
constexpr std::uint32_t kSamplesPerMillisecond = 8;

std::uint32_t randomSource()
{
    std::uint32_t source = 0;
    fillRandom(std::as_writable_bytes(std::span(&source, 1)));
    return source;
}

} // namespace

DemoCall::DemoCall(Plan plan, MonotonicTime now)
    : m_plan(std::move(plan))
    , m_end(now + m_plan.duration)
    , m_caller{nullptr, RtpStream(m_plan.media, randomSource()), RtpStream(m_plan.media, randomSource())}
    , m_callee{nullptr, RtpStream(m_plan.media, randomSource()), RtpStream(m_plan.media, randomSource())}
{
    // Calls that were dialled together do not speak at the same moment.
    const auto interval = static_cast<std::uint32_t>(m_plan.packetInterval.count());
    m_nextPacket = now + std::chrono::milliseconds(randomBelow(interval));
}

Result<std::unique_ptr<DemoCall>> DemoCall::dial(net::IoEngine &engine, Plan plan, MonotonicTime now)
{
    std::unique_ptr<DemoCall> call(new DemoCall(std::move(plan), now));
    TurnEndpoint::Events &events = *call;
    auto caller = TurnEndpoint::open(engine, events, call->m_plan.caller);
    if (!caller)
        return tl::make_unexpected(caller.error());
    auto callee = TurnEndpoint::open(engine, events, call->m_plan.callee);
    if (!callee)
        return tl::make_unexpected(callee.error());
    call->m_caller.endpoint = std::move(*caller);
    call->m_callee.endpoint = std::move(*callee);
    allocate(call->m_caller, now);
    if (!isStream(call->m_plan.caller.transport))
        allocate(call->m_callee, now);
    return call;
}

void DemoCall::allocate(Party &party, MonotonicTime now)
{
    party.allocation = Allocation::Asked;
    party.endpoint->client().allocate(now);
}

DemoCall::Party &DemoCall::partyOf(const TurnEndpoint &endpoint)
{
    return &endpoint == m_caller.endpoint.get() ? m_caller : m_callee;
}

DemoCall::Party &DemoCall::otherOf(const TurnEndpoint &endpoint)
{
    return &endpoint == m_caller.endpoint.get() ? m_callee : m_caller;
}

void DemoCall::advance(MonotonicTime now)
{
    for (Party *party : {&m_caller, &m_callee}) {
        TurnClient &client = party->endpoint->client();
        if (const auto deadline = client.nextDeadline(); deadline && *deadline <= now)
            client.advance(now);
    }
    if (m_state == State::Talking && m_end <= now)
        hangUp(now);
    else if (m_state == State::HangingUp && m_end + kHangUpWait <= now)
        m_state = State::Over;
    if (m_state != State::Talking || m_nextPacket > now)
        return;
    sendPackets();
    m_nextPacket += m_plan.packetInterval;
    // After a pause of the whole machine the past is not made up for.
    if (m_nextPacket < now)
        m_nextPacket = now + m_plan.packetInterval;
}

void DemoCall::sendPackets()
{
    const auto samples = static_cast<std::uint32_t>(m_plan.packetInterval.count()) * kSamplesPerMillisecond;
    for (Party *party : {&m_caller, &m_callee}) {
        if (!party->isReady)
            continue;
        Party &other = otherOf(*party->endpoint);
        party->endpoint->client().sendToPeer(other.endpoint->localAddress(),
                                             party->media.nextPacket(samples));
        other.endpoint->sendDirectly(party->endpoint->relayed(), other.answer.nextPacket(samples));
    }
}

void DemoCall::hangUp(MonotonicTime now)
{
    if (m_state == State::HangingUp || m_state == State::Over)
        return;
    m_state = State::HangingUp;
    m_end = now;
    for (Party *party : {&m_caller, &m_callee}) {
        if (party->allocation == Allocation::Held)
            party->endpoint->client().refresh(now, std::chrono::seconds(0));
    }
    endIfReleased();
}

void DemoCall::endIfReleased()
{
    if (m_state == State::HangingUp && m_caller.allocation == Allocation::None &&
        m_callee.allocation == Allocation::None)
        m_state = State::Over;
}

void DemoCall::allocated(TurnEndpoint &endpoint)
{
    partyOf(endpoint).allocation = Allocation::Held;
    const MonotonicTime now = net::currentTime().monotonic;
    if (m_state != State::Connecting && m_state != State::Talking) {
        endpoint.client().refresh(now, std::chrono::seconds(0));
        return;
    }
    const TransportAddress &peer = otherOf(endpoint).endpoint->localAddress();
    if (m_plan.withChannels)
        endpoint.client().bindChannel(now, peer);
    else
        endpoint.client().createPermission(now, peer);
}

void DemoCall::peerReady(TurnEndpoint &endpoint, const TransportAddress & /*peer*/)
{
    partyOf(endpoint).isReady = true;
    if (m_state == State::Connecting)
        m_state = State::Talking;
}

void DemoCall::released(TurnEndpoint &endpoint)
{
    Party &party = partyOf(endpoint);
    party.allocation = Allocation::None;
    party.isReady = false;
    endIfReleased();
}

void DemoCall::failed(TurnEndpoint &endpoint, const TurnClient::Failure &failure)
{
    if (!m_failure)
        m_failure = failure;
    // A refused Refresh says that the allocation is gone: somebody ended it from outside.
    if (failure.method == stun::Method::Allocate || failure.method == stun::Method::Refresh)
        released(endpoint);
    hangUp(net::currentTime().monotonic);
}

void DemoCall::disconnected(TurnEndpoint &endpoint)
{
    released(endpoint);
    hangUp(net::currentTime().monotonic);
}

} // namespace turnpike::probe
