// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/tls_identity.h"
#include "core/wire/call.h"

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

/// Requests to one relay over TLS, never to any other server: the certificate is compared before the first
/// byte of a request leaves. Any HTTP status is an answer; only what kept the answer away is an error.
class HttpExchange : public QObject {
    Q_OBJECT
public:
    explicit HttpExchange(TlsIdentity identity, QObject *parent = nullptr);
    /// Requests under way end with an error.
    ~HttpExchange() override;

    [[nodiscard]] const TlsIdentity &identity() const { return m_identity; }
    [[nodiscard]] QFuture<Result<wire::CarriedAnswer>> send(const HttpRequest &request);
    /// Over a TCP connection of its own, even when an open one could be used again.
    [[nodiscard]] QFuture<Result<wire::CarriedAnswer>> sendAfresh(const HttpRequest &request);

private:
    [[nodiscard]] QFuture<Result<wire::CarriedAnswer>> answerTo(QNetworkReply *reply);
    [[nodiscard]] QNetworkRequest prepare(const HttpRequest &request) const;
    TlsIdentity m_identity;
    QNetworkAccessManager m_network;
};

/// "https://host:port/api/v1" + path; IPv6 hosts in brackets.
[[nodiscard]] QUrl apiUrl(const QString &scheme, const QString &host, quint16 port, const QString &path,
                          const QString &query = {});

/// A call as it is sent to a relay.
[[nodiscard]] HttpRequest httpRequest(const wire::Route &route, const wire::CarriedCall &call,
                                      const QString &host, quint16 port);

} // namespace turnpike::client
