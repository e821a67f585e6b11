// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"
#include "tests/support/answering_relay.h"

#include <map>

namespace turnpike::testing {

/// A relay in memory that keeps revisions as a real one does, and fails where a test tells it to.
class ScriptedRelay : public AnsweringRelay {
public:
    using Revision = client::Revision;

    explicit ScriptedRelay(model::SharedDeployment running)
    {
        keep(std::move(running), u"anna"_qs, {}, {});
        answers<wire::calls::Status>([this](const auto &) { return orFailure(onStatus()); });
        answers<wire::calls::FetchDeployment>(
            [this](const auto &) { return orFailure(onFetchDeployment()); });
        answers<wire::calls::Validate>(
            [this](const auto &request) { return orFailure(onValidate(request.deployment)); });
        answers<wire::calls::Push>([this](const auto &request) { return orFailure(onPush(request)); });
        answers<wire::calls::ConfirmRevision>(
            [this](const auto &request) { return orFailure(onConfirm(request.revision)); });
        answers<wire::calls::RevertRevision>(
            [this](const auto &request) { return orFailure(onRevert(request.revision, request.reason)); });
        answers<wire::calls::ListRevisions>(
            [this](const auto &request) { return orFailure(onRevisions(request.most)); });
        answers<wire::calls::FetchRevision>(
            [this](const auto &request) { return orFailure(onFetchRevision(request.revision)); });
    }

    // --- what a test tells it ---
    std::optional<Error> failure;     ///< every request fails with it
    std::optional<Error> pushFailure; ///< the next push is refused
    bool loseNextAnswer = false;      ///< the next push is carried out, its answer does not arrive
    bool isQuiet = false;             ///< revision events do not arrive
    validation::Problems problems;    ///< of every configuration
    std::chrono::milliseconds confirmWindow = std::chrono::hours(1); ///< instead of the one asked for
    std::chrono::milliseconds trialRunning{};                        ///< what it says of a trial
    std::chrono::minutes clockError{};                               ///< of the relay's wall clock
    QString identity = QStringLiteral("anna");                       ///< who asks

    [[nodiscard]] const Revision &running() const { return m_kept.at(m_running).revision; }
    [[nodiscard]] const model::SharedDeployment &runningDeployment() const
    {
        return m_kept.at(m_running).deployment;
    }
    [[nodiscard]] const client::PushRequest &lastPush() const { return m_lastPush; }
    void setState(State state)
    {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
    /// Somebody else's push.
    void replace(model::SharedDeployment deployment, std::optional<std::chrono::seconds> confirmWithin = {},
                 const QString &author = QStringLiteral("berta"))
    {
        keep(std::move(deployment), author, u"theirs"_qs, confirmWithin);
        tell(m_running);
    }
    /// Another relay under the same name: it knows nothing of what ran.
    void replaceHistory(model::SharedDeployment deployment)
    {
        m_kept.clear();
        replace(std::move(deployment), {}, u"relay"_qs);
    }
    /// What the relay's timer does.
    void revertByItself() { goBack(m_running); }
    void confirmByAnother()
    {
        m_kept.at(m_running).revision.state = Revision::State::Confirmed;
        tell(m_running);
    }

    // --- RelayConnection ---
    [[nodiscard]] QString displayName() const override { return u"scripted"_qs; }
    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] std::optional<Error> lastError() const override { return failure; }
    [[nodiscard]] client::Role role() const override { return client::Role::Administrator; }

private:
    [[nodiscard]] Result<client::RelayStatus> onStatus()
    {
        client::RelayStatus status;
        status.identity = identity;
        status.revision = now(m_kept.at(m_running)).revision;
        return Result<client::RelayStatus>(status);
    }

    [[nodiscard]] Result<client::FetchedDeployment> onFetchDeployment()
    {
        return Result<client::FetchedDeployment>(now(m_kept.at(m_running)));
    }

    [[nodiscard]] Result<validation::Problems> onValidate(model::SharedDeployment)
    {
        return Result<validation::Problems>(problems);
    }

    [[nodiscard]] Result<client::PushOutcome> onPush(client::PushRequest request)
    {
        m_lastPush = request;
        if (pushFailure)
            return Result<client::PushOutcome>(
                tl::make_unexpected(*std::exchange(pushFailure, std::nullopt)));
        client::PushOutcome outcome;
        if (validation::hasErrors(problems)) {
            outcome.kind = client::PushOutcome::Kind::Invalid;
            outcome.problems = problems;
        } else if (request.ifMatch != running().etag) {
            outcome.kind = client::PushOutcome::Kind::Conflict;
            outcome.revision = running();
        } else {
            keep(request.deployment, identity, request.reason, request.confirmWithin);
            outcome.revision = now(m_kept.at(m_running)).revision;
            tell(m_running);
        }
        if (std::exchange(loseNextAnswer, false))
            return Result<client::PushOutcome>(
                fail(Error::Code::Timeout, "the relay did not answer in time"));
        return Result<client::PushOutcome>(outcome);
    }

    [[nodiscard]] Result<Revision> onConfirm(quint64 revision)
    {
        auto &kept = m_kept.at(revision).revision;
        if (failure)
            return Result<Revision>(kept);
        if (kept.state != Revision::State::AwaitingConfirmation)
            return Result<Revision>(fail(Error::Code::Conflict, "the revision does not await confirmation"));
        kept.state = Revision::State::Confirmed;
        tell(revision);
        return Result<Revision>(kept);
    }

    [[nodiscard]] Result<Revision> onRevert(quint64 revision, const QString &)
    {
        if (!failure)
            goBack(revision);
        return Result<Revision>(m_kept.at(revision).revision);
    }

    [[nodiscard]] Result<std::vector<Revision>> onRevisions(int)
    {
        std::vector<Revision> all;
        for (const auto &[number, kept] : m_kept)
            all.insert(all.begin(), now(kept).revision);
        return Result<std::vector<Revision>>(all);
    }

    [[nodiscard]] Result<client::FetchedDeployment> onFetchRevision(quint64 revision)
    {
        return Result<client::FetchedDeployment>(now(m_kept.at(revision)));
    }

    /// The answer, unless every request fails.
    template <class Value>
    [[nodiscard]] Result<Value> orFailure(Result<Value> result) const
    {
        return failure ? Result<Value>(tl::make_unexpected(*failure)) : std::move(result);
    }

    void keep(model::SharedDeployment deployment, const QString &author, const QString &reason,
              std::optional<std::chrono::seconds> confirmWithin)
    {
        Revision revision;
        revision.number = m_kept.size() + 1;
        revision.etag = document::fingerprint(*deployment);
        revision.author = author;
        revision.reason = reason;
        revision.created = QDateTime::currentDateTimeUtc().addSecs(std::chrono::seconds(clockError).count());
        if (confirmWithin) {
            revision.state = Revision::State::AwaitingConfirmation;
            revision.confirmUntil = revision.created.addMSecs(confirmWindow.count());
            m_before = m_running;
        }
        m_running = revision.number;
        m_kept[revision.number] = {std::move(deployment), revision};
    }

    [[nodiscard]] client::FetchedDeployment now(client::FetchedDeployment kept) const
    {
        if (kept.revision.state == Revision::State::AwaitingConfirmation)
            kept.revision.trial = client::Trial{trialRunning, confirmWindow - trialRunning};
        return kept;
    }

    void goBack(quint64 revision)
    {
        m_kept.at(revision).revision.state = Revision::State::Reverted;
        m_running = m_before;
        tell(revision);
    }

    void tell(quint64 revision)
    {
        if (!isQuiet)
            Q_EMIT revisionChanged(now(m_kept.at(revision)).revision);
    }

    State m_state = State::Connected;
    std::map<quint64, client::FetchedDeployment> m_kept;
    quint64 m_running = 0;
    quint64 m_before = 0;
    client::PushRequest m_lastPush;
};

} // namespace turnpike::testing
