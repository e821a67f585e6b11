// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/voided_keys.h"
#include "core/wire/types.h"
#include "relay/edge/edge.h"
#include "relay/edge/settings_from_deployment.h"

namespace turnpike::management {

/// What a push changes on the relay that runs as `identity`, by the declarations of the properties
/// (model::Effect): the same words that a console shows before the push. What other sites and servers do
/// is left out.
class PushEffects {
public:
    /// `startedWith` is what the process read when it began: only what differs from that waits for a restart.
    PushEffects(const edge::Identity &identity, const model::Deployment &startedWith,
                const model::Deployment &before, const model::Deployment &after);

    /// Fills in the lists; of listeners and threads the edge alone knows what it did.
    void describe(wire::PushOutcome &outcome, const edge::ApplyReport &report) const;

private:
    void add(wire::PushOutcome &outcome, const document::Change &change,
             const edge::ApplyReport &report) const;
    [[nodiscard]] bool concernsThisRelay(const document::PropertyPath &path) const;
    [[nodiscard]] QString usersLeftBehind(const document::PropertyPath &realm) const;
    [[nodiscard]] bool waitsForRestart(const document::PropertyPath &path) const;

    const edge::Identity &m_identity;
    const model::Deployment &m_startedWith;
    const model::Deployment &m_after;
    document::Changes m_changes;
    std::vector<document::VoidedKeys> m_voided;
};

} // namespace turnpike::management
