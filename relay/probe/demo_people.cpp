// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/demo_people.h"

#include "core/base/random.h"

#include <algorithm>

namespace turnpike::probe {

namespace {

constexpr std::chrono::hours kCredentialLifetime{1};
constexpr std::uint32_t kShortestCall = 12;
constexpr std::uint32_t kLongestCall = 120;
/// Up to this many calls at 50 packets a second each way stay well below a tenth of a core; more
/// calls send less often each.
constexpr int kCallsAtFullRate = 12;
constexpr std::chrono::milliseconds kVoiceInterval{20};

IpAddress loopbackOf(const IpAddress &server, std::size_t person)
{
    if (server.isV6()) {
        std::array<std::uint8_t, 16> bytes{};
        bytes[15] = 1;
        return IpAddress::v6(bytes);
    }
    const auto subnet = static_cast<std::uint32_t>(20 + person % 200);
    return IpAddress::v4(0x7F000000U | subnet << 8 | (1 + randomBelow(250)));
}

TransportAddress reachable(const TransportAddress &listener)
{
    if (!listener.address.isUnspecified())
        return listener;
    return {listener.address.isV6() ? loopbackOf(listener.address, 0) : IpAddress::v4(0x7F000001U),
            listener.port};
}

} // namespace

DemoPeople::DemoPeople(DemoTarget target)
    : m_target(std::move(target))
{
    m_target.udp = reachable(m_target.udp);
    if (m_target.tcp)
        m_target.tcp = reachable(*m_target.tcp);
    for (const auto &user : m_target.users)
        m_people.push_back({user.name, user.password});
    if (!m_target.sharedSecret.empty()) {
        for (const char *name : {"dora", "emil", "frida", "gustav", "hanna", "ivan", "julia", "konrad"})
            m_people.push_back({name, {}});
    }
}

TurnEndpoint::Target DemoPeople::targetFor(std::size_t person, Transport transport, WallTime now) const
{
    TurnEndpoint::Target target;
    target.transport = transport;
    target.server = transport == Transport::Tcp ? *m_target.tcp : m_target.udp;
    target.localAddress = loopbackOf(target.server.address, person);
    target.username = m_people[person].name;
    target.password = m_people[person].password;
    if (target.password.empty()) {
        auto issued = auth::issueCredential(m_target.sharedSecret, target.username, now + kCredentialLifetime,
                                            m_target.separator);
        target.username = std::move(issued.username);
        target.password = std::move(issued.password);
    }
    return target;
}

DemoCall::Plan DemoPeople::planCall(std::uint32_t number, int simultaneous, WallTime now) const
{
    const auto people = static_cast<std::uint32_t>(m_people.size());
    const std::uint32_t caller = randomBelow(people);
    const std::uint32_t callee = people > 1 ? (caller + 1 + randomBelow(people - 1)) % people : caller;
    const bool overTcp = m_target.tcp && number % 4 == 3;
    DemoCall::Plan plan;
    plan.caller = targetFor(caller, overTcp ? Transport::Tcp : Transport::Udp, now);
    plan.callee = targetFor(callee, Transport::Udp, now);
    plan.withChannels = number % 5 != 4;
    plan.packetInterval = kVoiceInterval * std::max(simultaneous, kCallsAtFullRate) / kCallsAtFullRate;
    if (randomBelow(4) == 0) {
        plan.media = RtpStream::Media::Video;
        plan.packetInterval /= 1 + randomBelow(3);
    }
    plan.duration = std::chrono::seconds(kShortestCall + randomBelow(kLongestCall - kShortestCall));
    return plan;
}

} // namespace turnpike::probe
