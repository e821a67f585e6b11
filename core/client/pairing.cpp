// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/pairing.h"

#include "core/client/key_pair.h"
#include "core/client/when_finished.h"
#include "core/model/typed_line.h"
#include "core/wire/calls.h"

#include <QJsonDocument>
#include <QSslSocket>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kLookTimeout = 10s;

} // namespace

Pairing::Pairing(ProfileStore profiles, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_profiles(std::move(profiles))
    , m_secrets(secrets)
{
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        failWith({Error::Code::Timeout,
                  "the relay did not answer in time",
                  m_profile.address().toStdString(),
                  {},
                  "check the address, the port and what lies between here and there"});
    });
}

Pairing::~Pairing() = default;

void Pairing::fetchCertificate(const QString &host, quint16 port)
{
    cancel();
    m_profile = ConnectionProfile();
    m_profile.host = host;
    m_profile.port = port;
    m_privateKey.clear();
    m_error.reset();

    m_socket = std::make_unique<QSslSocket>();
    m_socket->setPeerVerifyMode(QSslSocket::VerifyNone);
    connect(m_socket.get(), &QSslSocket::encrypted, this, [this] {
        m_profile.serverCertificate = m_socket->peerCertificate();
        dropSocket();
        enter(State::AwaitingApproval);
    });
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, [this] {
        failWith({Error::Code::Unavailable,
                  "the relay cannot be reached: " + m_socket->errorString().toStdString(),
                  m_profile.address().toStdString(),
                  {},
                  "check that turnpiked runs there, and that this is the port of its management interface"});
    });
    enter(State::Looking);
    m_timeout.start(kLookTimeout);
    m_socket->connectToHostEncrypted(host, port);
}

void Pairing::approve(const QString &code, const QString &name, const QString &person, Existing existing)
{
    const bool mayTryAgain = m_state == State::Failed && !m_profile.serverCertificate.isNull();
    if (m_state != State::AwaitingApproval && !mayTryAgain)
        return;
    m_error.reset();
    m_existing = existing;
    m_profile.name = model::typedLine(name);
    if (m_profile.name.isEmpty())
        return failWith({Error::Code::InvalidValue, "the connection has no name", {}, "any text", {}});
    // Before the code is used up, and before the key of the other connection is overwritten.
    if (existing == Existing::Keep && m_profiles.has(m_profile.name)) {
        const auto other = m_profiles.find(m_profile.name);
        return failWith({Error::Code::AlreadyExists,
                         "a saved connection is called \"" + m_profile.name.toStdString() + "\" already" +
                             (other ? "; it leads to " + other->address().toStdString() : std::string()),
                         {},
                         {},
                         "choose another name"});
    }
    const auto pair = KeyPair::generate(person);
    if (!pair)
        return failWith(pair.error());
    m_privateKey = pair->privateKey;
    enter(State::Sending);
    send({model::typedLine(code), model::typedLine(person), pair->request});
}

void Pairing::send(const wire::PairRequest &request)
{
    m_http = std::make_unique<HttpExchange>(TlsIdentity::approving(m_profile.serverCertificate));
    using wire::calls::Pair;
    const auto post = httpRequest(Pair::route, Pair::ask(request), m_profile.host, m_profile.port);
    whenFinished(m_http->send(post), this,
                 [this, attempt = m_attempt](const Result<wire::CarriedAnswer> &answer) {
                     if (attempt != m_attempt)
                         return;
                     if (!answer)
                         failWith(answer.error());
                     else if (!answer->isSuccess())
                         failWith(wire::errorIn(*answer));
                     else
                         finish(*answer);
                 });
}

void Pairing::finish(const wire::CarriedAnswer &carried)
{
    const auto answer = wire::calls::Pair::answered(carried);
    if (!answer)
        return failWith(answer.error());
    m_profile.certificate = QSslCertificate(answer->certificate, QSsl::Pem);
    m_profile.authority = QSslCertificate(answer->ca, QSsl::Pem);
    m_profile.role = answer->role;
    m_profile.relayName = answer->relay;
    if (m_profile.certificate.isNull() || m_profile.authority.isNull() ||
        !belongTogether(answer->certificate, m_privateKey))
        return failWith({Error::Code::Internal,
                         "the relay's answer holds no certificate for the key it was asked for",
                         m_profile.address().toStdString(),
                         {},
                         "ask for a new pairing code and try again"});
    keep();
}

/// The key first: a profile without its key would be a connection that can only fail.
void Pairing::keep()
{
    whenFinished(m_secrets.write(m_profile.secretName(), m_privateKey), this,
                 [this, attempt = m_attempt](const Result<void> &written) {
                     if (attempt != m_attempt)
                         return;
                     const auto kept = !written                          ? written
                                       : m_existing == Existing::Replace ? m_profiles.save(m_profile)
                                                                         : m_profiles.add(m_profile);
                     if (!kept)
                         return failWith(kept.error());
                     enter(State::Paired);
                 });
}

void Pairing::cancel()
{
    ++m_attempt;
    m_timeout.stop();
    dropSocket();
    if (m_http)
        m_http.release()->deleteLater();
    if (m_state != State::Idle)
        enter(State::Idle);
}

void Pairing::dropSocket()
{
    m_timeout.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater(); // perhaps in the middle of one of its signals
}

void Pairing::enter(State state)
{
    m_state = state;
    Q_EMIT stateChanged(state);
}

void Pairing::failWith(Error error)
{
    ++m_attempt;
    dropSocket();
    m_error = std::move(error);
    enter(State::Failed);
}

} // namespace turnpike::client
