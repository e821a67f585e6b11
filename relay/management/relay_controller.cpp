// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/relay_controller.h"

#include "core/document/secrets.h"
#include "core/model/inert_text.h"
#include "core/wire/calls.h"
#include "relay/management/credential_issuer.h"
#include "relay/management/draining.h"
#include "relay/management/live_ticker.h"
#include "relay/management/running_configuration.h"
#include "relay/net/process_limits.h"
#include "relay/turn/server.h"

#include <QTimer>

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;
namespace calls = wire::calls;
using wire::Role;

namespace {

/// What a file holds is served within this time after it was replaced; looking costs a system call a file.
constexpr std::chrono::seconds kFilesCheck{5};

wire::CertificateStatus statusOf(const tls::CertificateBook::Status &status)
{
    wire::CertificateStatus result;
    result.entry = QString::fromStdString(status.entry.name);
    if (status.served) {
        const auto &facts = status.served->facts();
        result.isServed = true;
        for (const auto &name : status.entry.hostNames.empty() ? facts.names : status.entry.hostNames)
            result.names << QString::fromStdString(name);
        result.issuer = QString::fromStdString(facts.issuer);
        result.validFrom = wire::toDateTime(facts.validFrom);
        result.validUntil = wire::toDateTime(facts.validUntil);
        result.fingerprint = QByteArray::fromStdString(facts.fingerprint);
    }
    if (status.error)
        result.error = QString::fromStdString(status.error->text());
    return result;
}

wire::CredentialFileStatus statusOf(const edge::CredentialFiles::Status &status)
{
    const bool isUsers = status.file.kind == edge::CredentialFile::Kind::Users;
    return {QString::fromStdString(status.file.entry), QString::fromStdString(status.file.file), isUsers,
            static_cast<int>(status.count),
            status.error ? QString::fromStdString(status.error->text()) : QString()};
}

model::LogLevel levelOf(edge::Severity severity)
{
    switch (severity) {
    case edge::Severity::Error:
        return model::LogLevel::error;
    case edge::Severity::Warning:
        return model::LogLevel::warning;
    case edge::Severity::Information:
        break;
    }
    return model::LogLevel::info;
}

constexpr std::chrono::seconds kMostDrainTime = std::chrono::hours(24);
constexpr std::size_t kMostUserBytes = 400; // with the time in front within the 508 of RFC 8489, USERNAME

} // namespace

class RelayController::Private {
public:
    std::shared_ptr<Clock> clock;
    std::unique_ptr<store::RevisionStore> store;
    std::unique_ptr<trust::KnownClients> clients;
    QString displayName;
    QDateTime started;
    MonotonicTime begun;
    std::unique_ptr<RunningConfiguration> configuration;
    std::unique_ptr<LiveTicker> ticker;
    std::unique_ptr<Draining> draining;
    RelayController *self = nullptr;
    QStringList early; ///< said before anybody could listen

    /// Said whatever the level of the log: it is the copy of the audit that is kept elsewhere.
    void say(const QString &text)
    {
        if (self)
            self->tell(text);
        else
            early << text;
    }
    ManagementSettings settings;
    net::DescriptorUse files;
    std::optional<MonotonicTime> filesCounted;
    http::TurnedAwayCounts turnedAway;
    QTimer filesCheck;
};

RelayController::RelayController(std::unique_ptr<Private> state)
    : m_private(std::move(state))
{
    m_private->self = this;
    connectSignals();
    QMetaObject::invokeMethod(
        this,
        [this] {
            for (const auto &text : std::exchange(m_private->early, {}))
                tell(text);
        },
        Qt::QueuedConnection);
    readSettings();
}

RelayController::~RelayController() = default;

Result<std::unique_ptr<RelayController>> RelayController::start(Options options,
                                                                std::unique_ptr<store::RevisionStore> store)
{
    auto state = std::make_unique<Private>();
    state->clock = std::move(options.clock);
    state->store = std::move(store);
    state->clients = std::make_unique<trust::KnownClients>(*state->store);
    // The journal of the host has every line with its hash, where whoever writes to the database cannot
    // reach.
    auto *const self = state.get();
    state->store->setListener(
        {[self](const wire::AuditEntry &entry, const QByteArray &hash) {
             // All at once: a "%4" in a name is no place for anything.
             self->say(u"%1: %2 %3 (audit %4 %5)"_s.arg(entry.who, entry.action, entry.subject,
                                                        QString::number(entry.number),
                                                        QString::fromLatin1(hash)));
         },
         [self](const Error &error) { self->say(QString::fromStdString(error.text())); },
         [self] { self->clients->invalidate(); }});
    state->started = state->clock->wallTime();
    state->begun = state->clock->now();
    state->displayName = options.displayName.isEmpty() ? options.identity.toString() : options.displayName;
    auto configuration = RunningConfiguration::start(std::move(options.identity), std::move(options.initial),
                                                     *state->store, *state->clock);
    if (!configuration)
        return errorOf(configuration);
    state->configuration = std::move(*configuration);
    state->ticker = std::make_unique<LiveTicker>(state->configuration->edge(), *state->clock);
    state->draining = std::make_unique<Draining>(state->configuration->edge(), *state->clock);
    return std::unique_ptr<RelayController>(new RelayController(std::move(state)));
}

/// A new configuration does not end a draining, and who pushes one expects new calls.
void RelayController::sayIfDraining(Result<wire::PushOutcome> &outcome)
{
    if (!outcome || outcome->kind != wire::PushOutcome::Kind::Accepted || !edge().isDraining())
        return;
    const QString text =
        u"the relay still drains, and refuses new calls until somebody ends that (turnpikectl undrain)"_s;
    outcome->live << text;
    log(text);
}

void RelayController::connectSignals()
{
    connect(m_private->configuration.get(), &RunningConfiguration::revisionChanged, this,
            &RelayController::readSettings);
    connect(m_private->configuration.get(), &RunningConfiguration::revisionChanged, this,
            &RelayController::revisionChanged);
    connect(m_private->configuration.get(), &RunningConfiguration::logged, this,
            [this](const QString &text) { log(text); });
    connect(m_private->configuration.get(), &RunningConfiguration::relayNoticed, this,
            [this](edge::Severity severity, const QString &text) {
                log(text, LogPart::Relay, levelOf(severity));
            });
    connect(m_private->draining.get(), &Draining::logged, this,
            [this](const QString &text) { log(text, LogPart::Relay); });
    connect(m_private->draining.get(), &Draining::finished, this, &RelayController::drained);
    connect(m_private->ticker.get(), &LiveTicker::snapshotTaken, this, &RelayController::snapshotTaken);
    connect(&m_private->filesCheck, &QTimer::timeout, this, [this] { edge().refreshFiles(); });
    m_private->filesCheck.start(kFilesCheck);
}

void RelayController::readSettings()
{
    // What cannot be read was refused before it ran.
    if (auto settings = ManagementSettings::of(*running().deployment))
        m_private->settings = std::move(*settings);
    m_private->clients->setRoles(m_private->settings.roles);
}

http::TurnedAwayCounts &RelayController::turnedAway()
{
    return m_private->turnedAway;
}

const ManagementSettings &RelayController::settings() const
{
    return m_private->settings;
}

void RelayController::log(const QString &text, LogPart part, model::LogLevel level)
{
    if (m_private->settings.logs(part, level))
        tell(text, part, level);
}

void RelayController::logError(const Error &error, LogPart part, const QString &what)
{
    log(what + QString::fromStdString(error.text()), part, model::LogLevel::error);
}

void RelayController::tell(const QString &text, LogPart part, model::LogLevel level)
{
    // One entry is one line and nothing more, for the journal as for every console that follows.
    Q_EMIT logged(m_private->clock->wallTime(), escapedForLog(text), part, level);
}

Result<void> RelayController::audited(const trust::Caller &caller, const QString &action,
                                      const QString &subject)
{
    return m_private->store->appendAudit(caller.identity, action, subject);
}

wire::Revision RelayController::asSeenBy(const trust::Caller &caller, wire::Revision revision) const
{
    if (caller.role < Role::Administrator)
        revision.etag = m_private->store->veiledEtag(revision.etag);
    return revision;
}

Result<wire::RelayStatus> RelayController::status(const trust::Caller &caller) const
{
    if (auto allowed = trust::require(caller, calls::Status::route); !allowed)
        return errorOf(allowed);
    auto &edge = m_private->configuration->edge();
    wire::RelayStatus status;
    status.name = m_private->displayName;
    status.site = m_private->configuration->identity().site;
    status.version = QStringLiteral(TURNPIKE_VERSION);
    status.started = m_private->started;
    status.uptime = std::chrono::floor<std::chrono::milliseconds>(m_private->clock->now() - m_private->begun);
    status.revision = asSeenBy(caller, m_private->configuration->asOfNow(running().revision));
    status.role = caller.role;
    status.identity = caller.identity;
    status.draining = edge.isDraining();
    status.allocations = edge.allocationCount();
    for (const auto &listener : edge.listeners())
        status.listeners << QString::fromStdString(listener.transport + ' ' + listener.address.toString());
    for (const auto &certificate : edge.certificates())
        status.certificates.push_back(statusOf(certificate));
    for (const auto &file : edge.credentialFiles())
        status.credentialFiles.push_back(statusOf(file));
    // Counting goes through all of them, and anybody may ask often.
    const auto now = m_private->clock->now();
    if (!m_private->filesCounted || now - *m_private->filesCounted >= std::chrono::seconds(1)) {
        m_private->files = net::descriptorUse();
        m_private->filesCounted = now;
    }
    status.openFiles = m_private->files.used;
    status.openFilesLimit = m_private->files.limit;
    return status;
}

Result<wire::FetchedDeployment> RelayController::deployment(const trust::Caller &caller) const
{
    if (auto allowed = trust::require(caller, calls::FetchDeployment::route); !allowed)
        return errorOf(allowed);
    auto fetched = running();
    fetched.revision = asSeenBy(caller, m_private->configuration->asOfNow(std::move(fetched.revision)));
    if (caller.role < Role::Administrator)
        fetched.deployment = document::withMasks(*fetched.deployment);
    return fetched;
}

Result<wire::PushOutcome> RelayController::push(const trust::Caller &caller, const wire::PushRequest &request)
{
    if (auto allowed = trust::require(caller, calls::Push::route); !allowed)
        return errorOf(allowed);
    if (auto checked = wire::checkReason(request.reason); !checked)
        return errorOf(checked);
    auto outcome = m_private->configuration->push(caller.identity, request);
    sayIfDraining(outcome);
    return outcome;
}

Result<wire::PushOutcome> RelayController::pushFromHost(const QString &author,
                                                        model::SharedDeployment deployment,
                                                        const QString &reason)
{
    auto outcome = m_private->configuration->push(author, {.deployment = std::move(deployment),
                                                           .ifMatch = running().revision.etag,
                                                           .reason = reason,
                                                           .confirmWithin = {}});
    sayIfDraining(outcome);
    return outcome;
}

Result<wire::Revision> RelayController::confirm(const trust::Caller &caller, quint64 revision)
{
    if (auto allowed = trust::require(caller, calls::ConfirmRevision::route); !allowed)
        return errorOf(allowed);
    return m_private->configuration->confirm(caller.identity, revision);
}

Result<wire::Revision> RelayController::revert(const trust::Caller &caller, quint64 revision,
                                               const QString &reason)
{
    if (auto allowed = trust::require(caller, calls::RevertRevision::route); !allowed)
        return errorOf(allowed);
    if (auto checked = wire::checkReason(reason); !checked)
        return errorOf(checked);
    return m_private->configuration->revert(caller.identity, revision, reason);
}

Result<std::vector<wire::Revision>> RelayController::revisions(const trust::Caller &caller, int most) const
{
    if (auto allowed = trust::require(caller, calls::ListRevisions::route); !allowed)
        return errorOf(allowed);
    auto revisions = m_private->store->revisions(most);
    if (!revisions)
        return revisions;
    for (auto &revision : *revisions)
        revision = asSeenBy(caller, m_private->configuration->asOfNow(std::move(revision)));
    return revisions;
}

Result<wire::FetchedDeployment> RelayController::revision(const trust::Caller &caller, quint64 number) const
{
    if (auto allowed = trust::require(caller, calls::FetchRevision::route); !allowed)
        return errorOf(allowed);
    auto fetched = m_private->store->revision(number);
    if (!fetched)
        return fetched;
    fetched->revision = asSeenBy(caller, m_private->configuration->asOfNow(std::move(fetched->revision)));
    if (caller.role < Role::Administrator)
        fetched->deployment = document::withMasks(*fetched->deployment);
    return fetched;
}

Result<std::vector<wire::AuditEntry>> RelayController::audit(const trust::Caller &caller, int most) const
{
    if (auto allowed = trust::require(caller, calls::ListAudit::route); !allowed)
        return errorOf(allowed);
    return m_private->store->audit(most);
}

Result<void> RelayController::endAllocation(const trust::Caller &caller, live::AllocationKey key)
{
    if (auto allowed = trust::require(caller, calls::EndAllocation::route); !allowed)
        return allowed;
    if (auto ended = edge().endAllocation(key, turn::EndCause::Killed); !ended)
        return ended;
    // The call is cut: that it could not be written down does not bring it back, so it is said, not refused.
    if (auto noted = audited(caller, u"end allocation"_s, QString::fromStdString(key.toString())); !noted)
        logError(noted.error());
    return {};
}

Result<int> RelayController::endAllocationsOf(const trust::Caller &caller, const QString &user)
{
    if (auto allowed = trust::require(caller, calls::EndAllocationsOf::route); !allowed)
        return errorOf(allowed);
    const int ended = edge().endAllocationsOf(user.toStdString());
    if (auto noted =
            audited(caller, u"end allocations of"_s, u"%1 (%2 ended)"_s.arg(user, QString::number(ended)));
        !noted)
        logError(noted.error());
    return ended;
}

Result<wire::IssuedCredential> RelayController::issueCredential(const trust::Caller &caller,
                                                                const QString &user,
                                                                std::chrono::seconds lifetime)
{
    if (auto allowed = trust::require(caller, calls::IssueCredential::route); !allowed)
        return errorOf(allowed);
    if (auto checked = checkPlainLine(user.toStdString(), kMostUserBytes, "user"); !checked)
        return errorOf(checked);
    auto issued = management::issueCredential(*running().deployment, m_private->configuration->identity(),
                                              edge(), user, lifetime, m_private->clock->wallTime());
    if (!issued)
        return issued;
    // A credential that nobody can be asked about later is not handed out.
    if (auto noted = audited(caller, u"issue credential"_s, issued->username); !noted)
        return errorOf(noted);
    return issued;
}

Result<wire::PeerVerdict> RelayController::explainPeer(const trust::Caller &caller,
                                                       const QString &address) const
{
    if (auto allowed = trust::require(caller, calls::ExplainPeer::route); !allowed)
        return errorOf(allowed);
    const std::string text = address.trimmed().toStdString();
    // Lists of calls show peers with their port.
    const auto withPort = TransportAddress::parse(text);
    const auto peer = withPort ? Result<IpAddress>(withPort->address) : IpAddress::parse(text);
    if (!peer)
        return errorOf(peer);
    const auto decision = m_private->configuration->edge().explainPeer(*peer);
    return wire::PeerVerdict{decision.allowed, QString::fromStdString(decision.rule)};
}

Result<void> RelayController::undrain(const trust::Caller &caller)
{
    if (auto allowed = trust::require(caller, calls::Undrain::route); !allowed)
        return allowed;
    if (!edge().isDraining())
        return fail(Error::Code::Conflict, "the relay does not drain: it takes new calls already");
    m_private->draining->cancel();
    // It serves again; that it could not be written down does not change that.
    if (auto noted = audited(caller, u"undrain"_s, u"new calls are taken again"_s); !noted)
        logError(noted.error());
    return {};
}

Result<std::vector<wire::KnownClient>> RelayController::knownClients(const trust::Caller &caller) const
{
    if (auto allowed = trust::require(caller, calls::ListClients::route); !allowed)
        return errorOf(allowed);
    return m_private->clients->good();
}

Result<void> RelayController::revokeClient(const trust::Caller &caller, const QString &name)
{
    if (auto allowed = trust::require(caller, calls::RevokeClient::route); !allowed)
        return allowed;
    const auto clients = knownClients(caller);
    if (!clients)
        return errorOf(clients);
    const auto is = [&name](const wire::KnownClient &known) { return known.name == name; };
    if (std::none_of(clients->begin(), clients->end(), is)) {
        QStringList names;
        for (const auto &known : *clients)
            names << known.name;
        return fail(Error::Code::NotFound,
                    "nobody is paired as \"" + escapedForTerminal(name.left(200)).toStdString() + "\"",
                    "name", names.join(u", "_s).toStdString());
    }
    const auto isOther = [&](const wire::KnownClient &known) {
        return !is(known) && known.role == Role::Administrator;
    };
    if (name == caller.identity && std::none_of(clients->begin(), clients->end(), isOther)) {
        return fail(Error::Code::Conflict, "you are the only administrator of this relay", "name", {},
                    "pair another administrator first (turnpiked --pair)");
    }
    if (auto revoked = m_private->clients->revoke(name); !revoked)
        return revoked;
    // What runs with it is cut before the line is written down, whose failure brings nothing back.
    Q_EMIT trustChanged();
    if (auto noted = audited(caller, u"revoke"_s, name); !noted)
        logError(noted.error());
    return {};
}

Result<wire::AuditHead> RelayController::verifyAudit(const trust::Caller &caller) const
{
    if (auto allowed = trust::require(caller, calls::VerifyAudit::route); !allowed)
        return errorOf(allowed);
    return m_private->store->verifyAudit();
}

Result<void> RelayController::drain(const trust::Caller &caller, std::chrono::seconds deadline)
{
    return drainFor(caller, deadline, turn::EndCause::Drained);
}

Result<void> RelayController::stop(const trust::Caller &caller, std::chrono::seconds deadline)
{
    return drainFor(caller, deadline, turn::EndCause::Shutdown);
}

Result<void> RelayController::drainFor(const trust::Caller &caller, std::chrono::seconds deadline,
                                       turn::EndCause cause)
{
    if (auto allowed = trust::require(caller, calls::Drain::route); !allowed)
        return allowed;
    if (deadline.count() < 0 || deadline > kMostDrainTime) {
        return fail(Error::Code::InvalidValue, std::to_string(deadline.count()) + " s is no time to drain in",
                    "deadline", "0 to 86400 seconds");
    }
    if (auto noted = audited(caller, u"drain"_s, u"within %1 s"_s.arg(deadline.count())); !noted)
        logError(noted.error());
    m_private->draining->begin(deadline, cause);
    return {};
}

void RelayController::subscribeLive(QObject *subscriber)
{
    m_private->ticker->subscribe(subscriber);
}

void RelayController::unsubscribeLive(QObject *subscriber)
{
    m_private->ticker->unsubscribe(subscriber);
}

live::SharedSnapshot RelayController::publishedSnapshot()
{
    return m_private->ticker->published();
}

live::SharedSnapshot RelayController::snapshotNow()
{
    return m_private->ticker->takenNow();
}

edge::Edge &RelayController::edge()
{
    return m_private->configuration->edge();
}

trust::KnownClients &RelayController::clients()
{
    return *m_private->clients;
}

store::RevisionStore &RelayController::store()
{
    return *m_private->store;
}

const wire::FetchedDeployment &RelayController::running() const
{
    return m_private->configuration->running();
}

Clock &RelayController::clock() const
{
    return *m_private->clock;
}

QString RelayController::displayName() const
{
    return m_private->displayName;
}

} // namespace turnpike::management
