// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/call_table.h"
#include "relay/management/relay_controller.h"

namespace turnpike::management {

/// The part of the interface that is about what runs now: status, allocations, users, credentials.
class CallsApi {
public:
    explicit CallsApi(RelayController &controller);
    void addTo(CallTable &table);

private:
    void addLists(CallTable &table);

    RelayController &m_controller;
};

} // namespace turnpike::management
