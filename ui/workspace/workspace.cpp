// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/workspace.h"

#include "core/document/merge.h"
#include "ui/workspace/background_validation.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/drafts.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/settings.h"
#include "ui/workspace/snapshot_command.h"
#include "ui/workspace/when_finished.h"

#include <QElapsedTimer>
#include <QScopedValueRollback>
#include <QStandardPaths>
#include <QTimer>
#include <QUndoStack>
#include <QUrl>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;
using client::RelayConnection;

namespace {

const QString kJournal = u"journal"_s;

} // namespace

class Workspace::Private {
public:
    Options options;
    BackgroundValidation *validation = nullptr;
    QElapsedTimer clock;
    QTimer journalRetry;
    /// Dies with the connection, and with it every answer that is still on its way.
    std::unique_ptr<QObject> connectionContext;
    /// What an earlier run left, until the person has decided; then it belongs to the document.
    std::unique_ptr<document::Journal> journal;
    /// Working snapshot before the change that is being announced.
    model::SharedDeployment lastWorking;
    /// The change comes from here; otherwise somebody (a merge) changed the document past the undo history.
    bool isOwnChange = false;
    bool hasBase = false;

    [[nodiscard]] qint64 now() const
    {
        return options.millisecondsNow ? options.millisecondsNow() : clock.elapsed();
    }
};

Workspace::Workspace(QObject *parent)
    : Workspace(Options(), parent)
{
}

Workspace::Workspace(Options options, QObject *parent)
    : QObject(parent)
    , m_private(std::make_unique<Private>())
    , m_document(new document::ConfigDocument(this))
    , m_undoStack(new QUndoStack(this))
    , m_push(new PushSession(*m_document, this))
    , m_live(new LiveHub(this))
    , m_conditions(new Conditions(this))
    , m_settings(new Settings(*m_conditions, this))
    , m_drafts(std::make_unique<Drafts>())
{
    m_private->options = std::move(options);
    m_private->clock.start();
    m_private->lastWorking = m_document->working();
    auto rules = m_private->options.rules;
    if (!rules)
        rules = [](const model::Deployment &deployment) { return validation::validate(deployment); };
    m_private->validation = new BackgroundValidation(rules, this);
    connect(m_private->validation, &BackgroundValidation::finished, this,
            [this](const validation::Problems &problems) {
                m_problems = problems;
                Q_EMIT problemsChanged();
            });
    connect(m_private->validation, &BackgroundValidation::busyChanged, this, &Workspace::problemsChanged);

    connect(m_document, &document::ConfigDocument::workingChanged, this, [this] {
        const auto before = std::exchange(m_private->lastWorking, m_document->working());
        if (!m_private->isOwnChange && before)
            pushStep(tr("Merge with what the relay runs"), before, {});
        m_private->validation->schedule(m_document->working());
    });
    connect(m_document, &document::ConfigDocument::journalFailed, this, &Workspace::reportJournal);
    connect(m_document, &document::ConfigDocument::journalCaughtUp, this, [this] {
        m_private->journalRetry.stop();
        m_conditions->clear(kJournal);
        log(tr("Edits are kept on disk again."));
    });
    m_private->journalRetry.setInterval(m_private->options.journalRetry);
    connect(&m_private->journalRetry, &QTimer::timeout, this, &Workspace::retryJournal);
    connect(m_push, &PushSession::stateChanged, this, [this](PushSession::State state) {
        // What was pushed is a step of its own: typing goes on in a new one.
        if (state == PushSession::State::AwaitingConfirmation || state == PushSession::State::Confirmed)
            m_undoStack->setClean();
        if (state == PushSession::State::Confirmed || state == PushSession::State::RolledBack)
            refreshFromRelay();
    });
    updateReadOnly();
}

Workspace::~Workspace()
{
    // The push and the live picture look at the connection: let them go first.
    disconnect(m_document, nullptr, this, nullptr);
    disconnect(m_push, nullptr, this, nullptr);
    m_private->connectionContext.reset();
    m_push->setConnection(nullptr);
    m_live->setConnection(nullptr);
    m_connection.reset();
}

bool Workspace::isValidating() const
{
    return m_private->validation->isBusy();
}

void Workspace::validateNow()
{
    if (m_document->working())
        m_private->validation->runNow(m_document->working());
}

// --- the relay ---

void Workspace::setConnection(std::unique_ptr<RelayConnection> connection)
{
    m_private->connectionContext = std::make_unique<QObject>();
    m_private->journal.reset();
    m_private->hasBase = false;
    m_push->setConnection(nullptr);
    m_live->setConnection(nullptr);
    m_document->setJournal(nullptr);
    m_private->journalRetry.stop();
    m_conditions->clear(kJournal);
    m_relayStatus.reset();
    if (m_connection)
        m_connection->close();
    m_connection = std::move(connection);
    if (m_connection) {
        QObject *context = m_private->connectionContext.get();
        connect(m_connection.get(), &RelayConnection::stateChanged, context,
                [this](RelayConnection::State state) {
                    log(state == RelayConnection::State::Connected ? tr("Connected to %1.").arg(relayName())
                        : state == RelayConnection::State::Refused ? tr("%1 refused.").arg(relayName())
                        : state == RelayConnection::State::Connecting
                            ? tr("Connecting to %1…").arg(relayName())
                            : tr("Disconnected from %1.").arg(relayName()));
                    updateReadOnly();
                    Q_EMIT connectionChanged();
                    if (state == RelayConnection::State::Connected)
                        refreshFromRelay();
                });
        connect(m_connection.get(), &RelayConnection::revisionChanged, context,
                [this] { refreshFromRelay(); });
        connect(m_connection.get(), &RelayConnection::logged, context,
                [this](const QDateTime &time, const QString &text) { Q_EMIT logged(time, text); });
    }
    m_push->setConnection(m_connection.get());
    m_live->setConnection(m_connection.get());
    updateReadOnly();
    Q_EMIT connectionChanged();
    if (!m_connection)
        return;
    m_connection->open();
    // Opened before and handed over: no change of state will come.
    if (m_connection->state() == RelayConnection::State::Connected && !m_relayStatus)
        refreshFromRelay();
}

QString Workspace::relayName() const
{
    return m_connection ? m_connection->displayName() : tr("No relay");
}

void Workspace::refreshFromRelay()
{
    if (!m_connection || m_connection->state() != RelayConnection::State::Connected)
        return;
    whenFinished(m_connection->status(), m_private->connectionContext.get(),
                 [this](const Result<client::RelayStatus> &status) {
                     if (status)
                         takeStatus(*status);
                     else
                         reportFailure(status.error());
                 });
}

void Workspace::takeStatus(const client::RelayStatus &status)
{
    m_relayStatus = status;
    updateReadOnly();
    Q_EMIT connectionChanged();
    const bool isPushing =
        m_push->state() == PushSession::State::Uploading || m_push->state() == PushSession::State::Conflict;
    const bool isSettled = status.revision.state == client::Revision::State::Confirmed;
    const bool isKnown = m_private->hasBase && status.revision.etag == m_document->baseFingerprint();
    // What awaits confirmation may be gone in a minute; it becomes the base when it is kept.
    if (isKnown || isPushing || (m_private->hasBase && !isSettled))
        return;
    whenFinished(m_connection->fetchDeployment(), m_private->connectionContext.get(),
                 [this](const Result<client::FetchedDeployment> &fetched) {
                     if (fetched)
                         takeBase(*fetched);
                     else
                         reportFailure(fetched.error());
                 });
}

void Workspace::takeBase(const client::FetchedDeployment &fetched)
{
    const bool isFirst = !std::exchange(m_private->hasBase, true);
    updateReadOnly();
    if (!isFirst && fetched.revision.etag == m_document->baseFingerprint())
        return;
    if (!isFirst && !m_document->pendingChanges().empty()) {
        Q_EMIT informed(tr("%1 pushed revision %2 in the meantime. Your changes are kept; both are merged "
                           "when you push.")
                            .arg(fetched.revision.author)
                            .arg(fetched.revision.number));
        return;
    }
    {
        const QScopedValueRollback own(m_private->isOwnChange, true);
        m_document->reset(fetched.deployment);
    }
    m_private->lastWorking = m_document->working();
    m_undoStack->clear();
    m_private->validation->schedule(m_document->working());
    if (isFirst) {
        openJournal();
        updateReadOnly();
    } else {
        log(tr("Took over revision %1 by %2.").arg(fetched.revision.number).arg(fetched.revision.author));
    }
}

QString Workspace::whyReadOnly() const
{
    if (!m_connection)
        return tr("The console is not connected to a relay.");
    // A connection that was lost keeps its role: edits wait in the journal until it is back.
    if (m_relayStatus && m_relayStatus->role != client::Role::Administrator) {
        return m_relayStatus->role == client::Role::Viewer
                   ? tr("Your role on %1 is viewer; only administrators change the configuration.")
                         .arg(relayName())
                   : tr("Your role on %1 is operator; only administrators change the configuration.")
                         .arg(relayName());
    }
    if (recovered())
        return tr("Decide first what to do with the edits of the last run.");
    if (!m_private->hasBase)
        return tr("The configuration of %1 has not arrived yet.").arg(relayName());
    return {};
}

void Workspace::updateReadOnly()
{
    m_document->setReadOnly(!whyReadOnly().isEmpty());
}

// --- changes ---

bool Workspace::setWorking(const model::SharedDeployment &snapshot, const QString &description)
{
    const QScopedValueRollback own(m_private->isOwnChange, true);
    const Result<void> done = m_document->setWorking(snapshot, description);
    if (!done)
        reportFailure(done.error());
    else if (!m_document->hasJournal())
        retryJournal();
    return done.has_value();
}

void Workspace::pushStep(const QString &text, const model::SharedDeployment &before, const QString &mergeKey)
{
    m_undoStack->push(
        new SnapshotCommand(text, before, m_document->working(), mergeKey, m_private->now(),
                            [this](const model::SharedDeployment &snapshot, const QString &description) {
                                showSnapshot(snapshot, description);
                            }));
}

void Workspace::showSnapshot(const model::SharedDeployment &snapshot, const QString &description)
{
    if (snapshot == m_document->working())
        return; // undo() and redo() of this class have asked the document already
    const model::SharedDeployment before = m_document->working();
    if (!setWorking(snapshot, description))
        return;
    const document::Changes changes = document::difference(*before, *snapshot);
    if (!changes.empty())
        navigateTo(changes.front().path);
}

bool Workspace::apply(const document::EditSet &edits, const QString &mergeKey)
{
    if (const QString reason = whyReadOnly(); !reason.isEmpty()) {
        reportFailure({Error::Code::Forbidden, reason.toStdString(), {}, {}, {}});
        return false;
    }
    const model::SharedDeployment before = m_document->working();
    Result<model::SharedDeployment> after = document::applied(*before, edits);
    if (!after) {
        reportFailure(after.error());
        return false;
    }
    if (**after == *before)
        return true; // nothing to undo
    if (!setWorking(*after, edits.description))
        return false;
    pushStep(edits.description, before, mergeKey);
    return true;
}

bool Workspace::replace(const model::SharedDeployment &deployment, const QString &description)
{
    if (const QString reason = whyReadOnly(); !reason.isEmpty()) {
        reportFailure({Error::Code::Forbidden, reason.toStdString(), {}, {}, {}});
        return false;
    }
    const model::SharedDeployment before = m_document->working();
    if (*deployment == *before)
        return true;
    if (!setWorking(deployment, description))
        return false;
    pushStep(description, before, {});
    return true;
}

bool Workspace::resetToDefault(const document::PropertyPath &path)
{
    const model::Deployment &working = *m_document->working();
    document::EditSet edits;
    edits.description = tr("Reset %1 to its default").arg(document::displayPath(working, path));
    const Result<document::Place> place = document::resolve(working, path);
    if (!place) {
        reportFailure(place.error());
        return false;
    }
    if (place->property && place->property->isValue()) {
        edits.edits.push_back(document::Edit::set(path, place->property->defaultValue()));
    } else {
        for (const document::PropertyPath &below : document::valuePaths(working, path)) {
            const Result<document::Place> value = document::resolve(working, below);
            // A required value has no default that could be meant: names and host names stay.
            if (value && value->property && !value->property->isRequired())
                edits.edits.push_back(document::Edit::set(below, value->property->defaultValue()));
        }
    }
    return apply(edits);
}

bool Workspace::resetToBase(const document::PropertyPath &path)
{
    document::Changes chosen;
    for (const document::Change &change : m_document->pendingChanges()) {
        if (change.path.startsWith(path))
            chosen.push_back(change);
    }
    return putBack(chosen);
}

bool Workspace::putBack(const document::Changes &changes)
{
    if (changes.empty())
        return true;
    document::EditSet edits = document::editsFor(document::reversed(changes));
    edits.description =
        changes.size() == 1
            ? tr("Put back %1").arg(document::displayPath(*m_document->working(), changes.front().path))
            : tr("Put back %n change(s)", nullptr, static_cast<int>(changes.size()));
    return apply(edits);
}

void Workspace::undo()
{
    const auto *step =
        m_undoStack->canUndo()
            ? dynamic_cast<const SnapshotCommand *>(m_undoStack->command(m_undoStack->index() - 1))
            : nullptr;
    if (!step)
        return;
    const model::SharedDeployment from = m_document->working();
    // The document first: if it refuses, the history must not move.
    if (!setWorking(step->before(), tr("Undo: %1").arg(step->text())))
        return;
    const document::Changes changes = document::difference(*from, *step->before());
    m_undoStack->undo();
    if (!changes.empty())
        navigateTo(changes.front().path);
}

void Workspace::redo()
{
    const auto *step = m_undoStack->canRedo()
                           ? dynamic_cast<const SnapshotCommand *>(m_undoStack->command(m_undoStack->index()))
                           : nullptr;
    if (!step)
        return;
    const model::SharedDeployment from = m_document->working();
    if (!setWorking(step->after(), tr("Redo: %1").arg(step->text())))
        return;
    const document::Changes changes = document::difference(*from, *step->after());
    m_undoStack->redo();
    if (!changes.empty())
        navigateTo(changes.front().path);
}

// --- recovery ---

void Workspace::openJournal()
{
    QString folder = m_private->options.dataFolder;
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    folder += "/journals"_L1;
    const QByteArray name = QUrl::toPercentEncoding(m_connection->displayName(), {}, ".");
    Result<std::unique_ptr<document::Journal>> journal =
        document::Journal::open(folder + u'/' + QString::fromLatin1(name) + ".journal"_L1);
    if (!journal) {
        reportJournal(journal.error());
        return;
    }
    m_private->journalRetry.stop();
    m_conditions->clear(kJournal);
    if ((*journal)->recovered()) {
        // Edits made now would have no journal: the person decides first.
        m_private->journal = std::move(*journal);
        updateReadOnly();
        Q_EMIT connectionChanged();
        Q_EMIT recoveryFound();
        return;
    }
    m_document->setJournal(std::move(*journal));
}

void Workspace::reportJournal(const Error &error)
{
    if (!m_conditions->holds(kJournal))
        log(QString::fromStdString(error.text()));
    m_private->journalRetry.start();
    m_conditions->raise(
        {kJournal, Conditions::Severity::Error,
         tr("Your edits are not kept on disk, and are lost when Turnpike ends before they are "
            "pushed. %1 It is tried again by itself.")
             .arg(errorText(error))});
}

void Workspace::retryJournal()
{
    if (!m_conditions->holds(kJournal))
        return;
    if (m_document->hasJournal())
        m_document->retryJournal();
    else
        openJournal();
}

bool Workspace::hasUnkeptEdits() const
{
    return !m_document->pendingChanges().empty() &&
           (!m_document->hasJournal() || m_document->journalError().has_value());
}

const document::Journal::Recovered *Workspace::recovered() const
{
    if (!m_private->journal || !m_private->journal->recovered())
        return nullptr;
    return &*m_private->journal->recovered();
}

document::Changes Workspace::recoveredChanges() const
{
    const document::Journal::Recovered *left = recovered();
    return left ? document::difference(*left->base, *left->working) : document::Changes();
}

void Workspace::restoreRecovered()
{
    if (!recovered())
        return;
    const document::Journal::Recovered left = *recovered();
    const int count = static_cast<int>(recoveredChanges().size());
    // Into what is there now: edits may have been made here while another window held the journal.
    const Result<document::MergeResult> merged =
        document::threeWayMerge(*left.base, *left.working, *m_document->working());
    if (!merged) {
        reportFailure(merged.error());
        return;
    }
    // The journal is handed over only after the edits are back: it is rewritten then in one step, so that a
    // crash in between loses nothing.
    std::unique_ptr<document::Journal> journal = std::move(m_private->journal);
    updateReadOnly();
    const bool isRestored = replace(merged->merged, tr("Restore %n change(s)", nullptr, count));
    m_document->setJournal(std::move(journal));
    if (isRestored && !merged->conflicts.empty()) {
        Q_EMIT informed(
            tr("%n setting(s) were changed on the relay in the meantime and keep the relay's value.", nullptr,
               static_cast<int>(merged->conflicts.size())));
    }
    Q_EMIT recoverySettled();
}

void Workspace::discardRecovered()
{
    if (!m_private->journal)
        return;
    m_document->setJournal(std::move(m_private->journal));
    updateReadOnly();
    log(tr("Discarded the unpushed edits of an earlier run."));
    Q_EMIT recoverySettled();
}

// --- messages ---

void Workspace::reportFailure(const Error &error)
{
    log(QString::fromStdString(error.text()));
    Q_EMIT failed(error);
}

void Workspace::log(const QString &text)
{
    Q_EMIT logged(QDateTime::currentDateTime(), text);
}

} // namespace turnpike::ui
