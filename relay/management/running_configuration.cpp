// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/running_configuration.h"

#include "core/base/random.h"
#include "core/document/json_codec.h"
#include "core/document/secrets.h"
#include "core/wire/json.h"
#include "relay/management/push_effects.h"

#include <algorithm>
#include <limits>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::FetchedDeployment;
using wire::PushOutcome;
using wire::Revision;

namespace {

constexpr auto kLeastConfirmTime = 5s;
constexpr auto kMostConfirmTime = 3600s;
constexpr auto kRetryInterval = 1s;
constexpr auto kWriteInterval = 60s;
constexpr int kAll = std::numeric_limits<int>::max();
const auto kRelay = u"relay"_s;

QString nameOf(const Revision &revision)
{
    return u"revision %1 by %2"_s.arg(revision.number).arg(revision.author);
}

} // namespace

RunningConfiguration::RunningConfiguration(edge::Identity identity, InitialConfiguration initial,
                                           store::RevisionStore &store, Clock &clock)
    : m_identity(std::move(identity))
    , m_initial(std::move(initial))
    , m_store(store)
    , m_clock(clock)
{
}

RunningConfiguration::~RunningConfiguration() = default;

Result<std::unique_ptr<RunningConfiguration>> RunningConfiguration::start(edge::Identity identity,
                                                                          InitialConfiguration initial,
                                                                          store::RevisionStore &store,
                                                                          Clock &clock)
{
    std::unique_ptr<RunningConfiguration> configuration(
        new RunningConfiguration(std::move(identity), std::move(initial), store, clock));
    if (auto begun = configuration->begin(); !begun)
        return errorOf(begun);
    return configuration;
}

Result<void> RunningConfiguration::begin()
{
    if (auto reverted = revertUnconfirmed(); !reverted)
        return reverted;
    auto stored = m_store.newestConfirmed();
    if (!stored && stored.error().code != Error::Code::NotFound)
        return errorOf(stored);
    if (stored) {
        stored->revision.etag = document::fingerprint(*stored->deployment);
        const auto isWanted = isInitialWanted(stored->revision.etag);
        if (!isWanted)
            return errorOf(isWanted);
        if (!*isWanted) {
            m_running = std::move(*stored);
            return startEdge(*m_running.deployment, m_running.revision.number);
        }
    }
    if (!m_initial.deployment) {
        return fail(Error::Code::NotFound, "there is no configuration to run: the store is empty", {}, {},
                    "give one with --deployment FILE");
    }
    m_running.deployment = m_initial.deployment;
    m_running.revision = {.number = m_newestNumber + 1,
                          .state = Revision::State::Confirmed,
                          .etag = document::fingerprint(*m_initial.deployment),
                          .author = m_initial.use != InitialConfiguration::Use::WhenEmpty
                                        ? store::kCommandLineAuthor.toString()
                                        : kRelay,
                          .reason = stored ? u"asked for at the start"_s : u"first start"_s,
                          .created = m_clock.wallTime(),
                          .confirmUntil = {}};
    if (auto started = startEdge(*m_running.deployment, m_running.revision.number); !started)
        return started;
    m_isUnwritten = true;
    m_newestNumber = m_running.revision.number;
    const auto written = writeRunning();
    // Calls do not wait for a disk that is full: what runs is written down when there is room.
    if (written || written.error().code != Error::Code::Io)
        return written;
    noteLater(nameOf(m_running.revision) + u" runs, and could not be written down yet: "_s +
              QString::fromStdString(written.error().text()));
    armWriting();
    return {};
}

Result<void> RunningConfiguration::writeRunning()
{
    if (!m_isUnwritten)
        return {};
    auto added = m_store.add(*m_running.deployment, m_running.revision);
    if (!added)
        return errorOf(added);
    m_running.revision = std::move(*added);
    m_newestNumber = m_running.revision.number;
    m_isUnwritten = false;
    return {};
}

/// Nobody listens yet while the relay starts.
void RunningConfiguration::noteLater(const QString &text)
{
    QMetaObject::invokeMethod(
        this, [this, text] { Q_EMIT logged(text); }, Qt::QueuedConnection);
}

void RunningConfiguration::armWriting()
{
    m_writing = m_clock.after(kWriteInterval, [this] { writeAgain(); });
}

void RunningConfiguration::writeAgain()
{
    m_writing.reset();
    const auto unwritten = std::exchange(m_unwrittenReverts, {});
    for (const auto number : unwritten) {
        if (!writeRevert(number))
            m_unwrittenReverts.push_back(number);
    }
    if (!writeRunning() || !m_unwrittenReverts.empty())
        return armWriting();
    Q_EMIT logged(u"what could not be written down before is written down now"_s);
}

Result<void> RunningConfiguration::writeRevert(quint64 number)
{
    const auto reverted = m_store.setState(number, Revision::State::Reverted, kRelay,
                                           u"revert: the relay ended before it was confirmed"_s);
    return reverted ? Result<void>() : errorOf(reverted);
}

Result<void> RunningConfiguration::revertUnconfirmed()
{
    const auto revisions = m_store.revisions(kAll);
    if (!revisions)
        return errorOf(revisions);
    for (const auto &revision : *revisions) {
        m_newestNumber = std::max(m_newestNumber, revision.number);
        if (revision.state != Revision::State::AwaitingConfirmation)
            continue;
        const auto reverted = writeRevert(revision.number);
        if (reverted)
            continue;
        // It does not run, whatever the disk says about it: going back needs no disk.
        noteLater(u"that "_s + nameOf(revision) + u" was reverted could not be written down: "_s +
                  QString::fromStdString(reverted.error().text()));
        m_unwrittenReverts.push_back(revision.number);
        armWriting();
    }
    return {};
}

Result<bool> RunningConfiguration::isInitialWanted(const QByteArray &running) const
{
    if (m_initial.use == InitialConfiguration::Use::WhenEmpty)
        return false;
    const auto etag = document::fingerprint(*m_initial.deployment);
    if (etag == running || m_initial.use == InitialConfiguration::Use::Always)
        return etag != running;
    const auto revisions = m_store.revisions(kAll);
    if (!revisions)
        return errorOf(revisions);
    for (const auto &revision : *revisions) {
        if (revision.author == store::kCommandLineAuthor)
            return revision.etag != etag;
    }
    return true;
}

Result<void> RunningConfiguration::startEdge(const model::Deployment &deployment, quint64 number)
{
    auto settings = edge::settingsFor(deployment, m_identity);
    if (!settings)
        return errorOf(settings);
    settings->revision = number;
    fillRandom(std::as_writable_bytes(std::span(settings->turn.nonceKey)));
    const auto notice = [this](edge::Severity severity, const std::string &line) {
        // From a worker's thread; the edge ends before this object does.
        QMetaObject::invokeMethod(
            this,
            [this, severity, text = QString::fromStdString(line)] { Q_EMIT relayNoticed(severity, text); },
            Qt::QueuedConnection);
    };
    auto edge = edge::Edge::start(std::move(*settings), notice);
    if (!edge)
        return errorOf(edge);
    m_edge = std::move(*edge);
    m_startedWith = std::make_shared<const model::Deployment>(deployment);
    return {};
}

Result<edge::ApplyReport> RunningConfiguration::applyToEdge(const model::Deployment &deployment,
                                                            quint64 number)
{
    auto settings = edge::settingsFor(deployment, m_identity);
    if (!settings)
        return errorOf(settings);
    settings->revision = number;
    settings->turn.nonceKey = m_edge->settings().turn.nonceKey;
    return m_edge->apply(std::move(*settings));
}

Revision RunningConfiguration::asOfNow(Revision revision) const
{
    revision.trial.reset();
    if (!isAwaiting() || revision.number != m_running.revision.number)
        return revision;
    const auto now = m_clock.now();
    revision.trial = {std::chrono::floor<std::chrono::milliseconds>(now - m_trialBegan),
                      std::chrono::ceil<std::chrono::milliseconds>(
                          std::max(m_trialEnds - now, MonotonicTime::duration::zero()))};
    return revision;
}

bool RunningConfiguration::isAwaiting() const
{
    return m_running.revision.state == Revision::State::AwaitingConfirmation;
}

Result<void> RunningConfiguration::checkConfirmTime(const wire::PushRequest &request) const
{
    if (!request.confirmWithin ||
        (*request.confirmWithin >= kLeastConfirmTime && *request.confirmWithin <= kMostConfirmTime))
        return {};
    return fail(Error::Code::InvalidValue,
                std::to_string(request.confirmWithin->count()) + " s is no time to confirm in",
                "confirm-within", "5 to 3600 seconds");
}

Result<void> RunningConfiguration::checkNothingAwaits() const
{
    if (!isAwaiting())
        return {};
    const std::string number = std::to_string(m_running.revision.number);
    const auto left = std::chrono::ceil<std::chrono::seconds>(asOfNow(m_running.revision).trial->left);
    return fail(Error::Code::Conflict,
                nameOf(m_running.revision).toStdString() + " awaits confirmation for another " +
                    std::to_string(left.count()) + " s",
                {}, "one push at a time",
                "confirm or revert revision " + number + ", or wait until then, and push again");
}

Result<PushOutcome> RunningConfiguration::push(const QString &author, const wire::PushRequest &request)
{
    if (auto checked = checkConfirmTime(request); !checked)
        return errorOf(checked);
    if (auto checked = checkNothingAwaits(); !checked)
        return errorOf(checked);
    PushOutcome outcome;
    if (request.ifMatch != m_running.revision.etag) {
        outcome.kind = PushOutcome::Kind::Conflict;
        outcome.revision = asOfNow(m_running.revision);
        return outcome;
    }
    if (const auto masked = document::maskedSecrets(*request.deployment); !masked.isEmpty()) {
        return fail(Error::Code::InvalidValue,
                    "a placeholder stands for a secret that this configuration does not hold",
                    masked.front().toString().toStdString(), "the secret itself",
                    "set it again, or take the configuration as an administrator sees it");
    }
    outcome.problems = validation::validate(*request.deployment);
    if (validation::hasErrors(outcome.problems)) {
        outcome.kind = PushOutcome::Kind::Invalid;
        return outcome;
    }
    if (document::fingerprint(*request.deployment) == m_running.revision.etag) {
        outcome.revision = asOfNow(m_running.revision);
        return outcome;
    }
    return bringIntoForce(request, author);
}

Result<PushOutcome> RunningConfiguration::bringIntoForce(const wire::PushRequest &request,
                                                         const QString &author)
{
    Revision revision{.number = m_newestNumber + 1,
                      .state = Revision::State::Confirmed,
                      .etag = document::fingerprint(*request.deployment),
                      .author = author,
                      .reason = request.reason,
                      .created = m_clock.wallTime(),
                      .confirmUntil = {}};
    if (request.confirmWithin) {
        revision.state = Revision::State::AwaitingConfirmation;
        revision.confirmUntil = revision.created.addSecs(request.confirmWithin->count());
    }
    if (auto written = writeRunning(); !written)
        return errorOf(written);
    revision.number = m_newestNumber + 1;
    const auto report = applyToEdge(*request.deployment, revision.number);
    if (!report)
        return errorOf(report);
    const auto stored = m_store.add(*request.deployment, revision);
    if (!stored) {
        putEdgeBack();
        return errorOf(stored);
    }
    m_newestNumber = stored->number;

    PushOutcome outcome;
    PushEffects(m_identity, *m_startedWith, *m_running.deployment, *request.deployment)
        .describe(outcome, *report);
    m_fallback = std::exchange(m_running, {request.deployment, *stored});
    if (request.confirmWithin) {
        m_trialBegan = m_clock.now();
        m_trialEnds = m_trialBegan + *request.confirmWithin;
        armTimer(*request.confirmWithin);
    }
    outcome.revision = asOfNow(*stored);
    Q_EMIT logged(nameOf(*stored) +
                  (request.confirmWithin ? u" runs and awaits confirmation"_s : u" runs"_s));
    Q_EMIT revisionChanged(outcome.revision);
    return outcome;
}

void RunningConfiguration::putEdgeBack()
{
    const auto back = applyToEdge(*m_running.deployment, m_running.revision.number);
    if (!back)
        Q_EMIT logged(u"the relay could not go back to "_s + nameOf(m_running.revision) + u": "_s +
                      QString::fromStdString(back.error().text()));
}

Result<Revision> RunningConfiguration::confirm(const QString &who, quint64 number)
{
    if (!isAwaiting() || m_running.revision.number != number) {
        const auto known = m_store.revision(number);
        if (!known)
            return errorOf(known);
        if (known->revision.state == Revision::State::Confirmed)
            return known->revision;
        return fail(Error::Code::Conflict,
                    "revision " + std::to_string(number) + " does not await confirmation: it is " +
                        wire::toText(known->revision.state).toStdString(),
                    {}, {}, "push the change again");
    }
    const auto confirmed = m_store.setState(number, Revision::State::Confirmed, who, u"confirm"_s);
    if (!confirmed)
        return errorOf(confirmed);
    m_timer.reset();
    m_fallback = {};
    m_running.revision.state = Revision::State::Confirmed;
    m_running.revision.confirmUntil.reset();
    Q_EMIT logged(nameOf(m_running.revision) + u" was confirmed by "_s + who);
    Q_EMIT revisionChanged(m_running.revision);
    return m_running.revision;
}

void RunningConfiguration::armTimer(std::chrono::milliseconds delay)
{
    m_timer = m_clock.after(delay, [this] { timeIsUp(); });
}

void RunningConfiguration::timeIsUp()
{
    if (const auto reverted = goBack(kRelay, u"revert: not confirmed in time"_s); !reverted) {
        Q_EMIT logged(nameOf(m_running.revision) + u" was not confirmed but cannot be reverted yet: "_s +
                      QString::fromStdString(reverted.error().text()));
        armTimer(kRetryInterval);
    }
}

Result<Revision> RunningConfiguration::goBack(const QString &who, const QString &action)
{
    if (auto applied = applyToEdge(*m_fallback.deployment, m_fallback.revision.number); !applied)
        return errorOf(applied);
    m_timer.reset();
    auto reverted = std::exchange(m_running, std::exchange(m_fallback, {})).revision;
    reverted.state = Revision::State::Reverted;
    reverted.confirmUntil.reset();
    const auto stored = m_store.setState(reverted.number, Revision::State::Reverted, who, action);
    if (!stored) {
        // What is on disk says "awaiting confirmation", which the next start reads as "reverted".
        Q_EMIT logged(u"that "_s + nameOf(reverted) + u" was reverted could not be written down: "_s +
                      QString::fromStdString(stored.error().text()));
    }
    Q_EMIT logged(nameOf(reverted) + u" was reverted by "_s + who + u"; "_s + nameOf(m_running.revision) +
                  u" runs again"_s);
    Q_EMIT revisionChanged(reverted);
    return reverted;
}

Result<FetchedDeployment> RunningConfiguration::ranBefore(quint64 number) const
{
    const auto revisions = m_store.revisions(kAll);
    if (!revisions)
        return errorOf(revisions);
    for (const auto &revision : *revisions) {
        if (revision.number < number &&
            (revision.state == Revision::State::Superseded || revision.state == Revision::State::Confirmed))
            return m_store.revision(revision.number);
    }
    return fail(Error::Code::NotFound, "there is no configuration before revision " + std::to_string(number),
                {}, "a revision with a confirmed one before it", "look at the list of revisions");
}

Result<Revision> RunningConfiguration::revert(const QString &who, quint64 number, const QString &reason)
{
    if (isAwaiting() && m_running.revision.number == number)
        return goBack(who, reason.isEmpty() ? u"revert"_s : u"revert: "_s + reason);
    if (auto checked = checkNothingAwaits(); !checked)
        return errorOf(checked);
    const auto known = m_store.revision(number);
    if (!known)
        return errorOf(known);
    if (known->revision.state == Revision::State::Reverted) {
        return fail(Error::Code::Conflict, "revision " + std::to_string(number) + " was reverted already", {},
                    {}, "look at the list of revisions");
    }
    const auto before = ranBefore(number);
    if (!before)
        return errorOf(before);
    const QString why = u"back to before revision %1"_s.arg(number);
    const auto outcome = push(who, {.deployment = before->deployment,
                                    .ifMatch = m_running.revision.etag,
                                    .reason = reason.isEmpty() ? why : why + u": "_s + reason,
                                    .confirmWithin = {}});
    if (!outcome)
        return errorOf(outcome);
    if (outcome->kind == PushOutcome::Kind::Invalid) {
        return fail(Error::Code::InvalidValue,
                    "the configuration before revision " + std::to_string(number) +
                        " is not valid any more: " + outcome->problems.front().message.toStdString(),
                    outcome->problems.front().path.toString().toStdString(), {},
                    "edit the running configuration instead");
    }
    return outcome->revision;
}

} // namespace turnpike::management
