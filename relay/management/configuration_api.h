// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/call_table.h"
#include "relay/management/relay_controller.h"

namespace turnpike::management {

/// The part of the interface that is about the configuration: deployment, revisions, audit.
class ConfigurationApi {
public:
    explicit ConfigurationApi(RelayController &controller);
    void addTo(CallTable &table);
    /// A revision came into force that awaits confirmation: connections up to this number are older than it
    /// and prove nothing.
    void newRevisionAwaits(quint64 revision, quint64 newestConnection);

private:
    void addDeployment(CallTable &table);
    void addRevisions(CallTable &table);
    [[nodiscard]] Result<QJsonObject> difference(const Asker &asker, quint64 number) const;
    [[nodiscard]] Result<model::SharedDeployment> ranBefore(const trust::Caller &caller,
                                                            quint64 number) const;
    [[nodiscard]] Result<wire::Revision> confirm(const Asker &asker, quint64 number);

    RelayController &m_controller;
    http::WorkQueue m_work;
    quint64 m_awaitingRevision = 0;
    quint64 m_newestConnectionBefore = 0;
};

} // namespace turnpike::management
