// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"
#include "core/wire/relay_connection.h"

#include <QPromise>

#include <map>

namespace turnpike::testing {

/// A relay in memory that keeps revisions as a real one does, and fails where a test tells it to.
class ScriptedRelay : public client::RelayConnection {
public:
    using Revision = client::Revision;

    explicit ScriptedRelay(model::SharedDeployment running) { keep(std::move(running), u"anna"_qs, {}, {}); }

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
    void open() override {}
    void close() override {}

    [[nodiscard]] QFuture<Result<client::RelayStatus>> status() override
    {
        client::RelayStatus status;
        status.identity = identity;
        status.revision = now(m_kept.at(m_running)).revision;
        return answer<client::RelayStatus>(status);
    }
    [[nodiscard]] QFuture<Result<client::FetchedDeployment>> fetchDeployment() override
    {
        return answer<client::FetchedDeployment>(now(m_kept.at(m_running)));
    }
    [[nodiscard]] QFuture<Result<validation::Problems>> validate(model::SharedDeployment) override
    {
        return answer<validation::Problems>(problems);
    }
    [[nodiscard]] QFuture<Result<client::PushOutcome>> push(client::PushRequest request) override
    {
        m_lastPush = request;
        if (pushFailure)
            return answer<client::PushOutcome>(
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
            return answer<client::PushOutcome>(
                fail(Error::Code::Timeout, "the relay did not answer in time"));
        return answer<client::PushOutcome>(outcome);
    }
    [[nodiscard]] QFuture<Result<Revision>> confirm(quint64 revision) override
    {
        auto &kept = m_kept.at(revision).revision;
        if (failure)
            return answer<Revision>(kept);
        if (kept.state != Revision::State::AwaitingConfirmation)
            return answer<Revision>(fail(Error::Code::Conflict, "the revision does not await confirmation"));
        kept.state = Revision::State::Confirmed;
        tell(revision);
        return answer<Revision>(kept);
    }
    [[nodiscard]] QFuture<Result<Revision>> revert(quint64 revision, const QString &) override
    {
        if (!failure)
            goBack(revision);
        return answer<Revision>(m_kept.at(revision).revision);
    }
    [[nodiscard]] QFuture<Result<std::vector<Revision>>> revisions(int) override
    {
        std::vector<Revision> all;
        for (const auto &[number, kept] : m_kept)
            all.insert(all.begin(), now(kept).revision);
        return answer<std::vector<Revision>>(all);
    }
    [[nodiscard]] QFuture<Result<client::FetchedDeployment>> fetchRevision(quint64 revision) override
    {
        return answer<client::FetchedDeployment>(now(m_kept.at(revision)));
    }
    [[nodiscard]] QFuture<Result<std::vector<client::AuditEntry>>> audit(int) override
    {
        return answer<std::vector<client::AuditEntry>>(std::vector<client::AuditEntry>{});
    }
    [[nodiscard]] QFuture<Result<live::SharedSnapshot>> snapshot() override
    {
        return answer<live::SharedSnapshot>(std::make_shared<const live::Snapshot>());
    }
    [[nodiscard]] QFuture<Result<void>> endAllocation(live::AllocationKey) override
    {
        return answer<void>(Result<void>());
    }
    [[nodiscard]] QFuture<Result<int>> endAllocationsOf(const QString &) override { return answer<int>(0); }
    [[nodiscard]] QFuture<Result<client::IssuedCredential>> issueCredential(const QString &,
                                                                            std::chrono::seconds) override
    {
        return answer<client::IssuedCredential>(client::IssuedCredential{});
    }
    [[nodiscard]] QFuture<Result<client::PeerVerdict>> explainPeer(const QString &) override
    {
        return answer<client::PeerVerdict>(client::PeerVerdict{});
    }
    [[nodiscard]] QFuture<Result<void>> drain(std::chrono::seconds) override
    {
        return answer<void>(Result<void>());
    }
    [[nodiscard]] QFuture<Result<void>> undrain() override { return answer<void>(Result<void>()); }
    [[nodiscard]] QFuture<Result<std::vector<client::KnownClient>>> knownClients() override
    {
        return answer<std::vector<client::KnownClient>>(std::vector<client::KnownClient>());
    }
    [[nodiscard]] QFuture<Result<void>> revokeClient(const QString &) override
    {
        return answer<void>(Result<void>());
    }
    [[nodiscard]] QFuture<Result<client::AuditHead>> verifyAudit() override
    {
        return answer<client::AuditHead>(client::AuditHead{});
    }
    void setLiveInterest(bool) override {}

private:
    /// Later, never before the call returned.
    template <class Value>
    QFuture<Result<Value>> answer(Result<Value> result)
    {
        if (failure)
            result = tl::make_unexpected(*failure);
        auto promise = std::make_shared<QPromise<Result<Value>>>();
        promise->start();
        QMetaObject::invokeMethod(
            this,
            [promise, result] {
                promise->addResult(result);
                promise->finish();
            },
            Qt::QueuedConnection);
        return promise->future();
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
