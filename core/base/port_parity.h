// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike {

/// Which ports do, for whoever asks for one: RTP has an even port and RTCP the one after it.
enum class PortParity : std::uint8_t { Any, Even, EvenReservingNext };

} // namespace turnpike
