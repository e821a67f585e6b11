// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/push_session.h"

#include "core/client/when_finished.h"
#include "core/document/json_codec.h"

#include <algorithm>

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

/// The relay's clock decides; asking a little after the deadline gets the final answer.
constexpr auto kAfterDeadline = 1000ms;

bool answerWasLost(const Error &error)
{
    return error.code == Error::Code::Unavailable || error.code == Error::Code::Timeout;
}

std::chrono::milliseconds timeLeft(const Revision &revision, const QDateTime &now)
{
    if (!revision.confirmUntil)
        return 0ms;
    return std::clamp<std::chrono::milliseconds>(
        std::chrono::milliseconds(now.msecsTo(*revision.confirmUntil)), 0ms, 1h);
}

} // namespace

PushSession::PushSession(document::ConfigDocument &document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &PushSession::look);
}

template <class Value, class Receiver>
void PushSession::ask(QFuture<Result<Value>> answer, Receiver then)
{
    whenFinished(answer, this, [this, turn = m_turn, then = std::move(then)](const Result<Value> &result) {
        if (turn == m_turn)
            then(result);
    });
}

void PushSession::setConnection(RelayConnection *connection)
{
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    m_awaiting.reset();
    m_uploadedFingerprint.clear();
    enter(State::Idle);
    if (!m_connection)
        return;
    connect(m_connection, &RelayConnection::stateChanged, this, &PushSession::connectionChanged);
    connect(m_connection, &RelayConnection::revisionChanged, this, &PushSession::revisionChanged);
    connectionChanged(m_connection->state());
}

void PushSession::enter(State state)
{
    ++m_turn;
    m_state = state;
    if (state != State::Failed)
        m_error.reset();
    if (state != State::AwaitingConfirmation)
        m_deadline.stop();
    if (state != State::Conflict)
        m_merge.reset();
    Q_EMIT stateChanged(state);
}

void PushSession::failWith(Error error)
{
    m_error = std::move(error);
    enter(State::Failed);
}

void PushSession::failWithout(const char *what)
{
    failWith(Error{Error::Code::Unavailable, what, {}, {}, "connect to a relay first"});
}

void PushSession::begin()
{
    if (m_state == State::Validating || m_state == State::Uploading || m_state == State::AwaitingConfirmation)
        return;
    if (!m_connection)
        return failWithout("no relay is there to push to");
    m_problems.clear();
    m_outcome.reset();
    enter(State::Validating);
    ask(m_connection->validate(m_document.working()),
        [this](const Result<validation::Problems> &problems) { validated(problems); });
}

void PushSession::validated(const Result<validation::Problems> &problems)
{
    if (!problems)
        return failWith(problems.error());
    m_problems = *problems;
    enter(State::Reviewing);
}

void PushSession::upload(const document::Changes &chosen, const QString &reason,
                         std::optional<std::chrono::seconds> confirmWithin)
{
    if (m_state != State::Reviewing)
        return;
    if (!m_connection)
        return failWithout("the relay has gone");
    auto deployment = document::applied(*m_document.base(), document::editsFor(chosen));
    if (!deployment)
        return failWith(deployment.error());
    m_uploaded = *deployment;
    m_uploadedFingerprint = document::fingerprint(*m_uploaded);
    enter(State::Uploading);
    ask(m_connection->push({m_uploaded, m_document.baseFingerprint(), reason, confirmWithin}),
        [this](const Result<PushOutcome> &outcome) { uploaded(outcome); });
}

void PushSession::uploaded(const Result<PushOutcome> &outcome)
{
    if (!outcome) {
        // Whether it arrived is not known: the next look at the relay's status tells.
        if (!answerWasLost(outcome.error()))
            m_uploadedFingerprint.clear();
        return failWith(outcome.error());
    }
    m_outcome = *outcome;
    m_uploadedFingerprint.clear();
    switch (outcome->kind) {
    case PushOutcome::Kind::Accepted:
        if (outcome->revision.state == Revision::State::AwaitingConfirmation)
            return await(outcome->revision);
        return finishConfirmed();
    case PushOutcome::Kind::Invalid:
        m_problems = outcome->problems;
        return failWith(Error{Error::Code::InvalidValue,
                              "the relay found errors in this configuration and left its own running",
                              {},
                              {},
                              "correct the problems listed, then push again"});
    case PushOutcome::Kind::Conflict:
        return fetchTheirs();
    }
}

void PushSession::fetchTheirs()
{
    ask(m_connection->fetchDeployment(),
        [this](const Result<FetchedDeployment> &theirs) { mergeWith(theirs); });
}

void PushSession::mergeWith(const Result<FetchedDeployment> &theirs)
{
    if (!theirs)
        return failWith(theirs.error());
    auto merged = document::threeWayMerge(*m_document.base(), *m_document.working(), *theirs->deployment);
    if (!merged)
        return failWith(merged.error());
    m_theirs = theirs->deployment;
    m_theirRevision = theirs->revision.number;
    m_merge = std::move(*merged);
    enter(State::Conflict);
}

void PushSession::resolveConflict(const QList<document::PropertyPath> &mineWins)
{
    if (m_state != State::Conflict)
        return;
    const auto isMine = [&mineWins](const document::Change &change) {
        return std::any_of(mineWins.begin(), mineWins.end(), [&change](const auto &path) {
            return change.path.startsWith(path) || path.startsWith(change.path);
        });
    };
    document::Changes mine = document::difference(*m_merge->merged, *m_document.working());
    std::erase_if(mine, [&isMine](const auto &change) { return !isMine(change); });
    auto resolved = document::applied(*m_merge->merged, document::editsFor(mine));
    if (!resolved)
        return failWith(resolved.error());
    m_document.setBase(m_theirs);
    const auto description = tr("Merge with revision %1").arg(m_theirRevision);
    if (auto kept = m_document.setWorking(*resolved, description); !kept)
        return failWith(kept.error());
    begin();
}

void PushSession::await(const Revision &revision)
{
    m_awaiting = revision;
    enter(State::AwaitingConfirmation);
    // Just made: the whole time is left, whatever the relay's clock says of the hour.
    m_deadline.start(timeLeft(revision, revision.created) + kAfterDeadline);
}

void PushSession::confirm()
{
    if (m_state != State::AwaitingConfirmation)
        return;
    if (!m_connection)
        return stayAwaiting({Error::Code::Unavailable, "the relay is not connected", {}, {}, {}});
    ask(m_connection->confirm(m_awaiting->number), [this](const Result<Revision> &revision) {
        if (revision)
            return endAwaiting(*revision);
        stayAwaiting(revision.error());
        // Refused because it was too late, or lost on the way: the relay knows what became of it.
        look();
    });
}

void PushSession::revert()
{
    if (m_state != State::AwaitingConfirmation)
        return;
    if (!m_connection)
        return stayAwaiting({Error::Code::Unavailable, "the relay is not connected", {}, {}, {}});
    ask(m_connection->revert(m_awaiting->number, {}), [this](const Result<Revision> &revision) {
        if (revision)
            return finishRolledBack();
        stayAwaiting(revision.error());
        look();
    });
}

void PushSession::dismiss()
{
    enter(State::Idle);
}

void PushSession::stayAwaiting(const Error &error)
{
    m_error = error;
    Q_EMIT stateChanged(m_state);
}

void PushSession::endAwaiting(const Revision &revision)
{
    switch (revision.state) {
    case Revision::State::AwaitingConfirmation:
        m_awaiting = revision;
        m_deadline.start(timeLeft(revision, QDateTime::currentDateTimeUtc()) + kAfterDeadline);
        return;
    case Revision::State::Confirmed:
    case Revision::State::Superseded: // only what was confirmed is superseded
        return finishConfirmed();
    case Revision::State::Reverted:
        return finishRolledBack();
    }
}

void PushSession::finishConfirmed()
{
    m_awaiting.reset();
    m_uploadedFingerprint.clear();
    if (m_uploaded)
        m_document.setBase(std::exchange(m_uploaded, nullptr));
    enter(State::Confirmed);
}

void PushSession::finishRolledBack()
{
    const auto rolledBack = std::exchange(m_awaiting, std::nullopt);
    m_uploaded.reset();
    enter(State::RolledBack);
    if (rolledBack)
        restoreBaseFrom(*rolledBack);
}

/// A console that connected while the revision was awaiting took it for the truth to edit from.
void PushSession::restoreBaseFrom(const Revision &rolledBack)
{
    if (!m_connection || m_document.baseFingerprint() != rolledBack.etag)
        return;
    ask(m_connection->fetchDeployment(), [this](const Result<FetchedDeployment> &running) {
        if (!running)
            return failWith(running.error());
        m_document.setBase(running->deployment);
    });
}

void PushSession::connectionChanged(RelayConnection::State state)
{
    if (state == RelayConnection::State::Connected)
        return look();
    if (m_state == State::AwaitingConfirmation)
        stayAwaiting(m_connection->lastError().value_or(
            Error{Error::Code::Unavailable, "the connection to the relay is lost", {}, {}, {}}));
}

void PushSession::revisionChanged(const Revision &revision)
{
    if (m_state == State::AwaitingConfirmation) {
        if (revision.number == m_awaiting->number)
            endAwaiting(revision);
    } else if (revision.state == Revision::State::AwaitingConfirmation) {
        pickUp(revision);
    }
}

void PushSession::look()
{
    if (!m_connection)
        return;
    ask(m_connection->status(), [this](const Result<RelayStatus> &status) {
        if (status)
            return looked(*status);
        if (m_state == State::AwaitingConfirmation) {
            stayAwaiting(status.error());
            m_deadline.start(kAfterDeadline);
        }
    });
}

void PushSession::looked(const RelayStatus &status)
{
    const auto &running = status.revision;
    if (m_state == State::AwaitingConfirmation) {
        if (running.number == m_awaiting->number) {
            m_error.reset();
            endAwaiting(running);
            if (m_state == State::AwaitingConfirmation)
                Q_EMIT stateChanged(m_state);
        } else {
            lookUpAwaited();
        }
        return;
    }
    const bool isOurs = !m_uploadedFingerprint.isEmpty() && running.etag == m_uploadedFingerprint;
    if (running.state == Revision::State::AwaitingConfirmation)
        pickUp(running);
    else if (isOurs)
        finishConfirmed();
}

void PushSession::lookUpAwaited()
{
    ask(m_connection->fetchRevision(m_awaiting->number), [this](const Result<FetchedDeployment> &fetched) {
        if (fetched)
            endAwaiting(fetched->revision);
        else
            stayAwaiting(fetched.error());
    });
}

void PushSession::pickUp(const Revision &revision)
{
    const bool isBusy = m_state == State::Validating || m_state == State::Reviewing ||
                        m_state == State::Uploading || m_state == State::Conflict;
    if (isBusy)
        return;
    ask(m_connection->fetchRevision(revision.number), [this](const Result<FetchedDeployment> &fetched) {
        if (!fetched)
            return failWith(fetched.error());
        if (fetched->revision.state != Revision::State::AwaitingConfirmation)
            return;
        m_uploaded = fetched->deployment;
        m_uploadedFingerprint.clear();
        await(fetched->revision);
        m_deadline.start(timeLeft(fetched->revision, QDateTime::currentDateTimeUtc()) + kAfterDeadline);
    });
}

} // namespace turnpike::client
