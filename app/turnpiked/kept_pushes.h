// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "relay/store/revision_store.h"

#include <map>

namespace turnpike::daemon {

/// Who pushed a value that is kept. Reads the newest revisions, each once and only when it is asked for them.
class KeptPushes {
public:
    /// `store` outlives it.
    explicit KeptPushes(const store::RevisionStore &store)
        : m_store(store)
    {
    }

    /// The revision that gave this place what it holds in `holder`, or took it away; nothing when that was a
    /// start of the relay, or lies far back.
    [[nodiscard]] std::optional<wire::Revision> whoSet(const document::PropertyPath &path,
                                                       const model::Deployment &holder);

private:
    [[nodiscard]] model::SharedDeployment deploymentOf(quint64 number);

    const store::RevisionStore &m_store;
    std::map<quint64, model::SharedDeployment> m_read;
};

} // namespace turnpike::daemon
