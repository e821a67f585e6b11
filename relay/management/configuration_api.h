// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/relay_controller.h"
#include "relay/management/router.h"

namespace turnpike::management {

/// The part of the interface that is about the configuration: deployment, revisions, audit.
class ConfigurationApi {
public:
    explicit ConfigurationApi(RelayController &controller);
    void addTo(Router &router);

private:
    [[nodiscard]] HttpResponse fetch(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse push(const HttpRequest &request);
    [[nodiscard]] HttpResponse validate(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse revisions(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse revision(const HttpRequest &request,
                                        const Router::Parameters &parameters) const;
    [[nodiscard]] HttpResponse difference(const HttpRequest &request,
                                          const Router::Parameters &parameters) const;
    [[nodiscard]] HttpResponse confirm(const HttpRequest &request, const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse revert(const HttpRequest &request, const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse audit(const HttpRequest &request) const;
    [[nodiscard]] Result<model::SharedDeployment> ranBefore(const Caller &caller, quint64 number) const;

    RelayController &m_controller;
    /// Over which connection the newest push came.
    quint64 m_pushedRevision = 0;
    quint64 m_pushConnection = 0;
};

} // namespace turnpike::management
