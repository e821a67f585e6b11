// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/log_output.h"
#include "core/validation/problem.h"

namespace turnpike::daemon {

/// What is said of a configuration, a line each, in the same words by a start, a check and a SIGHUP: all that
/// is at least as severe as `least`.
[[nodiscard]] LogLines problemLines(const validation::Problems &problems, validation::Severity least);

} // namespace turnpike::daemon
