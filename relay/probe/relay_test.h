// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/diagnosis/relay_test.h"

namespace turnpike::probe {

/// Whoever waits longer for one answer takes the relay for dead.
inline constexpr std::chrono::milliseconds kTestPatience{5000};

/// A call through a relay as any client makes it, and what each of its steps said; see RelayTester.
/// `patience`: for one answer.
[[nodiscard]] diagnosis::TransportTest testRelay(const std::string &url,
                                                 const diagnosis::TestCredential &credential,
                                                 const std::stop_token &stop = {},
                                                 std::chrono::milliseconds patience = kTestPatience);

} // namespace turnpike::probe
