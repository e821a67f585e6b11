// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "ui/workspace/page_link.h"

#include <optional>

namespace turnpike::ui {

// Where things are in the live view. What is written here is read by the pages, and by nobody else.

/// Calls, with this one selected.
[[nodiscard]] PageLink linkToCall(live::AllocationKey key);
/// Calls, narrowed by what could be typed into the filter line.
[[nodiscard]] PageLink linkToCalls(const QString &filter);
/// Calls of one person, whatever the name consists of.
[[nodiscard]] PageLink linkToCallsOf(const QString &user);
/// Ports, with the cursor on the port of this call.
[[nodiscard]] PageLink linkToPortOf(live::AllocationKey key);

/// The call that an argument names; nothing when it names none.
[[nodiscard]] std::optional<live::AllocationKey> callNamedBy(const QString &argument);

} // namespace turnpike::ui
