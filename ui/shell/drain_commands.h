// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::ui {

class MainWindow;
class ShellCommands;

/// Taking the relay out of service and back. What cuts calls says how many, and asks.
void addDrainCommands(ShellCommands &set, MainWindow &window);

} // namespace turnpike::ui
