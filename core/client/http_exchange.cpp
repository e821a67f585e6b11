// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/http_exchange.h"

#include "core/wire/json.h"

#include <QPromise>

#include <memory>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

QString addressOf(const QUrl &url)
{
    return url.authority();
}

/// Why no answer came, in words about this relay.
Error networkError(const QNetworkReply &reply)
{
    const auto address = addressOf(reply.url()).toStdString();
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return {Error::Code::Unavailable,
                "nothing answers there: the connection was refused",
                address,
                {},
                "check that turnpiked runs there and that the port is its management port"};
    case QNetworkReply::HostNotFoundError:
        return {Error::Code::Unavailable,
                "this host name is not known",
                address,
                {},
                "check the name, or use the address"};
    case QNetworkReply::OperationCanceledError:
    case QNetworkReply::TimeoutError:
        return {Error::Code::Timeout,
                "the relay did not answer in time",
                address,
                {},
                "check the network between here and there, then try again"};
    default:
        return {Error::Code::Unavailable,
                "the connection to the relay broke: " + reply.errorString().toStdString(),
                address,
                {},
                "try again; if it stays so, look at the relay's log"};
    }
}

wire::CarriedAnswer answerOf(QNetworkReply &reply)
{
    wire::CarriedAnswer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.isOpen()) // an aborted one is not
        answer.body = reply.readAll();
    answer.headers = reply.rawHeaderPairs();
    return answer;
}

QNetworkReply *start(QNetworkAccessManager &network, const HttpRequest &request,
                     const QNetworkRequest &prepared)
{
    if (request.method == "GET")
        return network.get(prepared);
    if (request.method == "PUT")
        return network.put(prepared, request.body);
    if (request.method == "DELETE")
        return network.deleteResource(prepared);
    return network.post(prepared, request.body);
}

} // namespace

HttpExchange::HttpExchange(TlsIdentity identity, QObject *parent)
    : QObject(parent)
    , m_identity(std::move(identity))
    , m_network(this)
{
}

HttpExchange::~HttpExchange()
{
    const auto replies = findChildren<QNetworkReply *>();
    for (auto *reply : replies)
        reply->abort();
}

QFuture<Result<wire::CarriedAnswer>> HttpExchange::send(const HttpRequest &request)
{
    return answerTo(start(m_network, request, prepare(request)));
}

QFuture<Result<wire::CarriedAnswer>> HttpExchange::sendAfresh(const HttpRequest &request)
{
    auto *network = new QNetworkAccessManager(this);
    auto *reply = start(*network, request, prepare(request));
    connect(reply, &QNetworkReply::finished, network, &QObject::deleteLater);
    return answerTo(reply);
}

QNetworkRequest HttpExchange::prepare(const HttpRequest &request) const
{
    QNetworkRequest prepared(request.url);
    prepared.setSslConfiguration(m_identity.configuration);
    prepared.setTransferTimeout(static_cast<int>(request.timeout.count()));
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    prepared.setHeader(QNetworkRequest::UserAgentHeader, u"Turnpike/" TURNPIKE_VERSION ""_s);
    if (!request.body.isEmpty())
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, QLatin1StringView(wire::kJsonType));
    for (const auto &[name, value] : request.headers)
        prepared.setRawHeader(name, value);
    return prepared;
}

QFuture<Result<wire::CarriedAnswer>> HttpExchange::answerTo(QNetworkReply *reply)
{
    struct Exchange {
        QPromise<Result<wire::CarriedAnswer>> promise;
        std::optional<Error> refused;
    };
    auto exchange = std::make_shared<Exchange>();
    exchange->promise.start();

    // Both come before any byte of the request is sent, and block the connection until they return.
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply, exchange](const QList<QSslError> &errors) {
        exchange->refused = judgeServer(addressOf(reply->url()), reply->sslConfiguration().peerCertificate(),
                                        m_identity.pinned, errors);
        if (!exchange->refused)
            reply->ignoreSslErrors();
    });
    connect(reply, &QNetworkReply::encrypted, this, [this, reply, exchange] {
        exchange->refused = judgeServer(addressOf(reply->url()), reply->sslConfiguration().peerCertificate(),
                                        m_identity.pinned);
        if (exchange->refused)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [reply, exchange] {
        reply->deleteLater();
        const auto answer = answerOf(*reply);
        if (exchange->refused)
            exchange->promise.addResult(tl::make_unexpected(*exchange->refused));
        else if (answer.status == 0 || reply->error() == QNetworkReply::OperationCanceledError)
            exchange->promise.addResult(tl::make_unexpected(networkError(*reply)));
        else
            exchange->promise.addResult(answer);
        exchange->promise.finish();
    });
    return exchange->promise.future();
}

QUrl apiUrl(const QString &scheme, const QString &host, quint16 port, const QString &path,
            const QString &query)
{
    QUrl url;
    url.setScheme(scheme);
    url.setHost(host);
    url.setPort(port);
    url.setPath(QLatin1StringView(wire::kApiPrefix) + path, QUrl::StrictMode);
    if (!query.isEmpty())
        url.setQuery(query, QUrl::StrictMode);
    return url;
}

HttpRequest httpRequest(const wire::Route &route, const wire::CarriedCall &call, const QString &host,
                        quint16 port)
{
    QStringList query;
    for (const auto &[name, text] : call.query)
        query << name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(text));
    HttpRequest request{wire::nameOf(route.method),
                        apiUrl(u"https"_s, host, port, wire::pathOf(route, call), query.join(u'&')),
                        call.headers, call.body};
    // What is posted is JSON, also when there is nothing to say.
    if (route.method == wire::Method::Post && request.body.isEmpty())
        request.body = "{}";
    return request;
}

} // namespace turnpike::client
