// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

namespace turnpike::net {

/// The system's clocks, read here and nowhere else in the relay: everything above gets time handed in.
[[nodiscard]] Now currentTime();

} // namespace turnpike::net
