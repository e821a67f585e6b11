// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/tls_identity.h"

#include <QFuture>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrl>

namespace turnpike::client {

struct HttpRequest {
    QByteArray method;
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body; ///< JSON
    std::chrono::milliseconds timeout{15000};
};

struct HttpAnswer {
    int status = 0;
    QByteArray body;
    QByteArray etag;
    QByteArray revision; ///< wire::kRevisionHeader

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

/// Requests to one relay over TLS, never to any other server: the certificate is compared before the first
/// byte of a request leaves. Any HTTP status is an answer; only what kept the answer away is an error.
class HttpExchange : public QObject {
    Q_OBJECT
public:
    explicit HttpExchange(TlsIdentity identity, QObject *parent = nullptr);
    /// Requests under way end with an error.
    ~HttpExchange() override;

    [[nodiscard]] const TlsIdentity &identity() const { return m_identity; }
    [[nodiscard]] QFuture<Result<HttpAnswer>> send(const HttpRequest &request);
    /// Over a TCP connection of its own, even when an open one could be used again.
    [[nodiscard]] QFuture<Result<HttpAnswer>> sendAfresh(const HttpRequest &request);

private:
    [[nodiscard]] QFuture<Result<HttpAnswer>> answerTo(QNetworkReply *reply);
    [[nodiscard]] QNetworkRequest prepare(const HttpRequest &request) const;
    TlsIdentity m_identity;
    QNetworkAccessManager m_network;
};

/// "https://host:port/api/v1" + path; IPv6 hosts in brackets.
[[nodiscard]] QUrl apiUrl(const QString &scheme, const QString &host, quint16 port, const QString &path,
                          const QString &query = {});

} // namespace turnpike::client
