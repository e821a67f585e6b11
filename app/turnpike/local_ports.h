// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::ui {
class Workspace;
}

namespace turnpike::console {

class LocalRelay;

/// Says in the window, as long as it is so, that the relay of this computer listens elsewhere than it was
/// configured: once it has started, and whenever a push may have moved its ports.
void followLocalPorts(ui::Workspace &workspace, const LocalRelay &relay);

} // namespace turnpike::console
