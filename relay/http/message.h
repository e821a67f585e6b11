// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QFuture>
#include <QHash>
#include <QHostAddress>
#include <QString>
#include <QUrlQuery>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace turnpike::http {

/// One HTTP request, read completely.
struct Request {
    QByteArray method;
    QStringList path; ///< segments, percent-decoded: "/api/v1/status" is {"api", "v1", "status"}
    QUrlQuery query;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case; repeated ones joined by ", "
    QByteArray body;

    QHostAddress peer;
    quint64 connection = 0;       ///< which TCP connection of this process it came over
    QByteArray clientFingerprint; ///< of the TLS client certificate; empty without one
    /// Why a certificate that was shown does not count.
    std::optional<Error> certificateComplaint;

    [[nodiscard]] QByteArray header(const QByteArray &lowerCaseName) const
    {
        return headers.value(lowerCaseName);
    }
    /// Does the header's list of tokens hold this one, letter case aside?
    [[nodiscard]] bool headerHas(const QByteArray &lowerCaseName, const QByteArray &lowerCaseToken) const;
    [[nodiscard]] bool asksForWebSocket() const;
};

[[nodiscard]] IpAddress addressOf(const QHostAddress &peer);
/// Whom a peer is counted as where sources are limited (core/base/source_prefix).
[[nodiscard]] QByteArray sourceOf(const QHostAddress &peer);

/// A body that is not kept in memory: it is read as the client takes it, on the server's thread.
class BodySource {
public:
    BodySource() = default;
    virtual ~BodySource() = default;
    Q_DISABLE_COPY_MOVE(BodySource)

    /// When it is known before; other bodies are sent in chunks (RFC 9112 section 7.1).
    [[nodiscard]] virtual std::optional<qint64> size() const { return std::nullopt; }
    /// The next bytes, up to so many; none at the end. After an error the connection ends, as the status has
    /// been sent.
    [[nodiscard]] virtual Result<QByteArray> read(qsizetype most) = 0;
};

struct Response {
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    bool mustClose = false;               ///< the connection ends after this answer
    std::shared_ptr<BodySource> source{}; ///< in the place of `body`

    [[nodiscard]] static Response text(int status, const QByteArray &body);
    [[nodiscard]] static Response json(int status, const QByteArray &body);
    /// {"error": {…}} with the status that belongs to the code, or another one.
    [[nodiscard]] static Response refusal(const Error &error, int status = 0);
    Response &with(const QByteArray &name, const QByteArray &value);

    /// Status and headers, as if the body followed (RFC 9112).
    [[nodiscard]] QByteArray head(bool keepsConnection, bool isInChunks = false) const;
    /// With the body that is kept in memory.
    [[nodiscard]] QByteArray toBytes(bool keepsConnection) const;
    /// Some answers never have a body (RFC 9110 section 6.4.1).
    [[nodiscard]] bool mayHaveBody() const { return status >= 200 && status != 204 && status != 304; }
};

/// An answer, or one that comes later from another thread.
using Answer = std::variant<Response, QFuture<Response>>;

/// A request's body that is not kept in memory: its pieces are taken as they come, on the server's thread.
/// When the client goes away before the end, or sends too much, it is destroyed without finish().
class BodySink {
public:
    BodySink() = default;
    virtual ~BodySink() = default;
    Q_DISABLE_COPY_MOVE(BodySink)

    /// So many bytes may the whole body have; a longer one is refused as soon as that is known.
    [[nodiscard]] virtual qint64 mostBytes() const = 0;
    /// Takes the next piece, 64 KB at most. With a future nothing more comes until that has finished, and the
    /// client feels it as a full window; an error is the answer to the request, and ends its connection.
    [[nodiscard]] virtual Result<std::optional<QFuture<void>>> write(QByteArrayView piece) = 0;
    /// The body is complete.
    [[nodiscard]] virtual Answer finish() = 0;
};

} // namespace turnpike::http
