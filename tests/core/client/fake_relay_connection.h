// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"
#include "tests/support/answering_relay.h"

#include <QTimer>

#include <map>

namespace turnpike::testing {

/// The relay of the console's tests: it keeps its revisions in memory and does what the test says, refuses,
/// loses answers or the connection, has somebody else push. Like a real one it answers only after the call
/// has returned, and tells of every revision that comes, is kept or reverted.
class FakeRelayConnection final : public AnsweringRelay {
public:
    explicit FakeRelayConnection(model::SharedDeployment deployment)
    {
        add(std::move(deployment), u"kim"_qs, u"First"_qs, wire::Revision::State::Confirmed);
        answers<wire::calls::Status>([this](const auto &) { return orFailure(statusNow()); });
        answers<wire::calls::FetchDeployment>(
            [this](const auto &) { return orFailure(Result<wire::FetchedDeployment>(asOfNow(running()))); });
        answers<wire::calls::Validate>([this](const auto &request) {
            ++m_validations;
            return orFailure(Result<validation::Problems>(judged(*request.deployment)));
        });
        answers<wire::calls::Push>([this](const auto &request) { return orFailure(pushed(request)); });
        answers<wire::calls::ConfirmRevision>(
            [this](const auto &request) { return orFailure(confirmed(request.revision)); });
        answers<wire::calls::RevertRevision>(
            [this](const auto &request) { return orFailure(reverted(request.revision)); });
        answers<wire::calls::ListRevisions>([this](const auto &) { return orFailure(allRevisions()); });
        answers<wire::calls::FetchRevision>([this](const auto &request) {
            return orFailure(Result<wire::FetchedDeployment>(asOfNow(m_revisions.at(request.revision))));
        });
        answers<wire::calls::EndAllocation>(
            [this](const auto &request) { return orFailure(ended(request.key)); });
        answers<wire::calls::EndAllocationsOf>(
            [this](const auto &request) { return orFailure(endedOf(request.name)); });
        answers<wire::calls::Drain>(
            [this](const auto &request) { return orFailure(drained(request.deadline)); });
        answers<wire::calls::IssueCredential>([this](const auto &request) {
            return orFailure(Result<wire::IssuedCredential>(
                wire::IssuedCredential{request.user, QStringLiteral("secret"), {}, m_urls}));
        });
        answers<wire::calls::Undrain>([this](const auto &) { return orFailure(undrained()); });
    }

    /// For what looks at a connection and needs no configuration.
    explicit FakeRelayConnection(State state)
        : FakeRelayConnection(std::make_shared<const model::Deployment>())
    {
        m_state = state;
    }

    // --- script ---
    wire::Role m_role = wire::Role::Administrator;
    validation::Problems m_problems; ///< what validate() says
    /// What it says of this configuration, instead of m_problems.
    std::function<validation::Problems(const model::Deployment &)> m_rules;
    int m_validations = 0;
    std::optional<Error> m_failure;   ///< every request fails with it
    std::optional<Error> m_pushError; ///< push() fails with it
    bool m_losesNextAnswer = false;   ///< the next push is carried out, its answer does not arrive
    bool m_isQuiet = false;           ///< it does not tell of revisions
    QString m_name = QStringLiteral("edge1");
    QString m_site = QStringLiteral("hq");
    std::vector<wire::CertificateStatus> m_certificates;
    std::optional<std::chrono::seconds> m_lastConfirmWithin;
    std::chrono::milliseconds m_trialRunning{0};           ///< of what it says of a revision on trial
    std::optional<std::chrono::milliseconds> m_trialLasts; ///< instead of the time that was asked for
    std::chrono::minutes m_clockError{0};                  ///< of the relay's wall clock
    QString m_lastReason;
    int m_pushes = 0;
    std::vector<bool> m_interests;            ///< as setLiveInterest() was called
    std::vector<live::AllocationKey> m_ended; ///< by endAllocation()
    std::optional<Error> m_endError;          ///< endAllocation() and endAllocationsOf() fail with it
    quint64 m_calls = 0;
    std::vector<std::chrono::seconds> m_drainDeadlines; ///< of the draining under way
    QStringList m_endedUsers;                           ///< by endAllocationsOf()
    std::optional<Error> m_error;                       ///< lastError()
    QStringList m_urls;                                 ///< of the credentials that it issues

    [[nodiscard]] const wire::FetchedDeployment &running() const { return m_revisions.at(m_running); }
    void somebodyPushes(model::SharedDeployment deployment,
                        std::optional<std::chrono::seconds> confirmWithin = {},
                        const QString &author = QStringLiteral("sam"))
    {
        put(std::move(deployment), author, u"Theirs"_qs, confirmWithin);
    }
    /// Another relay under the same name: it knows nothing of what ran.
    void forgetHistory(model::SharedDeployment deployment)
    {
        m_revisions.clear();
        somebodyPushes(std::move(deployment));
    }
    /// Somebody keeps what is on trial.
    void somebodyConfirms()
    {
        m_revisions.at(m_running).revision.state = wire::Revision::State::Confirmed;
        tell(m_running);
    }
    /// The relay's own timer has run out.
    void deadlinePasses() { goBack(m_running); }
    void loseConnection()
    {
        m_error = Error{Error::Code::Unavailable, "the relay does not answer", "edge1:5443", {}, {}};
        enter(State::Disconnected);
    }
    void sendSnapshot(const live::SharedSnapshot &snapshot) { Q_EMIT snapshotArrived(snapshot); }
    void enter(State state)
    {
        if (std::exchange(m_state, state) != state)
            Q_EMIT stateChanged(state);
    }

    // --- RelayConnection ---
    QString displayName() const override { return m_name; }
    State state() const override { return m_state; }
    std::optional<Error> lastError() const override { return m_failure ? m_failure : m_error; }
    wire::Role role() const override { return m_role; }
    void open() override
    {
        if (m_state != State::Disconnected)
            return;
        m_error.reset();
        enter(State::Connecting);
        QTimer::singleShot(0, this, [this] { enter(State::Connected); });
    }
    void close() override { enter(State::Disconnected); }

    void setLiveInterest(bool interested) override { m_interests.push_back(interested); }

private:
    inline static const QString kMe = QStringLiteral("me");

    [[nodiscard]] Result<wire::RelayStatus> statusNow()
    {
        wire::RelayStatus status;
        status.name = m_name;
        status.site = m_site;
        status.certificates = m_certificates;
        status.version = QStringLiteral("1.0");
        status.identity = kMe;
        status.revision = asOfNow(running()).revision;
        status.role = m_role;
        status.allocations = m_calls;
        status.draining = !m_drainDeadlines.empty();
        return status;
    }

    [[nodiscard]] validation::Problems judged(const model::Deployment &deployment) const
    {
        return m_rules ? m_rules(deployment) : m_problems;
    }

    [[nodiscard]] Result<wire::PushOutcome> pushed(const wire::PushRequest &request)
    {
        ++m_pushes;
        m_lastReason = request.reason;
        m_lastConfirmWithin = request.confirmWithin;
        if (m_pushError)
            return tl::make_unexpected(*m_pushError);
        wire::PushOutcome outcome;
        const validation::Problems problems = judged(*request.deployment);
        if (validation::hasErrors(problems)) {
            outcome.kind = wire::PushOutcome::Kind::Invalid;
            outcome.problems = problems;
        } else if (request.ifMatch != running().revision.etag) {
            outcome.kind = wire::PushOutcome::Kind::Conflict;
            outcome.revision = running().revision;
        } else {
            put(request.deployment, kMe, request.reason, request.confirmWithin);
            outcome.revision = asOfNow(running()).revision;
        }
        if (std::exchange(m_losesNextAnswer, false))
            return fail(Error::Code::Timeout, "the relay did not answer in time");
        return outcome;
    }

    [[nodiscard]] Result<wire::Revision> confirmed(quint64 number)
    {
        wire::Revision &revision = m_revisions.at(number).revision;
        if (m_failure)
            return revision;
        if (revision.state != wire::Revision::State::AwaitingConfirmation)
            return fail(Error::Code::Conflict, "the revision does not await confirmation");
        revision.state = wire::Revision::State::Confirmed;
        tell(number);
        return revision;
    }

    [[nodiscard]] Result<wire::Revision> reverted(quint64 number)
    {
        if (!m_failure)
            goBack(number);
        return m_revisions.at(number).revision;
    }

    [[nodiscard]] Result<std::vector<wire::Revision>> allRevisions()
    {
        std::vector<wire::Revision> all;
        for (const auto &[number, fetched] : m_revisions)
            all.insert(all.begin(), asOfNow(fetched).revision);
        return all;
    }

    [[nodiscard]] Result<void> ended(live::AllocationKey key)
    {
        m_ended.push_back(key);
        return m_endError ? Result<void>(tl::make_unexpected(*m_endError)) : Result<void>();
    }

    [[nodiscard]] Result<int> endedOf(const QString &user)
    {
        m_endedUsers.append(user);
        if (m_endError)
            return tl::make_unexpected(*m_endError);
        return static_cast<int>(m_endedUsers.size());
    }

    [[nodiscard]] Result<void> drained(std::chrono::seconds deadline)
    {
        m_drainDeadlines.push_back(deadline);
        return {};
    }

    [[nodiscard]] Result<void> undrained()
    {
        m_drainDeadlines.clear();
        return {};
    }

    void put(model::SharedDeployment deployment, const QString &author, const QString &reason,
             std::optional<std::chrono::seconds> confirmWithin)
    {
        if (confirmWithin)
            m_before = m_running;
        m_confirmWithin = m_trialLasts.value_or(confirmWithin.value_or(std::chrono::seconds(0)));
        add(std::move(deployment), author, reason,
            confirmWithin ? wire::Revision::State::AwaitingConfirmation : wire::Revision::State::Confirmed);
        tell(m_running);
    }
    void goBack(quint64 number)
    {
        m_revisions.at(number).revision.state = wire::Revision::State::Reverted;
        m_running = m_before;
        tell(number);
    }
    void tell(quint64 number)
    {
        if (!m_isQuiet)
            Q_EMIT revisionChanged(asOfNow(m_revisions.at(number)).revision);
    }
    void add(model::SharedDeployment deployment, const QString &author, const QString &reason,
             wire::Revision::State state)
    {
        wire::Revision revision;
        revision.number = ++m_newest;
        revision.state = state;
        revision.etag = document::fingerprint(*deployment);
        revision.author = author;
        revision.reason = reason;
        revision.created =
            QDateTime::currentDateTimeUtc().addSecs(std::chrono::seconds(m_clockError).count());
        if (state == wire::Revision::State::AwaitingConfirmation)
            revision.confirmUntil = revision.created.addMSecs(m_confirmWithin.count());
        m_revisions[revision.number] = {std::move(deployment), revision};
        m_running = revision.number;
    }
    [[nodiscard]] wire::FetchedDeployment asOfNow(wire::FetchedDeployment fetched) const
    {
        if (fetched.revision.state == wire::Revision::State::AwaitingConfirmation)
            fetched.revision.trial = wire::Trial{m_trialRunning, m_confirmWithin - m_trialRunning};
        return fetched;
    }
    /// The answer, unless every request fails.
    template <class Value>
    [[nodiscard]] Result<Value> orFailure(Result<Value> answer) const
    {
        return m_failure ? Result<Value>(tl::make_unexpected(*m_failure)) : std::move(answer);
    }

    State m_state = State::Disconnected;
    std::map<quint64, wire::FetchedDeployment> m_revisions;
    quint64 m_newest = 16;
    quint64 m_running = 0;
    quint64 m_before = 0;
    std::chrono::milliseconds m_confirmWithin{0};
};

} // namespace turnpike::testing
