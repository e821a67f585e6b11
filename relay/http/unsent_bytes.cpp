// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/unsent_bytes.h"

#include <QSslSocket>

namespace turnpike::http {

qint64 unsentBytes(const QTcpSocket &socket)
{
    const auto *encrypted = qobject_cast<const QSslSocket *>(&socket);
    return socket.bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0);
}

} // namespace turnpike::http
