// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::ui {

class MainWindow;
class ShellCommands;

/// A real call from this computer, step by step.
void addTestCommand(ShellCommands &set, MainWindow &window);

} // namespace turnpike::ui
