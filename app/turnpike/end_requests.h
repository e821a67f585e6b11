// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/signals/unix_signals.h"

class QMainWindow;

namespace turnpike::console {

/// Signals and the end of the session ask as closing the window does; a second signal does not. Who sent the
/// first one from a terminal is told there that the window waits for an answer.
void askBeforeTheEnd(QMainWindow &window, app::UnixSignals &signals);

} // namespace turnpike::console
