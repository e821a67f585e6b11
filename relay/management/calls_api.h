// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/router.h"
#include "relay/management/relay_controller.h"

namespace turnpike::management {

/// The part of the interface that is about what runs now: status, allocations, users, credentials.
class CallsApi {
public:
    explicit CallsApi(RelayController &controller);
    void addTo(Router &router);

private:
    [[nodiscard]] HttpResponse status(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse allocations(const HttpRequest &request);
    [[nodiscard]] HttpResponse allocation(const HttpRequest &request, const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse endAllocation(const HttpRequest &request,
                                             const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse ports(const HttpRequest &request);
    [[nodiscard]] HttpResponse users(const HttpRequest &request);
    [[nodiscard]] HttpResponse endAllocationsOf(const HttpRequest &request,
                                                const Router::Parameters &parameters);
    [[nodiscard]] HttpResponse issueCredential(const HttpRequest &request);
    [[nodiscard]] HttpResponse explainPeer(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse drain(const HttpRequest &request);
    [[nodiscard]] HttpResponse undrain(const HttpRequest &request);
    [[nodiscard]] HttpResponse clients(const HttpRequest &request) const;
    [[nodiscard]] HttpResponse revokeClient(const HttpRequest &request, const Router::Parameters &parameters);

    RelayController &m_controller;
};

} // namespace turnpike::management
