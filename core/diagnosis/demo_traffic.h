// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>

namespace turnpike::diagnosis {

/// Synthetic calls against a relay of this process, so that every live view has something to show.
/// Implemented in relay/probe, handed to the console by app/. Started and stopped on one thread;
/// works on its own. Destruction stops it.
class DemoTraffic {
public:
    virtual ~DemoTraffic() = default;
    /// Starts `calls` simultaneous calls that come and go; real packets over loopback.
    [[nodiscard]] virtual Result<void> start(int calls) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual bool isRunning() const = 0;
};

} // namespace turnpike::diagnosis
