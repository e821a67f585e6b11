// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

namespace turnpike::management {

/// What was written to a socket and is not with the network yet: what a client that does not read costs.
/// Qt counts what TLS has encrypted apart from what it has not, and encrypts without limit.
[[nodiscard]] qint64 unsentBytes(const QTcpSocket &socket);

} // namespace turnpike::management
