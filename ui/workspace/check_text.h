// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::ui {

class Workspace;

/// What can be said where no problem is listed: nothing was checked and why, the check is under way, or what
/// it came to and when. The one place that claims a check.
[[nodiscard]] QString checkText(const Workspace &workspace);

} // namespace turnpike::ui
