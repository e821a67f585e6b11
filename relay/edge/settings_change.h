// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"

namespace turnpike::edge {

/// Which differences take effect at once, for new calls, or only after a restart; listeners are not
/// among them, because what happens to them is known only when it was done.
[[nodiscard]] ApplyReport reportOfChange(const Settings &before, const Settings &after, int runningWorkers);

} // namespace turnpike::edge
