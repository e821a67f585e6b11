// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

namespace turnpike::http {

/// What was written to a socket and is still in the memory of this process. QSslSocket::bytesToWrite() alone
/// says nothing: it encrypts at once, and what the client does not take piles up behind it.
[[nodiscard]] qint64 unsentBytes(const QTcpSocket &socket);

} // namespace turnpike::http
