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
    void addTo(Router &router);
    /// A revision came into force that awaits confirmation: connections up to this number are older than it
    /// and prove nothing.
    void newRevisionAwaits(quint64 revision, quint64 newestConnection);

private:
    [[nodiscard]] HttpResponse fetch(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse push(const HttpRequest &request);
    [[nodiscard]] HttpAnswer validate(const HttpRequest &request);
    [[nodiscard]] HttpResponse revisions(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse revision(const HttpRequest &request,
                                        const Router::Parameters &parameters) const;
    [[nodiscard]] HttpResponse difference(const HttpRequest &request,
                                          const Router::Parameters &parameters) const;
    [[nodiscard]] HttpResponse confirm(const HttpRequest &request, const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse revert(const HttpRequest &request, const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse audit(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse verifyAudit(const HttpRequest &request) const;
    [[nodiscard]] Result<model::SharedDeployment> ranBefore(const Caller &caller, quint64 number) const;

    RelayController &m_controller;
    WorkQueue m_work;
    quint64 m_awaitingRevision = 0;
    quint64 m_newestConnectionBefore = 0;
};

} // namespace turnpike::management
