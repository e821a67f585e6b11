// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"

#include <QHostAddress>

namespace turnpike::console {

enum class Transport { Udp, Tcp };

[[nodiscard]] bool isFree(Transport transport, const QHostAddress &address, Port port);

/// The ports that the system hands out to whoever asks for any: a listener there may find its port taken at
/// the next start.
[[nodiscard]] PortRange ephemeralPorts();

/// A free port for clients to come to in the place of `wanted`: outside the relay ports, which calls take,
/// and outside ephemeralPorts(). The same one as long as it is free, so that clients find it again. Port 0:
/// none is.
[[nodiscard]] Port freePortInsteadOf(Port wanted, Transport transport, const QHostAddress &address,
                                     const PortRange &relayPorts);

} // namespace turnpike::console
