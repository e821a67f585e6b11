// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/router.h"
#include "relay/http/work_queue.h"
#include "relay/management/relay_controller.h"

namespace turnpike::management {

/// The part of the interface that is about the configuration: deployment, revisions, audit.
class ConfigurationApi {
public:
    explicit ConfigurationApi(RelayController &controller);
    void addTo(http::Router &router);
    /// A revision came into force that awaits confirmation: connections up to this number are older than it
    /// and prove nothing.
    void newRevisionAwaits(quint64 revision, quint64 newestConnection);

private:
    [[nodiscard]] http::Response fetch(const http::Request &request) const;
    [[nodiscard]] http::Response push(const http::Request &request);
    [[nodiscard]] http::Answer validate(const http::Request &request);
    [[nodiscard]] http::Response revisions(const http::Request &request) const;
    [[nodiscard]] http::Response revision(const http::Request &request,
                                          const http::Router::Parameters &parameters) const;
    [[nodiscard]] http::Response difference(const http::Request &request,
                                            const http::Router::Parameters &parameters) const;
    [[nodiscard]] http::Response confirm(const http::Request &request,
                                         const http::Router::Parameters &parameters);
    [[nodiscard]] http::Response revert(const http::Request &request,
                                        const http::Router::Parameters &parameters);
    [[nodiscard]] http::Response audit(const http::Request &request) const;
    [[nodiscard]] http::Response verifyAudit(const http::Request &request) const;
    [[nodiscard]] Result<model::SharedDeployment> ranBefore(const http::Caller &caller, quint64 number) const;

    RelayController &m_controller;
    http::WorkQueue m_work;
    quint64 m_awaitingRevision = 0;
    quint64 m_newestConnectionBefore = 0;
};

} // namespace turnpike::management
