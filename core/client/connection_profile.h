// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

#include <QList>
#include <QSslCertificate>
#include <QString>

#include <optional>

namespace turnpike::client {

/// How a paired relay is reached and recognised. The private key is not in here: it is in the SecretStore
/// under secretName().
struct ConnectionProfile {
    QString name; ///< unique on this machine: "edge1"
    QString host;
    quint16 port = 5443;
    QSslCertificate certificate;       ///< ours
    QSslCertificate authority;         ///< the relay's own CA
    QSslCertificate serverCertificate; ///< as approved at pairing; any other is a hard stop
    Role role = Role::Viewer;          ///< as given at pairing
    QString relayName;

    [[nodiscard]] QString secretName() const; ///< "edge1/key"
    [[nodiscard]] QString address() const;    ///< "edge1.contoso.com:5443", IPv6 in brackets
    [[nodiscard]] QString person() const;     ///< as the relay knows us: "anna@laptop"
    bool operator==(const ConnectionProfile &) const = default;
};

/// SHA-256 as people compare it: upper-case pairs with colons.
[[nodiscard]] QString fingerprintText(const QSslCertificate &certificate);

/// What a person types or pastes: "HOST", "HOST:PORT", "[V6]:PORT", an IPv6 address alone, or
/// "https://HOST:PORT" as turnpiked prints it; 5443 when no port is said. A name in other letters than ASCII
/// becomes what the DNS knows it by.
struct HostAndPort {
    QString host;
    quint16 port = 5443;
    [[nodiscard]] static Result<HostAndPort> parse(const QString &text);
};

/// The profiles of this person: one JSON file each, readable by the owner only.
class ProfileStore {
public:
    /// `folder` empty: "connections" below QStandardPaths::AppConfigLocation.
    explicit ProfileStore(QString folder = {});

    [[nodiscard]] QString folder() const { return m_folder; }
    /// By name. A file that cannot be read is an error that names it; the rest is not hidden by it when
    /// `unreadable` is given.
    [[nodiscard]] QList<ConnectionProfile> all(QList<Error> *unreadable = nullptr) const;
    /// NotFound lists the names that exist, with the nearest one.
    [[nodiscard]] Result<ConnectionProfile> find(const QString &name) const;
    /// By name, or by the address that it was paired at. An address with several names is an error that lists
    /// them.
    [[nodiscard]] Result<ConnectionProfile> match(const QString &nameOrAddress) const;
    /// Also when its file cannot be read.
    [[nodiscard]] bool has(const QString &name) const;
    /// What to call a connection that nobody has named: the first part of the host name, and more where that
    /// is taken.
    [[nodiscard]] QString proposedName(const HostAndPort &address) const;
    /// The connection to this address that is known to the relay as `person`: pairing under that name again
    /// makes its certificate void.
    [[nodiscard]] std::optional<ConnectionProfile> pairedAs(const QString &person,
                                                            const HostAndPort &address) const;
    /// What to be called by the relay there: `wish`, and more where a connection of this machine has it.
    [[nodiscard]] QString proposedPerson(const QString &wish, const HostAndPort &address) const;
    /// AlreadyExists when the name is taken; nothing is replaced then.
    [[nodiscard]] Result<void> add(const ConnectionProfile &profile) const;
    /// Replaces one of the same name; atomic. For somebody who was asked.
    [[nodiscard]] Result<void> save(const ConnectionProfile &profile) const;
    [[nodiscard]] Result<void> remove(const QString &name) const;

private:
    [[nodiscard]] QString fileName(const QString &name) const;
    QString m_folder;
};

} // namespace turnpike::client
