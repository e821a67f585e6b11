// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/demo_traffic_driver.h"

#include "core/base/random.h"
#include "relay/net/clock.h"
#include "relay/net/epoll_engine.h"
#include "relay/probe/demo_people.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace turnpike::probe {

namespace {

using namespace std::chrono_literals;

/// Packets are sent in slots: a hundred wake-ups a second are cheaper than one per packet.
constexpr std::chrono::milliseconds kSlot = 10ms;
constexpr std::chrono::seconds kAnswerWait = 3s;
constexpr int kMostCalls = 1000;

Error refusal(const TurnClient::Failure &failure, const TransportAddress &server)
{
    const std::string where = "demo traffic to " + server.toString();
    const std::string what = std::string(stun::name(failure.method)) + " was refused with " +
                             std::to_string(failure.code) +
                             (failure.reason.empty() ? "" : " (" + failure.reason + ")");
    switch (failure.code) {
    case 0:
        return {Error::Code::Unavailable, "the relay does not answer", where, {}, "start the relay first"};
    case static_cast<int>(stun::ErrorCode::Forbidden):
        return {Error::Code::Forbidden,
                "the relay does not let clients reach peers on this computer: " + what + " for " +
                    failure.peer.address.toString(),
                where, "loopback peers",
                "add 127.0.0.0/8 to the allowed peers of the A/V edge while the demo runs"};
    case static_cast<int>(stun::ErrorCode::Unauthenticated):
    case static_cast<int>(stun::ErrorCode::WrongCredentials):
        return {Error::Code::Unauthenticated,
                "the relay does not know the demo's users: " + what,
                where,
                {},
                "push a deployment with these users first"};
    default:
        return {Error::Code::Unavailable,
                what,
                where,
                {},
                "see the limits of the A/V edge, and whether it drains"};
    }
}

class DemoTrafficDriver final : public diagnosis::DemoTraffic {
public:
    explicit DemoTrafficDriver(DemoTarget target)
        : m_server(target.udp)
        , m_people(std::move(target))
    {
    }
    ~DemoTrafficDriver() override { stop(); }

    Result<void> start(int calls) override;
    void stop() override;
    [[nodiscard]] bool isRunning() const override { return m_thread.joinable(); }

private:
    void run();
    void keepCallsComing(Now now);
    void removeFinishedCalls(MonotonicTime now);
    void reportFirstOutcome();
    void hangUpAll();

    const TransportAddress m_server;
    const DemoPeople m_people;
    int m_wantedCalls = 0;
    std::unique_ptr<net::IoEngine> m_engine;
    std::thread m_thread;
    std::atomic<bool> m_stopping = false;

    // On the thread.
    std::vector<std::unique_ptr<DemoCall>> m_calls;
    std::uint32_t m_callsDialled = 0;
    MonotonicTime m_nextDial{};
    std::optional<std::promise<Result<void>>> m_firstOutcome;
};

Result<void> DemoTrafficDriver::start(int calls)
{
    if (calls < 1 || calls > kMostCalls) {
        return fail(Error::Code::InvalidValue, std::to_string(calls) + " demo calls cannot be made", {},
                    "1 to " + std::to_string(kMostCalls) + " calls");
    }
    if (m_people.isEmpty()) {
        return fail(Error::Code::InvalidValue,
                    "nobody could call: the demo has neither users nor a shared secret", {},
                    "a user with a password, or a shared secret", "add one to the A/V edge");
    }
    stop();
    auto engine = net::makeEpollEngine();
    if (!engine)
        return tl::make_unexpected(engine.error());
    m_engine = std::move(*engine);
    m_wantedCalls = calls;
    m_stopping = false;
    m_callsDialled = 0;
    m_nextDial = {};
    auto outcome = m_firstOutcome.emplace().get_future();
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_setname_np(m_thread.native_handle(), "demo");

    Result<void> result = tl::make_unexpected(refusal({}, m_server));
    if (outcome.wait_for(kAnswerWait) == std::future_status::ready)
        result = outcome.get();
    if (!result)
        stop();
    return result;
}

void DemoTrafficDriver::stop()
{
    if (!m_thread.joinable())
        return;
    m_stopping = true;
    m_engine->wake();
    m_thread.join();
}

void DemoTrafficDriver::run()
{
    while (!m_stopping) {
        const Now now = net::currentTime();
        keepCallsComing(now);
        for (const auto &call : m_calls)
            call->advance(now.monotonic);
        m_engine->runOnce(now.monotonic + kSlot);
        reportFirstOutcome();
        removeFinishedCalls(now.monotonic);
    }
    hangUpAll();
}

void DemoTrafficDriver::keepCallsComing(Now now)
{
    while (static_cast<int>(m_calls.size()) < m_wantedCalls && m_nextDial <= now.monotonic) {
        auto call = DemoCall::dial(*m_engine, m_people.planCall(m_callsDialled++, m_wantedCalls, now.wall),
                                   now.monotonic);
        if (!call) {
            if (m_firstOutcome)
                std::exchange(m_firstOutcome, std::nullopt)->set_value(tl::make_unexpected(call.error()));
            m_nextDial = now.monotonic + 1s;
            return;
        }
        m_calls.push_back(std::move(*call));
        // One call shows whether it works at all.
        if (m_firstOutcome)
            m_nextDial = now.monotonic + kAnswerWait;
    }
}

void DemoTrafficDriver::reportFirstOutcome()
{
    if (!m_firstOutcome || m_calls.empty())
        return;
    const DemoCall &call = *m_calls.front();
    if (call.failure())
        std::exchange(m_firstOutcome, std::nullopt)
            ->set_value(tl::make_unexpected(refusal(*call.failure(), m_server)));
    else if (call.packetsReceived() > 0) {
        std::exchange(m_firstOutcome, std::nullopt)->set_value({});
        m_nextDial = {};
    }
}

void DemoTrafficDriver::removeFinishedCalls(MonotonicTime now)
{
    const auto finished =
        std::erase_if(m_calls, [](const auto &call) { return call->state() == DemoCall::State::Over; });
    // People take a breath between calls, and a relay that refuses is not asked without end.
    if (finished > 0)
        m_nextDial = now + 500ms + std::chrono::milliseconds(randomBelow(3000));
}

void DemoTrafficDriver::hangUpAll()
{
    const MonotonicTime begin = net::currentTime().monotonic;
    for (const auto &call : m_calls)
        call->hangUp(begin);
    const auto isOver = [](const auto &call) { return call->state() == DemoCall::State::Over; };
    while (!std::all_of(m_calls.begin(), m_calls.end(), isOver)) {
        const MonotonicTime now = net::currentTime().monotonic;
        for (const auto &call : m_calls)
            call->advance(now);
        m_engine->runOnce(now + kSlot);
    }
    m_calls.clear();
}

} // namespace

std::unique_ptr<diagnosis::DemoTraffic> makeDemoTraffic(DemoTarget target)
{
    return std::make_unique<DemoTrafficDriver>(std::move(target));
}

} // namespace turnpike::probe
