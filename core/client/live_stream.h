// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/live_decoder.h"
#include "core/client/tls_identity.h"
#include "core/wire/types.h"

#include <QThread>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

namespace turnpike::client {

/// The WebSocket of the live view: reconnects by itself while it runs, closes gaps with keyframes, and
/// treats silence as a broken connection.
class LiveStream : public QObject {
    Q_OBJECT
public:
    LiveStream(QUrl url, TlsIdentity identity, QObject *parent = nullptr);
    ~LiveStream() override;

    void start(); ///< idempotent
    void stop();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

Q_SIGNALS:
    void snapshotArrived(const turnpike::live::SharedSnapshot &snapshot);
    void revisionChanged(const turnpike::wire::Revision &revision);
    void logged(const QDateTime &time, const QString &text);
    /// The stream broke; it tries again unless the error is final.
    void broke(const turnpike::Error &error);

private:
    void open();
    void opened();
    void closed();
    void refuse(const Error &error);
    void takeText(const QString &message);

    QUrl m_url;
    TlsIdentity m_identity;
    QWebSocket m_socket;
    QThread m_thread;
    LiveDecoder *m_decoder; ///< lives on m_thread, which deletes it
    QTimer m_retry;
    QTimer m_silence;
    std::chrono::milliseconds m_delay;
    bool m_isRunning = false;
};

} // namespace turnpike::client
