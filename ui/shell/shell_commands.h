// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::ui {

class MainWindow;

/// Declares every command of the window; nothing a person can do in it is declared elsewhere.
void addShellCommands(MainWindow &window);

} // namespace turnpike::ui
