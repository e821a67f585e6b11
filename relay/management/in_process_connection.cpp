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
    , m_api(*controller)
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

void InProcessConnection::perform(std::shared_ptr<wire::PendingCall> call)
{
    later([this, call = std::move(call)](const std::optional<Error> &refused) {
        if (refused)
            call->fail(*refused);
        else
            m_api.table().answer({m_caller}, call);
    });
}

QFuture<Result<live::SharedSnapshot>> InProcessConnection::snapshot()
{
    using Picture = Result<live::SharedSnapshot>;
    auto promise = std::make_shared<QPromise<Picture>>();
    promise->start();
    later([this, promise](const std::optional<Error> &refused) {
        promise->addResult(refused ? Picture(tl::make_unexpected(*refused))
                                   : Picture(m_controller->snapshotNow()));
        promise->finish();
    });
    return promise->future();
}

void InProcessConnection::later(std::function<void(const std::optional<Error> &refused)> ask)
{
    QMetaObject::invokeMethod(
        this,
        [this, ask = std::move(ask)] {
            if (!m_controller)
                ask(goneError());
            else if (m_state != State::Connected)
                ask(closedError());
            else
                ask(std::nullopt);
        },
        Qt::QueuedConnection);
}

} // namespace turnpike::management
