// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/router.h"
#include "relay/management/relay_controller.h"

namespace turnpike::management {

/// The part of the interface that is about what runs now: status, allocations, users, credentials.
class CallsApi {
public:
    explicit CallsApi(RelayController &controller);
    void addTo(http::Router &router);

private:
    [[nodiscard]] http::Response status(const http::Request &request) const;
    [[nodiscard]] http::Response allocations(const http::Request &request);
    [[nodiscard]] http::Response allocation(const http::Request &request,
                                            const http::Router::Parameters &parameters);
    [[nodiscard]] http::Response endAllocation(const http::Request &request,
                                               const http::Router::Parameters &parameters);
    [[nodiscard]] http::Response ports(const http::Request &request);
    [[nodiscard]] http::Response users(const http::Request &request);
    [[nodiscard]] http::Response endAllocationsOf(const http::Request &request,
                                                  const http::Router::Parameters &parameters);
    [[nodiscard]] http::Response issueCredential(const http::Request &request);
    [[nodiscard]] http::Response explainPeer(const http::Request &request) const;
    [[nodiscard]] http::Response drain(const http::Request &request);
    [[nodiscard]] http::Response undrain(const http::Request &request);
    [[nodiscard]] http::Response clients(const http::Request &request) const;
    [[nodiscard]] http::Response revokeClient(const http::Request &request,
                                              const http::Router::Parameters &parameters);

    RelayController &m_controller;
};

} // namespace turnpike::management
