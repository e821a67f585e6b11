// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"
#include "ui/workspace/certificate_state.h"
#include "ui/workspace/live_hub.h"

#include <QString>

#include <chrono>
#include <optional>

namespace turnpike::ui {

/// One sentence about the relay, the worst that is true.
struct Health {
    enum class Level { Good, Attention, Bad, Unknown };
    Level level = Level::Unknown;
    QString sentence;    ///< "This relay is healthy."
    QString explanation; ///< what it means or what to do; may be empty
};

/// What health is worked out from.
struct HealthFacts {
    const wire::RelayConnection *connection = nullptr; ///< null: none chosen
    SharedPicture picture;
    LiveHub::History history;
    bool isStale = false;
    const validation::Problems *problems = nullptr;  ///< of what is shown and edited
    const validation::Problems *running = nullptr;   ///< of what the relay runs; null: the same
    std::vector<CertificateState> certificates{};    ///< about which something is to be done, worst first
    QString site{};                                  ///< whose certificates they are
    std::vector<wire::CredentialFileStatus> files{}; ///< of users and secrets, as the relay reads them
};

[[nodiscard]] Health healthOf(const HealthFacts &facts);
/// From the trend of the history: nothing when the use of ports does not grow, is still below half, or
/// grows too slowly to matter today.
[[nodiscard]] std::optional<std::chrono::minutes> timeUntilPortsAreUsed(const LiveHub::History &history);
/// "5 min", "3 h".
[[nodiscard]] QString aboutText(std::chrono::minutes duration);
/// Share of packets that were dropped in the last ten seconds.
[[nodiscard]] double recentLoss(const LiveHub::History &history);

} // namespace turnpike::ui
