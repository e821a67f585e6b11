// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"
#include "core/client/http_exchange.h"
#include "core/client/secret_store.h"
#include "core/wire/json.h"

#include <QObject>
#include <QSslSocket>
#include <QTimer>

#include <memory>

namespace turnpike::client {

/// First contact with a relay, in two steps with a person between them: look at the server's certificate,
/// approve it, then trade the one-time code for a client certificate.
/// Looking → AwaitingApproval → Sending → Paired, or Failed from anywhere. While serverCertificate() is
/// known, Failed may be approved again: a code was mistyped, a name was taken.
class Pairing : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Looking, AwaitingApproval, Sending, Paired, Failed };
    Q_ENUM(State)
    /// What becomes of a saved connection of the same name.
    enum class Existing {
        Keep,   ///< pairing is refused before anything is sent
        Replace ///< somebody was asked
    };

    /// The key goes to `secrets` and the profile to `profiles`; both must outlive this object.
    Pairing(ProfileStore profiles, SecretStore &secrets, QObject *parent = nullptr);
    ~Pairing() override;

    /// Connects without trust, only to learn the certificate. Nothing is sent.
    void fetchCertificate(const QString &host, quint16 port);
    /// Says yes to serverCertificate(); from here on nothing else is spoken to. `name` names the profile,
    /// `person` the certificate ("anna@laptop").
    void approve(const QString &code, const QString &name, const QString &person,
                 Existing existing = Existing::Keep);
    void cancel();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QSslCertificate &serverCertificate() const { return m_profile.serverCertificate; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Paired: what was saved.
    [[nodiscard]] const ConnectionProfile &profile() const { return m_profile; }
    /// Paired: the private key, PEM. For a person who asked to have it in a file.
    [[nodiscard]] QByteArray privateKey() const { return m_privateKey; }

Q_SIGNALS:
    void stateChanged(turnpike::client::Pairing::State state);

private:
    void enter(State state);
    void failWith(Error error);
    void send(const wire::PairRequest &request);
    void finish(const wire::CarriedAnswer &carried);
    void keep();
    void dropSocket();

    ProfileStore m_profiles;
    SecretStore &m_secrets;
    std::unique_ptr<QSslSocket> m_socket; ///< while Looking
    std::unique_ptr<HttpExchange> m_http; ///< while Sending
    QTimer m_timeout;
    State m_state = State::Idle;
    ConnectionProfile m_profile;
    QByteArray m_privateKey;
    Existing m_existing = Existing::Keep;
    std::optional<Error> m_error;
    quint64 m_attempt = 0; ///< answers of an attempt that is over are dropped
};

} // namespace turnpike::client
