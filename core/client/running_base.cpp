// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/running_base.h"

#include "core/client/when_finished.h"
#include "core/document/json_codec.h"
#include "core/document/secrets.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using document::PropertyPath;

/// The relay decides; asking a little after the deadline gets the final answer.
constexpr auto kAfterDeadline = 1000ms;
constexpr std::chrono::milliseconds kLongestTrial = 1h;
/// Far enough back to find the confirmed one behind a row of pushes that were reverted.
constexpr int kMostRevisions = 200;

bool answerWasLost(const Error &error)
{
    return error.code == Error::Code::Unavailable || error.code == Error::Code::Timeout;
}

bool isSame(const Revision &left, const Revision &right)
{
    return left.number == right.number && left.etag == right.etag;
}

bool isAwaiting(const Revision &revision)
{
    return revision.state == Revision::State::AwaitingConfirmation;
}

/// Every one of these changes was made on the way from `before` to `after`, too.
bool hasAll(const document::Changes &changes, const model::Deployment &before, const model::Deployment &after)
{
    const document::Changes made = document::difference(before, after);
    return std::all_of(changes.begin(), changes.end(), [&made](const document::Change &change) {
        return std::any_of(made.begin(), made.end(), [&change](const document::Change &own) {
            return own.kind == change.kind && own.path == change.path && own.after == change.after;
        });
    });
}

} // namespace

RunningBase::RunningBase(document::ConfigDocument &document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    m_lookAgain.setSingleShot(true);
    connect(&m_lookAgain, &QTimer::timeout, this, &RunningBase::refresh);
    connect(&m_document, &document::ConfigDocument::pendingChanged, this, &RunningBase::pruneOverlap);
}

template <class Value, class Receiver>
void RunningBase::ask(QFuture<Result<Value>> answer, Receiver then)
{
    whenFinished(answer, this, [this, turn = m_turn, then = std::move(then)](const Result<Value> &result) {
        if (turn != m_turn)
            return;
        if (result)
            then(*result);
        else
            fail(result.error());
    });
}

void RunningBase::setConnection(RelayConnection *connection)
{
    if (m_connection)
        m_connection->disconnect(this);
    ++m_turn;
    m_connection = connection;
    m_identity.clear();
    m_running.reset();
    m_settled.reset();
    m_hasArrived = false;
    m_isOnTrial = false;
    m_isOwn = false;
    m_uploading.reset();
    m_lost.reset();
    m_mustRefresh = false;
    m_lookAgain.stop();
    m_settledOverlap = {};
    // The question stays in the journal of the relay that it is about.
    if (!std::exchange(m_overlap, {}).paths.isEmpty())
        Q_EMIT overlapChanged();
    if (m_connection) {
        connect(m_connection, &RelayConnection::stateChanged, this, [this](RelayConnection::State state) {
            if (state == RelayConnection::State::Connected)
                refresh();
        });
        connect(m_connection, &RelayConnection::revisionChanged, this, &RunningBase::noteRevision);
    }
    Q_EMIT connectionReplaced();
    refresh();
}

std::chrono::milliseconds RunningBase::trialRunning() const
{
    return m_isOnTrial ? m_trialRunning + std::chrono::milliseconds(m_trialAge.elapsed()) : 0ms;
}

std::chrono::milliseconds RunningBase::trialLeft() const
{
    return m_isOnTrial ? std::chrono::milliseconds(m_trialEnd.remainingTime()) : 0ms;
}

// --- what the relay says ---

void RunningBase::refresh()
{
    if (!m_connection || m_connection->state() != RelayConnection::State::Connected)
        return;
    if (m_uploading) {
        m_mustRefresh = true;
        return;
    }
    ++m_turn;
    ask(m_connection->status(), [this](const RelayStatus &status) { takeStatus(status); });
}

void RunningBase::noteRevision(const Revision &revision)
{
    if (m_uploading) {
        m_mustRefresh = true;
        return;
    }
    const bool isAboutTrial = m_isOnTrial && isSame(revision, *m_running);
    if (!isAboutTrial || isAwaiting(revision))
        return refresh();
    ++m_turn;
    const bool isKept = revision.state != Revision::State::Reverted;
    if (isKept)
        m_running = revision;
    endTrial(isKept);
    refresh();
}

void RunningBase::takeStatus(const RelayStatus &status)
{
    m_identity = status.identity;
    Q_EMIT statusArrived(status);
    const Revision &now = status.revision;
    if (m_running && isSame(now, *m_running) && isAwaiting(now) == m_isOnTrial) {
        m_running = now;
        if (!m_isOnTrial)
            m_settled = now;
        keepTime(now.trial);
        return finish();
    }
    if (!m_running && !isAwaiting(now))
        return carryOut({now, std::nullopt, std::nullopt, true});
    ask(m_connection->revisions(kMostRevisions),
        [this, status](const std::vector<Revision> &revisions) { compare(status, revisions); });
}

void RunningBase::compare(const RelayStatus &status, const std::vector<Revision> &revisions)
{
    Plan plan{status.revision, std::nullopt, std::nullopt, true};
    if (isAwaiting(status.revision)) {
        const auto settled = std::find_if(revisions.begin(), revisions.end(), [](const Revision &revision) {
            return revision.state == Revision::State::Confirmed;
        });
        // Without one to go back to there is nothing that could be told from it.
        if (settled != revisions.end()) {
            plan.settled = *settled;
            plan.trial = status.revision;
        }
    }
    if (m_running) {
        const auto known = std::find_if(revisions.begin(), revisions.end(), [this](const Revision &revision) {
            return isSame(revision, *m_running);
        });
        plan.knowsRunning = known != revisions.end();
        if (m_isOnTrial && !(plan.trial && isSame(*plan.trial, *m_running)))
            plan.wasKept = plan.knowsRunning && known->state != Revision::State::Reverted;
    }
    carryOut(plan);
}

void RunningBase::carryOut(const Plan &plan)
{
    if (plan.wasKept)
        endTrial(*plan.wasKept);
    if (m_settled && isSame(*m_settled, plan.settled))
        return carryOutTrial(plan);
    // The relay may have moved on between two answers; then what was fetched is not what was meant.
    ask(m_connection->fetchRevision(plan.settled.number), [this, plan](const FetchedDeployment &fetched) {
        takeSettled(fetched, plan.knowsRunning ? News::Kind::Pushed : News::Kind::Replaced);
        carryOutTrial(plan);
    });
}

void RunningBase::carryOutTrial(const Plan &plan)
{
    if (!plan.trial || (m_isOnTrial && isSame(*m_running, *plan.trial)))
        return finish();
    ask(m_connection->fetchRevision(plan.trial->number), [this](const FetchedDeployment &fetched) {
        if (!isAwaiting(fetched.revision))
            return refresh();
        takeTrial(fetched);
        finish();
    });
}

void RunningBase::finish()
{
    ++m_turn;
    // After a trial that was on already, so that edits of an earlier run are put onto all of it.
    if (!std::exchange(m_hasArrived, true))
        Q_EMIT arrived();
    Q_EMIT changed();
}

void RunningBase::fail(const Error &error)
{
    ++m_turn;
    if (m_isOnTrial)
        m_lookAgain.start(kAfterDeadline);
    Q_EMIT failed(error);
}

// --- the base moves ---

void RunningBase::takeSettled(const FetchedDeployment &fetched, News::Kind kind)
{
    const bool isFirst = !m_running;
    const bool isOwn = isLostUpload(fetched.revision);
    if (isFirst)
        m_document.reset(fetched.deployment);
    else if (isOwn)
        m_document.setBase(std::exchange(m_lost, nullptr));
    m_settled = fetched.revision;
    if (!isFirst && !isOwn)
        return merge(fetched, kind, false);
    setRunning(fetched.revision, false, isOwn);
    if (isOwn)
        Q_EMIT lostUploadFound(fetched.revision);
}

void RunningBase::takeTrial(const FetchedDeployment &fetched)
{
    if (isLostUpload(fetched.revision)) {
        m_document.beginTrial(std::exchange(m_lost, nullptr), m_document.working());
        return setRunning(fetched.revision, true, true);
    }
    merge(fetched, News::Kind::Pushed, true);
}

void RunningBase::merge(const FetchedDeployment &theirs, News::Kind kind, bool isTrial)
{
    News news{kind, theirs.revision, m_document.base(), theirs.deployment, {}, {}};
    news.changes = document::difference(*news.before, *news.after);
    auto merged = document::mergeKeepingMine(*news.before, *m_document.working(), *news.after);
    if (!merged)
        return fail(merged.error());
    news.merge = *std::move(merged);
    setRunning(theirs.revision, isTrial, false);
    Q_EMIT baseMoved(news.before, news.after);
    if (isTrial) {
        m_settledOverlap = m_overlap;
        m_document.beginTrial(news.after, news.merge.merged);
    } else {
        m_document.rebase(news.after, news.merge.merged);
    }
    noteOverlap(news.merge.conflicts, news.before, theirs.revision);
    pruneOverlap();
    // A trial that was on before this program came is no news.
    if (m_hasArrived)
        Q_EMIT newsArrived(news);
}

void RunningBase::endTrial(bool isKept)
{
    const Revision tried = *m_running;
    const bool isOwn = m_isOwn;
    News news{isKept ? News::Kind::Kept : News::Kind::Reverted,
              tried,
              m_document.base(),
              m_document.base(),
              {},
              {}};
    if (isKept) {
        news.before = m_document.settledBase();
        news.changes = document::difference(*news.before, *news.after);
        m_settled = tried;
        setRunning(tried, false, isOwn);
        m_document.keepTrial();
        keepOverlap();
    } else {
        news.after = m_document.settledBase();
        news.changes = document::difference(*news.before, *news.after);
        setRunning(*m_settled, false, false);
        if (!isOwn)
            Q_EMIT baseMoved(news.before, news.after);
        m_document.endTrial();
        news.merge.merged = m_document.working();
        news.merge.mineOnly = m_document.pendingChanges();
        if (!isOwn)
            restoreOverlap();
    }
    Q_EMIT changed();
    Q_EMIT trialEnded(tried, isOwn, isKept);
    if (!isOwn)
        Q_EMIT newsArrived(news);
}

void RunningBase::setRunning(const Revision &revision, bool isOnTrial, bool isOwn)
{
    m_running = revision;
    m_isOnTrial = isOnTrial;
    m_isOwn = isOwn;
    keepTime(revision.trial);
}

void RunningBase::keepTime(const std::optional<Trial> &trial)
{
    m_lookAgain.stop();
    if (!m_isOnTrial)
        return;
    const Trial known = trial.value_or(Trial{});
    m_trialRunning = known.running;
    m_trialAge.start();
    const auto left = std::clamp<std::chrono::milliseconds>(known.left, 0ms, kLongestTrial);
    m_trialEnd.setRemainingTime(left);
    m_lookAgain.start(left + kAfterDeadline);
}

// --- one's own pushes ---

void RunningBase::beginUpload(model::SharedDeployment deployment)
{
    ++m_turn;
    m_lost.reset();
    m_uploading = std::move(deployment);
}

void RunningBase::endUpload(const Result<PushOutcome> &outcome)
{
    if (!m_uploading)
        return;
    const auto uploaded = std::exchange(m_uploading, nullptr);
    const bool mustLook = std::exchange(m_mustRefresh, false);
    if (!outcome) {
        // Whether it arrived is not known: what the relay says next tells.
        if (answerWasLost(outcome.error()))
            m_lost = uploaded;
    } else if (outcome->kind == PushOutcome::Kind::Accepted &&
               !(m_running && isSame(*m_running, outcome->revision))) {
        const bool isTrial = isAwaiting(outcome->revision);
        if (!isTrial)
            m_settled = outcome->revision;
        setRunning(outcome->revision, isTrial, true);
        if (isTrial)
            m_document.beginTrial(uploaded, m_document.working());
        else
            m_document.setBase(uploaded);
        Q_EMIT changed();
    }
    if (mustLook || !outcome || outcome->kind == PushOutcome::Kind::Conflict)
        refresh();
}

bool RunningBase::isLostUpload(const Revision &revision) const
{
    return m_lost && revision.author == m_identity && revision.etag == document::fingerprint(*m_lost);
}

bool RunningBase::runsAll(const model::Deployment &base, const model::Deployment &working) const
{
    return hasAll(document::difference(base, working), base, *m_document.base());
}

Result<void> RunningBase::adopt(const model::Deployment &base, const model::Deployment &working,
                                const QJsonObject &note)
{
    const auto settled = m_document.settledBase();
    const auto here = m_document.settledWorking();
    auto mine = document::threeWayMerge(base, working, *here);
    if (!mine)
        return tl::make_unexpected(mine.error());
    // What was edited here in the meantime is newer than what was left; the rest is the relay's.
    const auto newer = document::difference(*settled, *here);
    std::erase_if(mine->conflicts, [&newer](const document::MergeConflict &conflict) {
        return std::any_of(newer.begin(), newer.end(), [&conflict](const document::Change &change) {
            return change.path.startsWith(conflict.path) || conflict.path.startsWith(change.path);
        });
    });
    const auto adopted = document::withMine(mine->merged, *mine->mine, mine->conflicts);
    const auto running = m_document.base();
    if (!m_isOnTrial) {
        m_document.rebase(running, adopted);
        recallOverlap(note);
    } else {
        m_isOwn = m_running->author == m_identity &&
                  hasAll(document::difference(*settled, *running), *settled, *adopted);
        auto merged = document::mergeKeepingMine(*settled, *adopted, *running);
        if (!merged)
            return tl::make_unexpected(merged.error());
        m_document.rebase(settled, adopted);
        m_document.beginTrial(running, m_isOwn ? adopted : merged->merged);
        recallOverlap(note);
        noteOverlap(merged->conflicts, settled, *m_running);
    }
    noteOverlap(mine->conflicts, std::make_shared<const model::Deployment>(base), *m_settled);
    pruneOverlap();
    Q_EMIT changed();
    return {};
}

Result<void> RunningBase::adopt(const document::Journal::Recovered &left)
{
    const auto complete = left.completedFrom(*m_document.settledBase());
    return complete ? adopt(*complete->base, *complete->working, left.note)
                    : tl::make_unexpected(complete.error());
}

// --- what both changed ---

void RunningBase::noteOverlap(const std::vector<document::MergeConflict> &conflicts,
                              const model::SharedDeployment &base, const Revision &revision)
{
    if (conflicts.empty())
        return;
    Overlap overlap = m_overlap;
    if (overlap.paths.isEmpty())
        overlap.base = base;
    for (const document::MergeConflict &conflict : conflicts) {
        if (!overlap.paths.contains(conflict.path))
            overlap.paths.append(conflict.path);
    }
    overlap.revision = revision;
    setOverlap(std::move(overlap));
}

/// What was tried is gone, and with it what there was to decide about it.
void RunningBase::restoreOverlap()
{
    Overlap overlap = std::exchange(m_settledOverlap, {});
    overlap.paths.removeIf([this](const PropertyPath &path) { return !m_overlap.paths.contains(path); });
    setOverlap(std::move(overlap));
    pruneOverlap();
}

/// A place where both are the same by now needs no decision.
void RunningBase::pruneOverlap()
{
    Overlap overlap = m_overlap;
    const auto isSettled = [this](const PropertyPath &path) { return !m_document.isPending(path); };
    if (overlap.paths.removeIf(isSettled) > 0)
        setOverlap(std::move(overlap));
}

void RunningBase::setOverlap(Overlap overlap)
{
    const bool isNews = m_overlap.paths != overlap.paths;
    m_overlap = std::move(overlap);
    keepOverlap();
    if (isNews)
        Q_EMIT overlapChanged();
}

/// What is not decided is asked again after a crash. While something is tried, that is what there was to
/// decide before: what the trial brings is found anew.
void RunningBase::keepOverlap()
{
    const Overlap &lasting = m_isOnTrial ? m_settledOverlap : m_overlap;
    QJsonObject note;
    if (!lasting.paths.isEmpty() && lasting.base) {
        QJsonArray paths;
        for (const PropertyPath &path : lasting.paths)
            paths.append(path.toString());
        note = {{u"overlap"_s, paths},
                {u"base"_s, QString::fromUtf8(document::toJson(*document::withMasks(*lasting.base),
                                                               document::JsonForm::Complete))},
                {u"revision"_s, static_cast<qint64>(lasting.revision.number)},
                {u"author"_s, lasting.revision.author}};
    }
    m_document.setJournalNote(note);
}

/// The note has no secrets. Those that nobody disputes are the ones that run; one that is disputed stays a
/// mask, which is neither side's.
model::SharedDeployment RunningBase::withSecretsBeside(const model::Deployment &masked,
                                                       const QList<PropertyPath> &disputed) const
{
    document::EditSet edits;
    for (const PropertyPath &path : document::maskedSecrets(masked)) {
        const bool isDisputed =
            std::any_of(disputed.begin(), disputed.end(),
                        [&path](const PropertyPath &one) { return path.startsWith(one); });
        const auto running = document::valueAt(*m_document.settledBase(), path);
        if (!isDisputed && running)
            edits.edits.push_back(document::Edit::set(path, *running));
    }
    const auto filled = document::applied(masked, edits);
    return filled ? *filled : std::make_shared<const model::Deployment>(masked);
}

void RunningBase::recallOverlap(const QJsonObject &note)
{
    const auto base = document::fromJson(note.value(u"base").toString().toUtf8());
    const QJsonArray paths = note.value(u"overlap").toArray();
    if (paths.isEmpty() || !base)
        return;
    Overlap overlap;
    for (const QJsonValue path : paths) {
        if (const auto parsed = PropertyPath::parse(path.toString()))
            overlap.paths << *parsed;
    }
    overlap.base = withSecretsBeside(*base, overlap.paths);
    overlap.revision.number =
        static_cast<decltype(overlap.revision.number)>(note.value(u"revision").toInteger());
    overlap.revision.author = note.value(u"author").toString();
    if (m_isOnTrial)
        m_settledOverlap = overlap;
    setOverlap(std::move(overlap));
}

std::optional<document::MergeResult> RunningBase::overlap() const
{
    if (!hasOverlap())
        return std::nullopt;
    auto merged = document::threeWayMerge(*m_overlap.base, *m_document.working(), *m_document.base());
    if (!merged)
        return std::nullopt;
    // Edits of other places that differ were made in sight of what runs: nothing is to be asked about them.
    std::vector<document::MergeConflict> decided;
    const auto isDecided = [this](const document::MergeConflict &conflict) {
        return !m_overlap.paths.contains(conflict.path);
    };
    std::copy_if(merged->conflicts.begin(), merged->conflicts.end(), std::back_inserter(decided), isDecided);
    std::erase_if(merged->conflicts, isDecided);
    merged->merged = document::withMine(merged->merged, *merged->mine, decided);
    merged->mineOnly = document::difference(*m_document.base(), *merged->merged);
    return *std::move(merged);
}

Result<void> RunningBase::decide(const QList<PropertyPath> &mineWins, const QString &description)
{
    auto merged = overlap();
    if (merged) {
        std::erase_if(merged->conflicts, [&mineWins](const document::MergeConflict &conflict) {
            return !mineWins.contains(conflict.path);
        });
        const auto working = document::withMine(merged->merged, *merged->mine, merged->conflicts);
        if (auto kept = m_document.setWorking(working, description); !kept)
            return kept;
    }
    setOverlap({});
    return {};
}

} // namespace turnpike::client
