// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/inert_text.h"
#include "core/document/difference.h"
#include "core/live/snapshot.h"
#include "core/validation/problem.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>
#include <tuple>
#include <vector>

namespace turnpike::wire {

/// What a connected person may do; each includes the ones before.
enum class Role { Viewer, Operator, Administrator };

/// How long a revision on trial has run and has left, measured by the relay at the moment it answered. As
/// durations, because the clocks of two machines need not agree.
struct Trial {
    std::chrono::milliseconds running{};
    std::chrono::milliseconds left{};
    bool operator==(const Trial &) const = default;
};

/// A configuration as the relay keeps it.
struct Revision {
    enum class State { AwaitingConfirmation, Confirmed, Reverted, Superseded };
    quint64 number = 0;
    State state = State::Confirmed;
    QByteArray etag; ///< document::fingerprint()
    QString author;
    QString reason;
    QDateTime created; ///< UTC
    /// While AwaitingConfirmation, by the relay's clock: for people to read, not to reckon with.
    std::optional<QDateTime> confirmUntil;
    std::optional<Trial> trial = {}; ///< while AwaitingConfirmation
    /// The same statement about the same revision; that time goes on makes it no other.
    bool operator==(const Revision &other) const
    {
        return std::tie(number, state, etag, author, reason, created) ==
               std::tie(other.number, other.state, other.etag, other.author, other.reason, other.created);
    }
};

struct FetchedDeployment {
    model::SharedDeployment deployment;
    Revision revision;
};

struct PushRequest {
    model::SharedDeployment deployment;
    QByteArray ifMatch; ///< etag that the edits started from
    QString reason;
    /// The relay goes back by itself unless confirmed in time; 5 s to 1 h. Nothing: confirmed at once.
    std::optional<std::chrono::seconds> confirmWithin;
};

/// What a push came to. Everything but Accepted left the relay as it was.
struct PushOutcome {
    enum class Kind { Accepted, Invalid, Conflict };
    Kind kind = Kind::Accepted;
    Revision revision;             ///< Accepted: the new one. Conflict: the one that runs
    validation::Problems problems; ///< Invalid
    QStringList live;              ///< Accepted: what took effect, in words
    QStringList newCalls;
    QStringList rebound;
    QStringList needRestart;
    QStringList notServed; ///< kept, and nothing acts on it
};

/// How an entry of a relay's certificates stands. The texts of a certificate come from a file.
struct CertificateStatus {
    QString entry;         ///< of the configuration
    bool isServed = false; ///< the fields up to `fingerprint` are of what is served
    QStringList names;     ///< for which it is
    QString issuer;
    QDateTime validFrom;
    QDateTime validUntil;
    QByteArray fingerprint; ///< SHA-256 of the certificate
    QString error;          ///< why what lies in its files is not served, or should not be; may be empty
    bool operator==(const CertificateStatus &) const = default;
};

/// How a file stands that holds users or shared secrets.
struct CredentialFileStatus {
    QString entry; ///< of the configuration
    QString file;  ///< as configured
    bool isOfUsers = false;
    int count = 0; ///< users or secrets that it gives
    QString error; ///< why what lies there now is not served; may be empty
    bool operator==(const CredentialFileStatus &) const = default;
};

struct RelayStatus {
    QString name; ///< of the edge server it runs as
    QString site; ///< to which that belongs; empty: a relay of before, which does not say
    QString version;
    QDateTime started; ///< by the relay's clock: for people to read
    std::chrono::milliseconds uptime{};
    Revision revision;
    Role role = Role::Viewer;
    QString identity; ///< who the relay thinks we are
    bool draining = false;
    quint64 allocations = 0;
    QStringList listeners;                       ///< "udp 127.0.0.1:3478"
    std::vector<CertificateStatus> certificates; ///< for TLS and DTLS, where they are on
    std::vector<CredentialFileStatus> credentialFiles;
    quint64 openFiles = 0;      ///< descriptors: calls, connections, files
    quint64 openFilesLimit = 0; ///< of the process; 0: it does not say
};

/// Somebody to whom pairing gave a certificate that is good still.
struct KnownClient {
    QString name;
    Role role = Role::Viewer; ///< the configuration's where it names the certificate, else the code's
    QDateTime paired;
    QByteArray fingerprint; ///< SHA-256 of the certificate
    bool operator==(const KnownClient &) const = default;
};

/// What a push or a revert may give as its reason: it is kept for good.
inline constexpr std::size_t kMostReasonBytes = 1000;
/// One line of at most so many bytes: the same check for whoever asks and for the relay.
[[nodiscard]] inline Result<void> checkReason(const QString &reason)
{
    return checkPlainLine(std::string_view(reason.toStdString()), kMostReasonBytes, "reason");
}

struct PeerVerdict {
    bool allowed = false;
    QString rule;
};

struct IssuedCredential {
    QString username;
    QString password;
    QDateTime expires;
    QStringList urls; ///< "turn:host:port?transport=udp"
};

/// How far a relay's audit goes, as it was verified: so many lines, and the keyed hash of the last.
struct AuditHead {
    quint64 lines = 0;
    QByteArray hash;
    bool operator==(const AuditHead &) const = default;
};

struct AuditEntry {
    quint64 number = 0;
    QDateTime time;
    QString who;
    QString action;
    QString subject;
};

} // namespace turnpike::wire

// core/client says everything in these words; others write wire::Revision.
namespace turnpike::client {
using namespace wire;
}
