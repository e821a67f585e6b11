// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/edge.h"

#include "core/base/random.h"
#include "relay/edge/allocation_key.h"
#include "relay/edge/live_rows.h"
#include "relay/edge/open_listener.h"
#include "relay/edge/served_files.h"
#include "relay/edge/shared_admission.h"
#include "relay/edge/worker.h"
#include "relay/edge/worker_settings.h"
#include "relay/net/clock.h"
#include "relay/net/epoll_engine.h"
#include "relay/net/machine_addresses.h"
#include "relay/net/process_limits.h"

#include <algorithm>
#include <future>
#include <type_traits>

namespace turnpike::edge {

namespace {

using namespace std::chrono_literals;

/// A worker answers within one turn of its loop; it can only be late when the machine is.
constexpr auto kWorkerAnswerWait = 2s;

int workerCountOf(const Settings &settings)
{
    const int wanted =
        settings.workers > 0 ? settings.workers : static_cast<int>(std::thread::hardware_concurrency());
    return std::clamp(wanted, 1, kMostWorkers);
}

Result<void> check(const Settings &settings)
{
    if (settings.listeners.empty()) {
        return fail(Error::Code::InvalidValue, "there is no listener, so no client could reach the relay",
                    "listeners", "at least one address for UDP or TCP");
    }
    if (settings.relayPorts.first.value == 0 || settings.relayPorts.last < settings.relayPorts.first) {
        return fail(Error::Code::InvalidValue,
                    "relay ports " + settings.relayPorts.toString() + " are no range", "relay ports",
                    "first-last from 1 to 65535, first not above last");
    }
    // Whether this machine has the address is found out before the first call, not by it.
    auto tried = net::tryRelaying(settings.relayAddress);
    return tried && !settings.secondRelayAddress.isNone() ? net::tryRelaying(settings.secondRelayAddress)
                                                          : tried;
}

bool isUnset(const std::array<std::uint8_t, 32> &key)
{
    return std::all_of(key.begin(), key.end(), [](auto byte) { return byte == 0; });
}

void addOnce(std::vector<IpAddress> &addresses, const IpAddress &address)
{
    if (!address.isNone() && std::ranges::find(addresses, address) == addresses.end())
        addresses.push_back(address);
}

} // namespace

class Edge::Impl {
public:
    Impl(Settings settings, Notice notice)
        : m_notice(std::move(notice))
        , m_settings(std::move(settings))
        , m_ports(m_settings.relayPorts)
    {
    }
    ~Impl();

    [[nodiscard]] Result<void> start(const net::EngineFactory &makeEngine);
    [[nodiscard]] Result<ApplyReport> apply(Settings settings);
    [[nodiscard]] const Settings &settings() const { return m_settings; }
    [[nodiscard]] turn::PeerPolicy peerPolicy() const;
    [[nodiscard]] std::vector<live::Listener> listeners() const;
    bool refreshFiles();
    [[nodiscard]] const ServedFiles &files() const { return m_files; }
    [[nodiscard]] live::Snapshot snapshot();
    [[nodiscard]] std::optional<live::Allocation> allocation(live::AllocationKey key);
    [[nodiscard]] Result<void> endAllocation(live::AllocationKey key, turn::EndCause cause);
    int endAllocationsOf(const std::string &username);
    void setDraining(bool draining);
    [[nodiscard]] bool isDraining() const { return m_draining; }
    [[nodiscard]] std::size_t allocationCount() const { return m_admission.total(); }
    [[nodiscard]] bool takePulse();
    [[nodiscard]] std::vector<LoopTimes::Counts> loopTimes() const;

private:
    [[nodiscard]] WorkerSettings workerSettings() const;
    [[nodiscard]] SharedState sharedState(int workers);
    void noteRelayAddresses();
    void distributeSettings();
    [[nodiscard]] Result<void> serve(std::vector<PreparedListener> &&prepared, ApplyReport &report);
    void retire(const ListenerPlan &plan, ApplyReport &report);
    void closeUnusedListeners();
    void close(std::uint32_t id);
    [[nodiscard]] std::chrono::nanoseconds monotonicToWall();
    /// Which rule refused what was refused.
    void nameRules(std::span<live::Allocation> rows) const;

    /// Asks the worker something on its own thread; the answer comes as a future.
    template <class Question>
    auto ask(Worker &worker, Question question)
    {
        using Answer = std::invoke_result_t<Question, Worker &>;
        auto promise = std::make_shared<std::promise<Answer>>();
        auto future = promise->get_future();
        worker.post([promise, question = std::move(question)](Worker &target) mutable {
            // Whoever has the answer sees in the next snapshot what it changed.
            if constexpr (std::is_void_v<Answer>) {
                question(target);
                target.publishTotals();
                promise->set_value();
            } else {
                auto answer = question(target);
                target.publishTotals();
                promise->set_value(std::move(answer));
            }
        });
        return future;
    }
    template <class Question>
    auto askAll(Question question)
    {
        std::vector<decltype(ask(*m_workers.front(), question))> answers;
        for (const auto &worker : m_workers)
            answers.push_back(ask(*worker, question));
        return answers;
    }
    /// Tells all workers, and waits until they have done it.
    void tellAll(const std::function<void(Worker &)> &task)
    {
        const auto until = std::chrono::steady_clock::now() + kWorkerAnswerWait;
        for (const auto &done : askAll(task))
            done.wait_until(until);
    }

    Notice m_notice;
    Settings m_settings;
    /// Of these settings and all before: running calls keep the addresses they began with.
    std::vector<IpAddress> m_relayAddresses;
    SharedAdmission m_admission;
    PortPool m_ports;
    ConnectionLimit m_connections;
    ReservationBook m_reservations;
    RelayedPorts m_relayedPorts;
    bool m_draining = false;
    std::uint64_t m_epoch = 0;
    std::uint64_t m_sequence = 0;
    std::chrono::nanoseconds m_toWall{};
    MonotonicTime m_begun = net::currentTime().monotonic;
    ServedFiles m_files;
    std::vector<OpenListener> m_listeners;
    std::uint32_t m_nextListenerId = 1;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::future<void>>
        m_pulse; ///< of those that were asked and did not answer when looked at last
};

Edge::Impl::~Impl()
{
    // All of them stop at the same time, then each is waited for.
    for (const auto &worker : m_workers)
        worker->requestStop();
    // They hand each other connections, so that none goes before all have stopped.
    for (const auto &worker : m_workers)
        worker->join();
    m_workers.clear();
}

Result<void> Edge::Impl::start(const net::EngineFactory &makeEngine)
{
    if (auto checked = check(m_settings); !checked)
        return checked;
    net::raiseDescriptorLimit(); // each allocation is one
    fillRandom(std::as_writable_bytes(std::span(&m_epoch, 1)));
    if (isUnset(m_settings.turn.nonceKey))
        fillRandom(std::as_writable_bytes(std::span(m_settings.turn.nonceKey)));
    noteRelayAddresses();
    m_files = ServedFiles::of(m_settings);
    m_files.tell(m_notice);
    const int count = workerCountOf(m_settings);
    for (int i = 0; i < count; ++i) {
        auto engine = makeEngine ? makeEngine() : net::makeEpollEngine();
        if (!engine)
            return tl::make_unexpected(engine.error());
        auto worker = Worker::create(i, sharedState(count), workerSettings(), std::move(*engine));
        if (!worker)
            return tl::make_unexpected(worker.error());
        m_workers.push_back(std::move(*worker));
    }
    auto prepared = prepareListeners(planListeners({}, m_settings.listeners), {}, count, m_nextListenerId);
    if (!prepared)
        return tl::make_unexpected(prepared.error());
    for (const auto &worker : m_workers)
        worker->start();
    ApplyReport unused;
    if (auto served = serve(std::move(*prepared), unused); !served)
        return served;
    distributeSettings(); // now that the listeners have their ports
    return {};
}

SharedState Edge::Impl::sharedState(int workers)
{
    return {m_admission,
            m_ports,
            m_connections,
            m_reservations,
            m_relayedPorts,
            m_notice,
            workers,
            [this](int number) -> Worker & { return *m_workers[static_cast<std::size_t>(number)]; }};
}

void Edge::Impl::noteRelayAddresses()
{
    addOnce(m_relayAddresses, m_settings.relayAddress);
    addOnce(m_relayAddresses, m_settings.secondRelayAddress);
    addOnce(m_relayAddresses, m_settings.turn.advertisedAddress);
}

turn::PeerPolicy Edge::Impl::peerPolicy() const
{
    turn::PeerPolicy::Rules rules = m_settings.turn.peers.rules();
    for (const IpAddress &address : m_relayAddresses)
        addOnce(rules.relayAddresses, address);
    for (const OpenListener &listener : m_listeners) {
        addOnce(rules.ownAddresses, listener.bound.address);
        rules.ownListeners.push_back(listener.bound);
    }
    return turn::PeerPolicy(std::move(rules));
}

WorkerSettings Edge::Impl::workerSettings() const
{
    turn::Settings turn = m_settings.turn;
    turn.draining = turn.draining || m_draining;
    turn.peers = peerPolicy();
    turn.credentials = m_files.credentials();
    return workerSettingsOf(m_settings, std::move(turn), m_files.certificates().set(),
                            workerCountOf(m_settings));
}

void Edge::Impl::distributeSettings()
{
    tellAll([settings = workerSettings()](Worker &worker) { worker.apply(settings); });
}

Result<void> Edge::Impl::serve(std::vector<PreparedListener> &&prepared, ApplyReport &report)
{
    for (auto &[listener, sockets] : prepared) {
        m_nextListenerId = std::max(m_nextListenerId, listener.id + 1);
        std::vector<std::future<Result<void>>> started;
        for (std::size_t i = 0; i < m_workers.size(); ++i) {
            auto socket = std::make_shared<net::BoundSocket>(std::move(sockets[i]));
            started.push_back(ask(*m_workers[i], [listener = listener, socket](Worker &worker) {
                return worker.addListener(listener, std::move(*socket));
            }));
        }
        for (auto &result : started) {
            if (auto added = result.get(); !added) {
                close(listener.id);
                return added;
            }
        }
        report.rebound.push_back("opened " + describe(listener.configured.transports, listener.bound));
        m_listeners.push_back(listener);
    }
    return {};
}

void Edge::Impl::retire(const ListenerPlan &plan, ApplyReport &report)
{
    for (const auto &[index, configured] : plan.keep) {
        auto &listener = m_listeners[index];
        const std::vector<Transport> before =
            listener.isRetired ? std::vector<Transport>{} : listener.configured.transports;
        listener.isRetired = false;
        listener.configured = configured;
        if (before == configured.transports)
            continue;
        tellAll([id = listener.id, transports = configured.transports](Worker &worker) {
            worker.setListenerTransports(id, transports);
            worker.setListenerState(id, ClientListener::State::Open);
        });
        const auto tell = [&](const char *what, const std::vector<Transport> &those,
                              const std::vector<Transport> &others) {
            for (const Transport transport : those) {
                if (std::ranges::find(others, transport) == others.end())
                    report.rebound.push_back(what + describe({transport}, listener.bound));
            }
        };
        tell("opened ", configured.transports, before);
        tell("closed ", before, configured.transports);
    }
    for (const std::size_t index : plan.retire) {
        auto &listener = m_listeners[index];
        const std::string name = describe(listener.configured.transports, listener.bound);
        if (listener.configured.kind() == SocketKind::Stream) {
            // Those that it accepted live on without it.
            close(listener.id);
            listener.id = 0;
            report.rebound.push_back("closed " + name);
            continue;
        }
        listener.isRetired = true;
        const bool behindAnother = std::any_of(plan.add.begin(), plan.add.end(),
                                               [&](const auto &added) { return overlaps(listener, added); });
        tellAll([id = listener.id, behindAnother](Worker &worker) {
            worker.setListenerState(id, behindAnother ? ClientListener::State::RetiredBehindAnother
                                                      : ClientListener::State::Retired);
        });
        report.rebound.push_back("closed " + name + " for new calls");
    }
    std::erase_if(m_listeners, [](const OpenListener &listener) { return listener.id == 0; });
}

void Edge::Impl::close(std::uint32_t id)
{
    tellAll([id](Worker &worker) { worker.removeListener(id); });
}

void Edge::Impl::closeUnusedListeners()
{
    std::erase_if(m_listeners, [this](const OpenListener &listener) {
        if (!listener.isRetired || listener.allocations->load() > 0)
            return false;
        close(listener.id);
        return true;
    });
}

Result<ApplyReport> Edge::Impl::apply(Settings settings)
{
    if (auto checked = check(settings); !checked)
        return tl::make_unexpected(checked.error());
    if (isUnset(settings.turn.nonceKey))
        settings.turn.nonceKey = m_settings.turn.nonceKey;
    auto files = m_files.changedTo(settings);
    if (!files)
        return tl::make_unexpected(files.error());
    const auto plan = planListeners(m_listeners, settings.listeners);
    auto prepared = prepareListeners(plan, m_listeners, static_cast<int>(m_workers.size()), m_nextListenerId);
    if (!prepared)
        return tl::make_unexpected(prepared.error());
    ApplyReport report;
    report.workersNeedRestart = workerCountOf(settings) != static_cast<int>(m_workers.size());
    retire(plan, report);
    if (auto served = serve(std::move(*prepared), report); !served)
        return tl::make_unexpected(served.error());
    files->tellOfOthersThan(m_settings, m_notice);
    m_settings = std::move(settings);
    m_files = std::move(*files);
    m_ports.setRange(m_settings.relayPorts);
    noteRelayAddresses();
    distributeSettings();
    return report;
}

std::vector<live::Listener> Edge::Impl::listeners() const
{
    std::vector<live::Listener> result;
    for (const auto &listener : m_listeners) {
        if (listener.isRetired)
            continue;
        for (const Transport transport : listener.configured.transports)
            result.push_back({std::string(name(transport)), listener.bound});
    }
    return result;
}

bool Edge::Impl::refreshFiles()
{
    if (!m_files.refresh(m_notice))
        return false;
    distributeSettings();
    return true;
}

std::chrono::nanoseconds Edge::Impl::monotonicToWall()
{
    // Kept while the clocks agree within a second: a row's times must not tremble from one snapshot
    // to the next, or every row would look changed.
    const Now now = net::currentTime();
    const std::chrono::nanoseconds offset = now.wall.time_since_epoch() - now.monotonic.time_since_epoch();
    if (std::chrono::abs(offset - m_toWall) > 1s)
        m_toWall = offset;
    return m_toWall;
}

live::Snapshot Edge::Impl::snapshot()
{
    closeUnusedListeners();
    const std::chrono::nanoseconds toWall = monotonicToWall();
    live::Snapshot snapshot;
    snapshot.epoch = m_epoch;
    snapshot.sequence = ++m_sequence;
    // The one conversion that the rows' times have, so that ages within a picture are exact.
    const MonotonicTime now = net::currentTime().monotonic;
    snapshot.time = WallTime(std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch() + toWall));
    snapshot.uptime = std::chrono::floor<std::chrono::milliseconds>(now - m_begun);
    snapshot.revision = m_settings.revision;
    snapshot.draining = m_draining || m_settings.turn.draining;
    snapshot.workers = static_cast<std::uint16_t>(m_workers.size());
    snapshot.relayPorts = m_settings.relayPorts;
    snapshot.listeners = listeners();
    snapshot.allocations.reserve(m_admission.total());
    for (std::size_t i = 0; i < m_workers.size(); ++i) {
        const auto &published = m_workers[i]->published();
        const auto before = static_cast<std::ptrdiff_t>(snapshot.allocations.size());
        published.allocations.forEach([&](const PublishedAllocations::Row &row) {
            snapshot.allocations.push_back(rowOf(static_cast<int>(i), row, toWall));
        });
        // The worker is the key's highest part, so the parts in order are the whole in order.
        std::sort(snapshot.allocations.begin() + before, snapshot.allocations.end(),
                  [](const auto &left, const auto &right) { return left.key < right.key; });
        addTo(snapshot.totals, published.totals.read());
    }
    nameRules(snapshot.allocations);
    return snapshot;
}

// A verdict is a number for a worker; words are for whoever reads them.
void Edge::Impl::nameRules(std::span<live::Allocation> rows) const
{
    // Made when the first is met: mostly there is none, and clients choose how many there are.
    std::optional<Result<std::vector<IpNetwork>>> machine;
    std::optional<turn::PeerPolicy> policy;
    for (live::Allocation &row : rows) {
        for (live::RefusedPeer &refused : row.counters.refused) {
            if (!machine) {
                machine = net::machineAddresses();
                policy = peerPolicy();
            }
            refused.rule =
                *machine ? policy->explain(refused.peer.address, **machine).rule : machine->error().text();
        }
    }
}

std::optional<live::Allocation> Edge::Impl::allocation(live::AllocationKey key)
{
    const int worker = workerOf(key);
    std::optional<live::Allocation> found;
    if (static_cast<std::size_t>(worker) < m_workers.size()) {
        m_workers[static_cast<std::size_t>(worker)]->published().allocations.find(
            allocationOf(key),
            [&](const PublishedAllocations::Row &row) { found = rowOf(worker, row, monotonicToWall()); });
    }
    if (found)
        nameRules({&*found, 1});
    return found;
}

Result<void> Edge::Impl::endAllocation(live::AllocationKey key, turn::EndCause cause)
{
    const auto worker = static_cast<std::size_t>(workerOf(key));
    if (worker < m_workers.size()) {
        auto ended = ask(*m_workers[worker], [id = allocationOf(key), cause](Worker &target) {
            return target.endAllocation(id, cause);
        });
        if (ended.wait_for(kWorkerAnswerWait) != std::future_status::ready) {
            return fail(Error::Code::Timeout, "the relay is too busy to end allocation " + key.toString(), {},
                        {}, "it will be ended as soon as possible; look again in a moment");
        }
        if (ended.get())
            return {};
    }
    return fail(Error::Code::NotFound, "there is no allocation " + key.toString() + " any more");
}

int Edge::Impl::endAllocationsOf(const std::string &username)
{
    int ended = 0;
    const auto until = std::chrono::steady_clock::now() + kWorkerAnswerWait;
    for (auto &answer : askAll([username](Worker &worker) { return worker.endAllocationsOf(username); })) {
        if (answer.wait_until(until) == std::future_status::ready)
            ended += answer.get();
    }
    return ended;
}

std::vector<LoopTimes::Counts> Edge::Impl::loopTimes() const
{
    std::vector<LoopTimes::Counts> times;
    for (const auto &worker : m_workers)
        times.push_back(worker->published().loopTimes.read());
    return times;
}

bool Edge::Impl::takePulse()
{
    const bool isAlive = std::ranges::all_of(
        m_pulse, [](const auto &beat) { return beat.wait_for(0s) == std::future_status::ready; });
    // Who has not answered is not asked again: its mailbox would only grow.
    if (isAlive)
        m_pulse = askAll([](Worker &) {});
    return isAlive;
}

void Edge::Impl::setDraining(bool draining)
{
    m_draining = draining;
    distributeSettings();
}

Edge::Edge(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Edge::~Edge() = default;

Result<std::unique_ptr<Edge>> Edge::start(Settings settings, Notice notice,
                                          const net::EngineFactory &makeEngine)
{
    auto impl = std::make_unique<Impl>(std::move(settings), std::move(notice));
    if (auto started = impl->start(makeEngine); !started)
        return tl::make_unexpected(started.error());
    return std::unique_ptr<Edge>(new Edge(std::move(impl)));
}

Result<ApplyReport> Edge::apply(Settings settings)
{
    return m_impl->apply(std::move(settings));
}

const Settings &Edge::settings() const
{
    return m_impl->settings();
}

std::vector<live::Listener> Edge::listeners() const
{
    return m_impl->listeners();
}

bool Edge::refreshFiles()
{
    return m_impl->refreshFiles();
}

std::vector<CredentialFiles::Status> Edge::credentialFiles() const
{
    return m_impl->files().credentialFiles().status();
}

std::optional<auth::IssuedCredential> Edge::issueCredential(std::string_view user, WallTime expires) const
{
    return m_impl->files().credentials().issue(user, expires);
}

std::vector<tls::CertificateBook::Status> Edge::certificates() const
{
    return m_impl->files().certificates().status();
}

live::Snapshot Edge::snapshot()
{
    return m_impl->snapshot();
}

std::optional<live::Allocation> Edge::allocation(live::AllocationKey key)
{
    return m_impl->allocation(key);
}

Result<void> Edge::endAllocation(live::AllocationKey key, turn::EndCause cause)
{
    return m_impl->endAllocation(key, cause);
}

int Edge::endAllocationsOf(const std::string &username)
{
    return m_impl->endAllocationsOf(username);
}

turn::PeerPolicy::Decision Edge::explainPeer(const IpAddress &peer) const
{
    const auto machine = net::machineAddresses();
    if (!machine)
        return {false, machine.error().text()};
    return m_impl->peerPolicy().explain(peer, *machine);
}

void Edge::drain()
{
    m_impl->setDraining(true);
}

void Edge::undrain()
{
    m_impl->setDraining(false);
}

bool Edge::isDraining() const
{
    return m_impl->isDraining();
}

std::size_t Edge::allocationCount() const
{
    return m_impl->allocationCount();
}

std::vector<LoopTimes::Counts> Edge::loopTimes() const
{
    return m_impl->loopTimes();
}

bool Edge::takePulse()
{
    return m_impl->takePulse();
}

} // namespace turnpike::edge
