// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/push_session.h"

#include "core/client/when_finished.h"

namespace turnpike::client {

namespace {

bool isUnanswered(const Error &error)
{
    return error.code == Error::Code::Unavailable || error.code == Error::Code::Timeout;
}

} // namespace

PushSession::PushSession(RunningBase &base, QObject *parent)
    : QObject(parent)
    , m_base(base)
{
    connect(&m_base, &RunningBase::connectionReplaced, this, &PushSession::reset);
    connect(&m_base, &RunningBase::changed, this, &PushSession::baseChanged);
    connect(&m_base, &RunningBase::newsArrived, this, &PushSession::newsArrived);
    connect(&m_base, &RunningBase::trialEnded, this, &PushSession::trialEnded);
    connect(&m_base, &RunningBase::lostUploadFound, this, [this](const Revision &revision) {
        if (m_state == State::Failed)
            trialEnded(revision, true, true);
    });
    connect(&m_base, &RunningBase::failed, this, [this](const Error &error) {
        if (m_state == State::AwaitingConfirmation)
            stayAwaiting(error);
        else if (m_state == State::Uploading && m_isRefused)
            failWith(error);
    });
    reset();
}

template <class Value, class Receiver>
void PushSession::ask(QFuture<Result<Value>> answer, Receiver then)
{
    whenFinished(answer, this, [this, turn = m_turn, then = std::move(then)](const Result<Value> &result) {
        if (turn == m_turn)
            then(result);
    });
}

void PushSession::reset()
{
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = m_base.connection();
    if (m_connection)
        connect(m_connection, &RelayConnection::stateChanged, this, &PushSession::connectionChanged);
    m_tried.reset();
    m_outcome.reset();
    m_problems.clear();
    enter(State::Idle);
    baseChanged();
}

void PushSession::enter(State state)
{
    ++m_turn;
    m_state = state;
    m_isRefused = false;
    if (state != State::Failed)
        m_error.reset();
    if (state != State::Conflict) {
        m_merge.reset();
        m_news.reset();
    }
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
    if (m_state != State::Validating)
        review(m_base.document().pendingChanges());
}

void PushSession::review(const document::Changes &chosen)
{
    if (m_state == State::Uploading || m_state == State::AwaitingConfirmation)
        return;
    m_reviewed = chosen;
    if (!m_connection)
        return failWithout("no relay is there to push to");
    m_problems.clear();
    m_outcome.reset();
    m_news.reset();
    if (m_base.hasOverlap())
        return enterConflict();
    const auto deployment = deploymentWith(chosen);
    if (!deployment)
        return failWith(deployment.error());
    enter(State::Validating);
    ask(m_connection->validate(*deployment),
        [this](const Result<validation::Problems> &problems) { validated(problems); });
}

Result<model::SharedDeployment> PushSession::deploymentWith(const document::Changes &chosen) const
{
    const document::ConfigDocument &document = m_base.document();
    const document::Changes all = document.pendingChanges();
    if (chosen == all)
        return document.working();
    return document::applied(*document.base(), document::editsForPart(chosen, all));
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
    if (!m_connection || !m_base.running())
        return failWithout("the relay has gone");
    const auto deployment = deploymentWith(chosen);
    if (!deployment)
        return failWith(deployment.error());
    m_base.beginUpload(*deployment);
    enter(State::Uploading);
    const auto answer = m_connection->push({*deployment, m_base.running()->etag, reason, confirmWithin});
    // However the session goes on, what runs is known only with the answer.
    whenFinished(answer, this,
                 [this, asked = m_connection, turn = m_turn](const Result<PushOutcome> &outcome) {
                     if (asked != m_connection)
                         return;
                     if (turn == m_turn)
                         m_isRefused = outcome && outcome->kind == PushOutcome::Kind::Conflict;
                     m_base.endUpload(outcome);
                     if (turn == m_turn)
                         uploaded(outcome);
                 });
}

void PushSession::uploaded(const Result<PushOutcome> &outcome)
{
    if (!outcome)
        return failWith(outcome.error());
    m_outcome = *outcome;
    switch (outcome->kind) {
    case PushOutcome::Kind::Accepted:
        m_tried = outcome->revision;
        m_isOwn = true;
        return enter(outcome->revision.state == Revision::State::AwaitingConfirmation
                         ? State::AwaitingConfirmation
                         : State::Confirmed);
    case PushOutcome::Kind::Invalid:
        m_problems = outcome->problems;
        return failWith(Error{Error::Code::InvalidValue,
                              "the relay found errors in this configuration and left its own running",
                              {},
                              {},
                              "correct the problems listed, then push again"});
    case PushOutcome::Kind::Conflict:
        return; // theirs is on its way: newsArrived()
    }
}

void PushSession::enterConflict()
{
    m_merge = m_base.overlap();
    if (m_merge) {
        m_theirs = m_base.overlapRevision();
    } else if (m_news) {
        m_merge = m_news->merge;
        m_merge->conflicts.clear();
        m_theirs = m_news->revision;
    }
    enter(State::Conflict);
}

void PushSession::confirm()
{
    if (m_state != State::AwaitingConfirmation)
        return;
    if (!m_connection)
        return stayAwaiting({Error::Code::Unavailable, "the relay is not connected", {}, {}, {}});
    ask(m_connection->confirm(m_tried->number), [this](const Result<Revision> &revision) {
        if (revision)
            return m_base.noteRevision(*revision);
        stayAwaiting(revision.error());
        m_isUnanswered = isUnanswered(revision.error());
        // Refused because it was too late, or lost on the way: the relay knows what became of it.
        m_base.refresh();
    });
}

void PushSession::revert()
{
    if (m_state != State::AwaitingConfirmation)
        return;
    if (!m_connection)
        return stayAwaiting({Error::Code::Unavailable, "the relay is not connected", {}, {}, {}});
    ask(m_connection->revert(m_tried->number, {}), [this](const Result<Revision> &revision) {
        if (revision)
            return m_base.noteRevision(*revision);
        stayAwaiting(revision.error());
        m_isUnanswered = isUnanswered(revision.error());
        m_base.refresh();
    });
}

void PushSession::dismiss()
{
    enter(State::Idle);
    baseChanged();
}

void PushSession::stayAwaiting(const Error &error)
{
    m_error = error;
    m_isUnanswered = true;
    Q_EMIT stateChanged(m_state);
}

void PushSession::connectionChanged(RelayConnection::State state)
{
    if (state != RelayConnection::State::Connected && m_state == State::AwaitingConfirmation)
        stayAwaiting(m_connection->lastError().value_or(
            Error{Error::Code::Unavailable, "the connection to the relay is lost", {}, {}, {}}));
}

void PushSession::baseChanged()
{
    if (m_state == State::Uploading && m_isRefused) {
        // The relay said that another runs and now says that it does not: once more, then.
        enter(State::Idle);
        return begin();
    }
    if (!m_base.isOnTrial())
        return;
    switch (m_state) {
    case State::Failed:
        if (!m_base.isOwnTrial())
            return;
        [[fallthrough]];
    case State::Idle:
    case State::Confirmed:
    case State::RolledBack:
        m_tried = m_base.running();
        m_isOwn = m_base.isOwnTrial();
        return enter(State::AwaitingConfirmation);
    case State::AwaitingConfirmation:
        m_tried = m_base.running();
        m_isOwn = m_base.isOwnTrial();
        // The relay has answered; what it refused stays said.
        if (m_isUnanswered)
            m_error.reset();
        return Q_EMIT stateChanged(m_state);
    case State::Validating:
    case State::Reviewing:
    case State::Uploading:
    case State::Conflict:
        return; // it is awaited when this push is given up
    }
}

void PushSession::newsArrived(const RunningBase::News &news)
{
    const bool isLookedAt = m_state == State::Validating || m_state == State::Reviewing ||
                            m_state == State::Conflict || (m_state == State::Uploading && m_isRefused);
    if (!isLookedAt || news.kind == RunningBase::News::Kind::Kept)
        return;
    m_news = news;
    enterConflict();
}

void PushSession::trialEnded(const Revision &revision, bool isOwn, bool isKept)
{
    const bool isAwaited = m_state == State::AwaitingConfirmation || m_state == State::Failed;
    if (!isAwaited)
        return;
    m_tried = revision;
    m_isOwn = isOwn;
    enter(isKept ? State::Confirmed : State::RolledBack);
}

} // namespace turnpike::client
