// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::ui {

class CommandSet;
class MainWindow;

/// Taking the relay out of service and back. What cuts calls says how many, and asks.
void addDrainCommands(CommandSet &set, MainWindow &window);

} // namespace turnpike::ui
