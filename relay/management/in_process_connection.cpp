// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/in_process_connection.h"

#include <QPromise>

#include <pwd.h>
#include <unistd.h>

namespace turnpike::management {

using namespace Qt::StringLiterals;

namespace {

QString loginName()
{
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : u"user %1"_s.arg(::getuid());
}

Error closedError()
{
    return {Error::Code::Unavailable, "the connection to the relay is closed", {}, {}, "open it again"};
}

Error goneError()
{
    return {Error::Code::Unavailable, "the relay of this computer has ended", {}, {}, "start it again"};
}

} // namespace

InProcessConnection::InProcessConnection(RelayController *controller, QObject *parent)
    : RelayConnection(parent)
    , m_controller(controller)
    , m_caller{loginName(), wire::Role::Administrator}
{
    connect(controller, &RelayController::revisionChanged, this, [this](const wire::Revision &revision) {
        if (m_state == State::Connected)
            Q_EMIT revisionChanged(revision);
    });
    connect(controller, &RelayController::logged, this, [this](const QDateTime &time, const QString &text) {
        if (m_state == State::Connected)
            Q_EMIT logged(time, text);
    });
    connect(controller, &RelayController::snapshotTaken, this, [this](const live::SharedSnapshot &snapshot) {
        if (m_state == State::Connected && m_isInterested)
            Q_EMIT snapshotArrived(snapshot);
    });
    connect(controller, &QObject::destroyed, this, [this] {
        m_error = goneError();
        enter(State::Disconnected);
    });
}

QString InProcessConnection::displayName() const
{
    return tr("This computer");
}

void InProcessConnection::open()
{
    if (m_state != State::Disconnected)
        return;
    enter(State::Connecting);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_state != State::Connecting)
                return;
            if (!m_controller) {
                m_error = goneError();
                enter(State::Disconnected);
                return;
            }
            m_error.reset();
            enter(State::Connected);
            followInterest();
        },
        Qt::QueuedConnection);
}

void InProcessConnection::close()
{
    if (m_state == State::Disconnected)
        return;
    m_error.reset();
    enter(State::Disconnected);
    followInterest();
}

void InProcessConnection::enter(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void InProcessConnection::setLiveInterest(bool interested)
{
    m_isInterested = interested;
    followInterest();
}

void InProcessConnection::followInterest()
{
    if (!m_controller)
        return;
    if (m_isInterested && m_state == State::Connected)
        m_controller->subscribeLive(this);
    else
        m_controller->unsubscribeLive(this);
}

template <class Answer, class Question>
QFuture<Answer> InProcessConnection::later(Question question)
{
    auto promise = std::make_shared<QPromise<Answer>>();
    auto future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(
        this,
        [this, promise, question = std::move(question)] {
            if (!m_controller)
                promise->addResult(Answer(tl::make_unexpected(goneError())));
            else if (m_state != State::Connected)
                promise->addResult(Answer(tl::make_unexpected(closedError())));
            else
                promise->addResult(question(*m_controller));
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

QFuture<Result<wire::RelayStatus>> InProcessConnection::status()
{
    return later<Result<wire::RelayStatus>>(
        [this](RelayController &controller) { return controller.status(m_caller); });
}

QFuture<Result<wire::FetchedDeployment>> InProcessConnection::fetchDeployment()
{
    return later<Result<wire::FetchedDeployment>>(
        [this](RelayController &controller) { return controller.deployment(m_caller); });
}

QFuture<Result<validation::Problems>> InProcessConnection::validate(model::SharedDeployment deployment)
{
    return later<Result<validation::Problems>>(
        [this, deployment = std::move(deployment)](RelayController &controller) {
            return controller.validate(m_caller, *deployment);
        });
}

QFuture<Result<wire::PushOutcome>> InProcessConnection::push(wire::PushRequest request)
{
    return later<Result<wire::PushOutcome>>(
        [this, request = std::move(request)](RelayController &controller) {
            return controller.push(m_caller, request);
        });
}

QFuture<Result<wire::Revision>> InProcessConnection::confirm(quint64 revision)
{
    return later<Result<wire::Revision>>(
        [this, revision](RelayController &controller) { return controller.confirm(m_caller, revision); });
}

QFuture<Result<wire::Revision>> InProcessConnection::revert(quint64 revision, const QString &reason)
{
    return later<Result<wire::Revision>>([this, revision, reason](RelayController &controller) {
        return controller.revert(m_caller, revision, reason);
    });
}

QFuture<Result<std::vector<wire::Revision>>> InProcessConnection::revisions(int most)
{
    return later<Result<std::vector<wire::Revision>>>(
        [this, most](RelayController &controller) { return controller.revisions(m_caller, most); });
}

QFuture<Result<wire::FetchedDeployment>> InProcessConnection::fetchRevision(quint64 revision)
{
    return later<Result<wire::FetchedDeployment>>(
        [this, revision](RelayController &controller) { return controller.revision(m_caller, revision); });
}

QFuture<Result<std::vector<wire::AuditEntry>>> InProcessConnection::audit(int most)
{
    return later<Result<std::vector<wire::AuditEntry>>>(
        [this, most](RelayController &controller) { return controller.audit(m_caller, most); });
}

QFuture<Result<live::SharedSnapshot>> InProcessConnection::snapshot()
{
    return later<Result<live::SharedSnapshot>>(
        [](RelayController &controller) { return controller.snapshotNow(); });
}

QFuture<Result<void>> InProcessConnection::endAllocation(live::AllocationKey key)
{
    return later<Result<void>>(
        [this, key](RelayController &controller) { return controller.endAllocation(m_caller, key); });
}

QFuture<Result<int>> InProcessConnection::endAllocationsOf(const QString &user)
{
    return later<Result<int>>(
        [this, user](RelayController &controller) { return controller.endAllocationsOf(m_caller, user); });
}

QFuture<Result<wire::IssuedCredential>> InProcessConnection::issueCredential(const QString &user,
                                                                             std::chrono::seconds lifetime)
{
    return later<Result<wire::IssuedCredential>>([this, user, lifetime](RelayController &controller) {
        return controller.issueCredential(m_caller, user, lifetime);
    });
}

QFuture<Result<wire::PeerVerdict>> InProcessConnection::explainPeer(const QString &address)
{
    return later<Result<wire::PeerVerdict>>(
        [this, address](RelayController &controller) { return controller.explainPeer(m_caller, address); });
}

QFuture<Result<wire::AuditHead>> InProcessConnection::verifyAudit()
{
    return later<Result<wire::AuditHead>>(
        [this](RelayController &controller) { return controller.verifyAudit(m_caller); });
}

QFuture<Result<std::vector<wire::KnownClient>>> InProcessConnection::knownClients()
{
    return later<Result<std::vector<wire::KnownClient>>>(
        [this](RelayController &controller) { return controller.knownClients(m_caller); });
}

QFuture<Result<void>> InProcessConnection::revokeClient(const QString &name)
{
    return later<Result<void>>(
        [this, name](RelayController &controller) { return controller.revokeClient(m_caller, name); });
}

QFuture<Result<void>> InProcessConnection::undrain()
{
    return later<Result<void>>([this](RelayController &controller) { return controller.undrain(m_caller); });
}

QFuture<Result<void>> InProcessConnection::drain(std::chrono::seconds deadline)
{
    return later<Result<void>>(
        [this, deadline](RelayController &controller) { return controller.drain(m_caller, deadline); });
}

} // namespace turnpike::management
