// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"
#include "core/live/snapshot.h"
#include "core/validation/problem.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace turnpike::client {

/// What a connected person may do; each includes the ones before.
enum class Role { Viewer, Operator, Administrator };

/// A configuration as the relay keeps it.
struct Revision {
    enum class State { AwaitingConfirmation, Confirmed, Reverted, Superseded };
    quint64 number = 0;
    State state = State::Confirmed;
    QByteArray etag; ///< document::fingerprint()
    QString author;
    QString reason;
    QDateTime created;                     ///< UTC
    std::optional<QDateTime> confirmUntil; ///< while AwaitingConfirmation
    bool operator==(const Revision &) const = default;
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

struct RelayStatus {
    QString name; ///< of the edge server it runs as
    QString version;
    QDateTime started;
    Revision revision;
    Role role = Role::Viewer;
    QString identity; ///< who the relay thinks we are
    bool draining = false;
    quint64 allocations = 0;
    QStringList listeners; ///< "udp 127.0.0.1:3478"
};

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

struct AuditEntry {
    quint64 number = 0;
    QDateTime time;
    QString who;
    QString action;
    QString subject;
};

} // namespace turnpike::client
