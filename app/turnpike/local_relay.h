// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpike/options.h"
#include "app/turnpike/replaced_ports.h"
#include "core/diagnosis/demo_traffic.h"
#include "core/wire/relay_connection.h"
#include "relay/management/relay_controller.h"

#include <memory>

namespace turnpike::console {

/// "This computer": the relay that runs in the console's own process, started when it is first wanted.
class LocalRelay {
public:
    explicit LocalRelay(const Options &options);
    ~LocalRelay();

    /// A taken port of the configuration is replaced by a free one, which stays from then on, and notice()
    /// says so; a taken port that was asked for, or a state directory in use, is an error.
    [[nodiscard]] Result<std::unique_ptr<wire::RelayConnection>> connect();
    [[nodiscard]] Result<void> startDemo();
    /// Where clients find the relay now, as long as that is not the port that was configured; else empty.
    [[nodiscard]] QString notice() const;
    /// Calls that end with this process.
    [[nodiscard]] int callCount() const;

private:
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<model::SharedDeployment> withFreePorts(const model::SharedDeployment &wanted,
                                                                bool &isChanged);
    const Options &m_options;
    std::unique_ptr<ReplacedPorts> m_replaced;
    std::unique_ptr<management::RelayController> m_controller;
    std::unique_ptr<diagnosis::DemoTraffic> m_demo; ///< ends before the relay it calls through
};

} // namespace turnpike::console
