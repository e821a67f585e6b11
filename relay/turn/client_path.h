// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/five_tuple.h"

namespace turnpike::turn {

/// A five-tuple with a number that belongs to the I/O engine: it comes back unchanged in every
/// output (a listener's or a connection's index) and is no part of the identity.
struct ClientPath {
    FiveTuple tuple;
    std::uint32_t handle = 0;
};

} // namespace turnpike::turn
