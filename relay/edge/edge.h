// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "relay/edge/door_keeper.h"
#include "relay/edge/loop_times.h"
#include "relay/edge/settings.h"
#include "relay/net/io_engine.h"
#include "relay/tls/certificate_book.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnpike::edge {

/// What a change of settings did that only the edge can know. When everything else takes effect is declared
/// with the properties (model::Effect).
struct ApplyReport {
    std::vector<std::string> rebound; ///< listeners opened or closed
    bool workersNeedRestart = false;  ///< another number of threads is wanted than runs
};

/// A running relay: workers with their listeners, event loops and allocations (DESIGN.md, decision 3).
/// All functions may be called from any one controlling thread; none waits for the data path for
/// longer than one turn of a worker's loop. Destruction ends all allocations and joins the workers.
class Edge {
public:
    /// Binds everything or nothing. A taken port is reported with its address and transport. `notice` gets
    /// what strangers do and an administrator wants to know of, on any thread, until the Edge is gone.
    /// `makeEngine` gives each worker its way of doing I/O; the usual one when empty.
    [[nodiscard]] static Result<std::unique_ptr<Edge>> start(Settings settings, Notice notice = {},
                                                             const net::EngineFactory &makeEngine = {});
    ~Edge();
    Edge(const Edge &) = delete;
    Edge &operator=(const Edge &) = delete;

    /// Changes the running settings without cutting a call wherever that is possible. New listeners
    /// are bound first: on failure nothing has changed.
    [[nodiscard]] Result<ApplyReport> apply(Settings settings);
    [[nodiscard]] const Settings &settings() const;
    /// Bound addresses, with the ports the system chose.
    [[nodiscard]] std::vector<live::Listener> listeners() const;
    /// Looks whether the files of certificates and credentials have changed, and serves what is new and good;
    /// to be called every few seconds. What came or went is a notice. Whether anything did.
    bool refreshFiles();
    [[nodiscard]] std::vector<tls::CertificateBook::Status> certificates() const;
    [[nodiscard]] std::vector<CredentialFiles::Status> credentialFiles() const;
    /// A time-limited credential of the first shared secret; nothing without one.
    [[nodiscard]] std::optional<auth::IssuedCredential> issueCredential(std::string_view user,
                                                                        WallTime expires) const;

    /// What the workers published, ordered by key; each row is whole, and current to the packet. No worker is
    /// asked, and none waits. `sequence` grows with every call.
    [[nodiscard]] live::Snapshot snapshot();
    /// How long the turns of each worker's loop worked since it began; as they are published.
    [[nodiscard]] std::vector<LoopTimes::Counts> loopTimes() const;
    /// One row of it; nothing when there is no such allocation.
    [[nodiscard]] std::optional<live::Allocation> allocation(live::AllocationKey key);
    /// NotFound when the allocation is gone already.
    [[nodiscard]] Result<void> endAllocation(live::AllocationKey key);
    /// How many were ended. `username` as shown, or the person behind a time-limited name.
    int endAllocationsOf(const std::string &username);
    [[nodiscard]] turn::PeerPolicy::Decision explainPeer(const IpAddress &peer) const;

    /// From now on new allocations get 508; existing ones live on.
    void drain();
    /// New allocations are taken again.
    void undrain();
    [[nodiscard]] bool isDraining() const;
    [[nodiscard]] std::size_t allocationCount() const;
    /// For a watchdog: whether every worker's loop has turned since this was asked the last time. Asks them
    /// again and waits for none.
    [[nodiscard]] bool takePulse();

private:
    class Impl;
    explicit Edge(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace turnpike::edge
