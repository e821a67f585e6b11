// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation.h"

#include "relay/auth/credentials.h"

#include <set>

namespace turnpike::testing {

namespace {

std::set<std::uint16_t> portsOf(std::uint16_t count)
{
    std::set<std::uint16_t> ports;
    for (std::uint16_t i = 0; i < count; ++i)
        ports.insert(static_cast<std::uint16_t>(MemoryOutput::kFirstPort + i));
    return ports;
}

} // namespace

Simulation::Weather Simulation::weatherOf(std::mt19937 &random)
{
    const auto oneOf = [&random](auto... values) {
        const std::array list{values...};
        return list[random() % list.size()];
    };
    Weather weather;
    weather.lossPercent = oneOf(0U, 5U, 25U);
    weather.repeatPercent = oneOf(0U, 5U, 25U);
    weather.damagePercent = oneOf(0U, 0U, 3U);
    weather.ports = oneOf(std::uint16_t{2}, std::uint16_t{5}, std::uint16_t{20}, std::uint16_t{20});
    weather.relaysBothFamilies = random() % 2 == 0;
    weather.limitsBandwidth = random() % 4 == 0;
    weather.limitsStrangers = random() % 4 == 0;
    weather.refreshAfterExpiry =
        oneOf(std::chrono::seconds(0), std::chrono::seconds(60), std::chrono::seconds(86400));
    return weather;
}

Simulation::Simulation(Carrier carrier, std::uint32_t seed, bool keepsTrace)
    : m_random(seed)
    , m_carrier(carrier)
    , m_keepsTrace(keepsTrace)
    , m_weather(weatherOf(m_random))
    , m_world(m_weather.ports)
    , m_expected(portsOf(m_weather.ports), m_weather.relaysBothFamilies, m_weather.refreshAfterExpiry)
{
    m_rules.passwords = {{"alice", "secret"}, {"bob", "hidden"}};
    m_rules.secrets = {"north"};
    m_rules.allocations = pick({3, 20});
    m_rules.allocationsPerUser = pick({0, 1, 2});
    m_rules.portsPerUser = pick({0, 2, 3});
    m_expected.model.limits.permissions = pick<std::size_t>({2, 4});
    m_expected.model.limits.channels = pick<std::size_t>({2, 3});
    m_world.output.offersIpv6 = m_world.settings.relaysBothFamilies = m_weather.relaysBothFamilies;
    m_world.settings.refreshAfterExpiry = m_weather.refreshAfterExpiry;
    turn::Settings::Limits &limits = m_world.settings.limits;
    if (m_weather.limitsBandwidth)
        limits.bandwidthPerAllocation = limits.bandwidthPerUser = limits.bandwidthTotal = BitRate{1};
    if (m_weather.limitsStrangers) {
        limits.strangerBytesPerNetwork = 100;
        limits.strangerBytesInAll = 300;
        limits.wrongPasswordsPerUser = limits.wrongPasswordsPerSource = 2;
    }
    m_agents.resize(kAgents);
    m_agents[2].person = "carol";
    m_agents[4].person = "dave";
    m_expected.advance(m_world.now());
    applySettings();
    for (int agent = 0; agent < kAgents; ++agent)
        openTuple(agent);
}

void Simulation::applySettings()
{
    m_expected.changeRules(m_rules);
    turn::Settings &settings = m_world.settings;
    std::vector<auth::Credentials::User> users;
    for (const auto &[name, password] : m_rules.passwords)
        users.push_back({name, auth::longTermKey(name, ExpectedRelay::kRealm, password)});
    settings.credentials = auth::Credentials(std::move(users), m_rules.secrets);
    settings.limits.allocations = m_rules.allocations;
    settings.limits.allocationsPerUser = m_rules.allocationsPerUser;
    settings.limits.portsPerUser = m_rules.portsPerUser;
    settings.limits.permissionsPerAllocation = static_cast<int>(m_expected.model.limits.permissions);
    settings.limits.channelsPerAllocation = static_cast<int>(m_expected.model.limits.channels);
    settings.nonceKey.fill(static_cast<std::uint8_t>(m_rules.nonceKey));
    settings.draining = m_rules.draining;
    settings.alternateServer = m_rules.hasAlternate ? ip("192.0.2.200") : IpAddress();
    turn::PeerPolicy::Rules rules;
    for (const IpAddress &peer : m_expected.model.denied)
        rules.deny.emplace_back(peer, peer.isV4() ? 32 : 128);
    m_world.setPeers(std::move(rules));
}

Simulation::Agent &Simulation::agentOf(int tuple)
{
    return m_agents[static_cast<std::size_t>(tuple % kAgents)];
}

// The numbers of an agent's tuples have its own number as their remainder.
void Simulation::openTuple(int agent)
{
    Agent &own = m_agents[static_cast<std::size_t>(agent)];
    while (m_tuples.size() % kAgents != static_cast<std::size_t>(agent))
        m_tuples.emplace_back();
    const int number = static_cast<int>(m_tuples.size());
    own.tuple = number;
    own.pending.reset();
    Tuple &tuple = m_tuples.emplace_back();
    const bool isStream = m_carrier == Carrier::Streams && agent != 0;
    // Two of them are behind one address.
    const std::string address =
        "192.0.2." + std::to_string(10 + agent / 2) + ":" + std::to_string(kPortOfTuples + number);
    tuple.client =
        std::make_unique<TestClient>(m_world, address.c_str(), isStream ? Transport::Tcp : Transport::Udp);
    tuple.client->path.handle = static_cast<std::uint32_t>(number);
    tuple.client->takesOffers = agent == 3;
    giveCredential(*tuple.client, own);
    if (!isStream)
        return;
    tuple.connection = std::make_unique<SimulatedConnection>(
        tuple.client->path, m_world.now().monotonic,
        SimulatedConnection::Events{[this](const SentMessage &message) { deliver(message); },
                                    [this, number] { connectionEnded(number); }});
}

// As whoever issues them does it at this moment.
void Simulation::giveCredential(TestClient &client, const Agent &agent)
{
    if (agent.person.empty()) {
        client.user = (&agent - m_agents.data()) == 1 ? "bob" : "alice";
        const auto known = m_rules.passwords.find(client.user);
        client.password = known == m_rules.passwords.end() ? "forgotten" : known->second;
        return;
    }
    const auto credential = auth::issueCredential(m_rules.secrets.back(), agent.person,
                                                  m_world.now().wall + pick({60s, 3600s, 86400s}));
    client.user = credential.username;
    client.password = credential.password;
}

std::chrono::milliseconds Simulation::anyPause()
{
    if (chance(90))
        return std::chrono::milliseconds(m_random() % 400);
    return pick<std::chrono::milliseconds>(
        {0ms, 1ms, 2s, 5s, 29'999ms, 30s, 31s, 150s, 299'999ms, 300s, 600s});
}

void Simulation::goTo(MonotonicTime time)
{
    // An event loop that is late hears of what ended together with what came in.
    const bool isLate = chance(30);
    for (auto next = m_events.next(); next && *next <= time && m_fault.empty(); next = m_events.next()) {
        waitUntil(*next, !isLate);
        m_events.takeNext()();
    }
    waitUntil(time, !isLate);
}

void Simulation::waitUntil(MonotonicTime time, bool advances)
{
    constexpr int kMostDeadlines = 1000;
    const auto passTo = [this](MonotonicTime moment) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - m_world.now().monotonic);
        if (left.count() > 0)
            m_world.wait(left);
    };
    for (int i = 0; advances; ++i) {
        const auto deadline = m_world.server->nextDeadline();
        if (!deadline || *deadline > time)
            break;
        passTo(*deadline);
        m_world.server->advance(m_world.now());
        if (i >= kMostDeadlines) {
            fail("a deadline that never ends");
            return;
        }
    }
    passTo(time);
}

// As at the end of each turn of the event loop.
void Simulation::settle()
{
    waitUntil(m_world.now().monotonic, true);
}

std::optional<std::string> Simulation::run()
{
    try {
        for (m_step = 0; m_step < kSteps && m_fault.empty(); ++m_step) {
            goTo(m_world.now().monotonic + anyPause());
            if (m_fault.empty())
                step();
        }
        finish();
    } catch (const std::exception &exception) {
        fail(exception.what());
    }
    return m_fault.empty() ? std::nullopt : std::optional(m_fault);
}

void Simulation::finish()
{
    constexpr int kMostEvents = 100'000;
    for (int i = 0; i < kMostEvents && m_fault.empty() && m_events.next(); ++i)
        goTo(*m_events.next());
    if (!m_fault.empty())
        return;
    expect(!m_events.next(), "clients that never rest");
    if (chance(20)) {
        note("the relay stops");
        m_expected.advance(m_world.now());
        m_world.output.forgetTraffic();
        m_world.server->endAll(m_world.now(), turn::EndCause::Shutdown);
        m_expected.endAll();
        passOnOutput();
    } else {
        note("nobody says anything any more");
        waitUntil(m_world.now().monotonic + 2h, true);
    }
    compare();
    if (!m_fault.empty())
        return;
    const MemoryOutput &output = m_world.output;
    const turn::ServerCounters &counted = counters();
    expect(m_world.server->allocationCount() == 0, "an allocation is left");
    expect(output.freePorts() == m_weather.ports && output.openRelays() == 0, "a port is left");
    expect(output.boundChannels.empty(), "a channel is left");
    expect(!m_world.server->nextDeadline(), "a deadline is left");
    expect(m_world.shown.empty(), "an observer still shows an allocation");
    expect(counted.allocationsCreated == counted.allocationsEnded, "more allocations began than ended");
    expect(m_world.ended.size() == counted.allocationsEnded, "an end was not told");
    expect(output.admitted() == 0, "an allocation is still counted for somebody");
}

void Simulation::writeTrace(const std::string &line)
{
    const auto time =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_world.now().monotonic.time_since_epoch());
    m_trace.push_back("step " + std::to_string(m_step) + ", " + std::to_string(time.count()) +
                      " ms: " + line);
}

void Simulation::expect(bool holds, const char *what)
{
    if (!holds)
        fail(what);
}

void Simulation::fail(const std::string &what)
{
    if (m_fault.empty())
        m_fault = "step " + std::to_string(m_step) + ": " + what;
    note("WRONG: ", what);
}

} // namespace turnpike::testing
