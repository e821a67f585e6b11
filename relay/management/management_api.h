// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/calls_api.h"
#include "relay/management/configuration_api.h"

namespace turnpike::management {

/// What one door of the relay answers: the calls of core/wire/calls.h, but for pairing.
class ManagementApi {
public:
    explicit ManagementApi(RelayController &controller)
        : m_configuration(controller)
        , m_calls(controller)
    {
        m_configuration.addTo(m_table);
        m_calls.addTo(m_table);
    }

    [[nodiscard]] CallTable &table() { return m_table; }
    [[nodiscard]] const CallTable &table() const { return m_table; }
    [[nodiscard]] ConfigurationApi &configuration() { return m_configuration; }

private:
    CallTable m_table;
    ConfigurationApi m_configuration;
    CallsApi m_calls;
};

} // namespace turnpike::management
