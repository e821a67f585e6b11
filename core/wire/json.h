// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

#include <QJsonArray>
#include <QJsonObject>

/// How the management interface writes things down: the one place that server and client share.
///
/// Times are ISO 8601 in UTC with milliseconds, and there to be read; what is reckoned with is a duration.
/// Enumerations are their names in lower camel case.
///
///   GET  /api/v1/deployment, /revisions/N   body: the deployment; `ETag`; `X-Turnpike-Revision`: the
///                                           revision as compact JSON, percent-encoded
///   PUT  /api/v1/deployment                 202, 412, 422: push outcome; 409 and the rest: an error
///   POST /api/v1/deployment/validate        200: list of problems
///   GET  /api/v1/revisions?most=N           {"revisions": […]}
///   POST /api/v1/revisions/N/confirm|revert a revision
///   GET  /api/v1/audit?most=N               {"entries": […]}
///   GET  /api/v1/allocations                {"allocations": […]}
///   DELETE /api/v1/users/NAME/allocations   {"ended": N}
///   POST /api/v1/credentials                {"user", "lifetimeSeconds"} → a credential
///   POST /api/v1/pair                       pairing request → pairing answer
///   Every refusal                           {"error": {code, message, where, allowed, remedy}}
namespace turnpike::wire {

inline constexpr char kApiPrefix[] = "/api/v1";
inline constexpr char kReasonHeader[] = "X-Turnpike-Reason";     ///< percent-encoded UTF-8
inline constexpr char kRevisionHeader[] = "X-Turnpike-Revision"; ///< percent-encoded compact JSON
inline constexpr char kJsonType[] = "application/json";

[[nodiscard]] QString toText(Role role);
[[nodiscard]] Result<Role> roleFromText(const QString &text);
[[nodiscard]] QString toText(Revision::State state);
[[nodiscard]] Result<Revision::State> revisionStateFromText(const QString &text);
[[nodiscard]] QString toText(const QDateTime &time);

[[nodiscard]] QJsonObject toJson(const Revision &revision);
[[nodiscard]] Result<Revision> revisionFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const std::vector<Revision> &revisions);
[[nodiscard]] Result<std::vector<Revision>> revisionsFromJson(const QJsonObject &json);
/// Value of kRevisionHeader.
[[nodiscard]] QByteArray toHeader(const Revision &revision);
[[nodiscard]] Result<Revision> revisionFromHeader(const QByteArray &header);

[[nodiscard]] QJsonObject toJson(const PushOutcome &outcome);
[[nodiscard]] Result<PushOutcome> outcomeFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const RelayStatus &status);
[[nodiscard]] Result<RelayStatus> statusFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const PeerVerdict &verdict);
[[nodiscard]] Result<PeerVerdict> verdictFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const IssuedCredential &credential);
[[nodiscard]] Result<IssuedCredential> credentialFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const std::vector<AuditEntry> &entries);
[[nodiscard]] Result<std::vector<AuditEntry>> auditFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const std::vector<KnownClient> &clients);
[[nodiscard]] Result<std::vector<KnownClient>> knownClientsFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const AuditHead &head);
[[nodiscard]] Result<AuditHead> auditHeadFromJson(const QJsonObject &json);

/// The inner object: {"code": "notFound", "message": …}; parts that are empty are left out.
[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] Result<Error> errorFromJson(const QJsonObject &json);
/// {"error": {…}}: the body of every refusal.
[[nodiscard]] QByteArray errorBody(const Error &error);
/// What a refusal says; when the body is not ours (a proxy answered), made from the status alone.
[[nodiscard]] Error errorFromBody(int httpStatus, const QByteArray &body);
[[nodiscard]] int httpStatus(Error::Code code);

/// Times of the live view.
[[nodiscard]] QDateTime toDateTime(WallTime time);
/// One row of GET /allocations; for reading by people and scripts, so only in this direction.
[[nodiscard]] QJsonObject toJson(const live::Allocation &allocation);

/// First contact: a one-time code and a certificate request, for a certificate.
struct PairRequest {
    QString code;
    QString name;   ///< who or what asks; becomes the certificate's common name
    QByteArray csr; ///< PEM
};
struct PairAnswer {
    QByteArray certificate; ///< PEM
    QByteArray ca;          ///< PEM
    Role role = Role::Viewer;
    QString relay; ///< its name
};
[[nodiscard]] QJsonObject toJson(const PairRequest &request);
[[nodiscard]] Result<PairRequest> pairRequestFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const PairAnswer &answer);
[[nodiscard]] Result<PairAnswer> pairAnswerFromJson(const QJsonObject &json);

} // namespace turnpike::wire
