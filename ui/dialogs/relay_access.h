// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"
#include "core/client/secret_store.h"
#include "core/diagnosis/relay_test.h"
#include "core/wire/relay_connection.h"

#include <functional>
#include <memory>

namespace turnpike::ui {

/// How the window reaches relays; handed over by the program, which knows the relay in its own process.
struct RelayAccess {
    /// The relay in this process; none when the program runs without one.
    std::function<std::unique_ptr<wire::RelayConnection>()> thisComputer = {};
    client::ProfileStore profiles = client::ProfileStore();
    client::SecretStore *secrets = nullptr; ///< outlives the window
    /// Calls that would end with the window, because their relay runs in this process.
    std::function<int()> callsThatEndWithUs = {};
    diagnosis::RelayTester tester = {};
};

} // namespace turnpike::ui
