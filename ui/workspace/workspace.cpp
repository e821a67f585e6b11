// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/workspace.h"

#include "ui/workspace/background_validation.h"
#include "ui/workspace/base_moves.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/drafts.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/news_text.h"
#include "ui/workspace/relay_report.h"
#include "ui/workspace/settings.h"
#include "ui/workspace/snapshot_command.h"

#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTimer>
#include <QUndoStack>
#include <QUrl>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;
using wire::RelayConnection;

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
    BaseMoves moves;
    /// Where the last change of the working snapshot began.
    document::PropertyPath changed;

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
    , m_running(new client::RunningBase(*m_document, this))
    , m_push(new PushSession(*m_running, this))
    , m_live(new LiveHub(this))
    , m_unfinished(new UnfinishedEntries(this))
    , m_conditions(new Conditions(this))
    , m_settings(new Settings(*m_conditions, this))
    , m_report(new RelayReport(*this, options.reportInterval, this))
    , m_drafts(std::make_unique<Drafts>())
{
    m_private->options = std::move(options);
    m_private->clock.start();
    if (!rules())
        m_private->options.rules = [](const model::Deployment &all) { return validation::validate(all); };
    m_private->validation = new BackgroundValidation(rules(), this);
    connect(m_private->validation, &BackgroundValidation::finished, this,
            [this](const validation::Problems &problems) {
                // Of a relay that is not shown any more.
                if (!m_running->hasArrived())
                    return;
                m_found = problems;
                m_checkedAt = QDateTime::currentDateTime();
                collectProblems();
            });
    connect(m_unfinished, &UnfinishedEntries::changed, this, &Workspace::collectProblems);
    connect(m_private->validation, &BackgroundValidation::busyChanged, this, &Workspace::problemsChanged);

    connect(m_document, &document::ConfigDocument::workingChanged, this,
            [this](const document::Changes &changes) {
                m_private->changed = changes.front().path;
                m_unfinished->keepPlacesOf(*m_document->working());
                if (m_running->hasArrived())
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
    });
    connectRunning();
    updateReadOnly();
}

void Workspace::connectRunning()
{
    using client::RunningBase;
    connect(m_running, &RunningBase::statusArrived, this, [this](const wire::RelayStatus &status) {
        m_relayStatus = status;
        updateReadOnly();
        Q_EMIT connectionChanged();
    });
    connect(m_running, &RunningBase::arrived, this, &Workspace::takeFirst);
    connect(m_running, &RunningBase::changed, this, &Workspace::connectionChanged);
    connect(m_running, &RunningBase::newsArrived, this, &Workspace::tell);
    connect(m_running, &RunningBase::overlapChanged, this, &Workspace::overlapChanged);
    connect(m_running, &RunningBase::baseMoved, this,
            [this](const model::SharedDeployment &from, const model::SharedDeployment &to) {
                m_private->moves.add(from, to);
                // Typing goes on in a step of its own, which belongs to the new base.
                m_undoStack->setClean();
            });
    connect(m_running, &RunningBase::failed, this, [this](const Error &error) {
        // What awaits confirmation is asked about again and again, and its bar says that nobody answers.
        if (!m_running->isOnTrial())
            reportFailure(error);
    });
}

Workspace::~Workspace()
{
    // The push and the live picture look at the connection: let them go first.
    disconnect(m_document, nullptr, this, nullptr);
    disconnect(m_push, nullptr, this, nullptr);
    disconnect(m_running, nullptr, this, nullptr);
    m_private->connectionContext.reset();
    m_running->setConnection(nullptr);
    m_live->setConnection(nullptr);
    m_connection.reset();
}

bool Workspace::isValidating() const
{
    return m_private->validation->isBusy();
}

const BackgroundValidation::Rules &Workspace::rules() const
{
    return m_private->options.rules;
}

void Workspace::validateNow()
{
    if (m_running->hasArrived())
        m_private->validation->runNow(m_document->working());
}

// --- the relay ---

void Workspace::setConnection(std::unique_ptr<RelayConnection> connection)
{
    m_private->connectionContext = std::make_unique<QObject>();
    m_private->journal.reset();
    m_running->setConnection(nullptr);
    m_live->setConnection(nullptr);
    m_document->setJournal(nullptr);
    m_private->journalRetry.stop();
    m_conditions->clear(kJournal);
    showNoConfiguration();
    m_relayStatus.reset();
    m_unfinished->clear();
    if (m_connection)
        m_connection->close();
    m_connection = std::move(connection);
    if (m_connection) {
        QObject *context = m_private->connectionContext.get();
        connect(m_connection.get(), &RelayConnection::stateChanged, context,
                [this](RelayConnection::State state) {
                    log(state == RelayConnection::State::Connected ? tr("Connected to %1.").arg(relayName())
                        : state == RelayConnection::State::Refused ? tr("%1 refused.").arg(relayName())
                        : state == RelayConnection::State::NoKey
                            ? tr("The key for %1 could not be read.").arg(relayName())
                        : state == RelayConnection::State::Connecting
                            ? tr("Connecting to %1…").arg(relayName())
                            : tr("Disconnected from %1.").arg(relayName()));
                    updateReadOnly();
                    Q_EMIT connectionChanged();
                });
        connect(m_connection.get(), &RelayConnection::logged, context,
                [this](const QDateTime &time, const QString &text) { Q_EMIT logged(time, text); });
    }
    m_running->setConnection(m_connection.get());
    m_live->setConnection(m_connection.get());
    updateReadOnly();
    Q_EMIT connectionChanged();
    if (m_connection)
        m_connection->open();
}

/// Another relay is another configuration: nothing of the one before may be taken for it.
void Workspace::showNoConfiguration()
{
    m_document->reset(std::make_shared<const model::Deployment>());
    m_undoStack->clear();
    m_private->moves.clear();
    m_found.clear();
    m_checkedAt.reset();
    collectProblems();
}

QString Workspace::whyNoConfiguration() const
{
    if (!m_connection)
        return tr("No relay is connected.");
    return m_running->hasArrived() ? QString()
                                   : tr("The configuration of %1 has not arrived yet.").arg(relayName());
}

QString Workspace::relayName() const
{
    return m_connection ? m_connection->displayName() : tr("No relay");
}

/// The first configuration of this relay.
void Workspace::takeFirst()
{
    m_undoStack->clear();
    m_private->moves.clear();
    m_private->validation->schedule(m_document->working());
    openJournal();
    updateReadOnly();
}

/// Somebody else changed what runs: the person is told who and what, and what became of their own edits.
void Workspace::tell(const client::RunningBase::News &news)
{
    QString text = newsSentence(news);
    log(text);
    for (const QString &line : newsLines(news))
        log(u"    "_s + line);
    const int mine = static_cast<int>(m_document->pendingChanges().size());
    if (news.kind != client::RunningBase::News::Kind::Kept && mine > 0)
        text += u' ' + tr("Your %n change(s) that are not pushed are kept.", nullptr, mine);
    Q_EMIT told(news.revision.number, text);
}

bool Workspace::decideOverlap(const QList<document::PropertyPath> &mineWins)
{
    const model::SharedDeployment before = m_document->working();
    const QString text = tr("Merge with revision %1").arg(m_running->overlapRevision().number);
    if (const Result<void> decided = m_running->decide(mineWins, text); !decided) {
        reportFailure(decided.error());
        return false;
    }
    if (m_document->working() != before)
        pushStep(text, before, {});
    return true;
}

QString Workspace::whyReadOnly() const
{
    if (!m_connection)
        return tr("The console is not connected to a relay.");
    // A connection that was lost keeps its role: edits wait in the journal until it is back.
    if (m_relayStatus && m_relayStatus->role != wire::Role::Administrator) {
        return m_relayStatus->role == wire::Role::Viewer
                   ? tr("Your role on %1 is viewer; only administrators change the configuration.")
                         .arg(relayName())
                   : tr("Your role on %1 is operator; only administrators change the configuration.")
                         .arg(relayName());
    }
    if (recovered())
        return tr("Decide first what to do with the edits of the last run.");
    return whyNoConfiguration();
}

void Workspace::updateReadOnly()
{
    m_document->setReadOnly(!whyReadOnly().isEmpty());
}

// --- changes ---

bool Workspace::setWorking(const model::SharedDeployment &snapshot, const QString &description)
{
    const Result<void> done = m_document->setWorking(snapshot, description);
    if (!done)
        reportFailure(done.error());
    else if (!m_document->hasJournal())
        retryJournal();
    return done.has_value();
}

void Workspace::pushStep(const QString &text, const model::SharedDeployment &before, const QString &mergeKey)
{
    m_undoStack->push(new SnapshotCommand(
        text, before, m_document->working(), m_private->moves.epoch(), mergeKey, m_private->now(),
        [this](const model::SharedDeployment &snapshot, std::size_t epoch, const QString &description) {
            showSnapshot(snapshot, epoch, description);
        }));
}

void Workspace::showSnapshot(const model::SharedDeployment &snapshot, std::size_t epoch,
                             const QString &description)
{
    const model::SharedDeployment wanted = m_private->moves.now(snapshot, epoch);
    if (wanted == m_document->working())
        return; // undo() and redo() of this class have asked the document already
    const model::SharedDeployment before = m_document->working();
    if (!setWorking(wanted, description))
        return;
    if (before != m_document->working())
        openPage(m_private->changed);
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
    for (const document::Edit &edit : edits.edits) {
        if (edit.kind == document::Edit::Kind::RenameEntry)
            m_unfinished->followRename(edit.path, edit.newName);
    }
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
        const bool isName =
            change.kind == document::Change::Kind::Renamed && change.path.child(u"name"_s) == path;
        if (isName || change.path.startsWith(path))
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

void Workspace::keepUnfinished(const document::PropertyPath &path, const QString &text, const Error &error)
{
    // A page that is going away may say something about a place that is gone.
    if (document::resolve(*m_document->working(), path))
        m_unfinished->put({path, text, error, m_undoStack->index()});
}

const UnfinishedEntries::Entry *Workspace::newestUnfinished() const
{
    const auto &all = m_unfinished->all();
    return !all.empty() && all.back().undoSteps >= m_undoStack->index() ? &all.back() : nullptr;
}

QString Workspace::undoText() const
{
    if (const UnfinishedEntries::Entry *entry = newestUnfinished())
        return tr("Typing in %1").arg(document::displayPath(*m_document->working(), entry->path));
    return m_undoStack->undoText();
}

void Workspace::collectProblems()
{
    m_problems = m_unfinished->problems();
    m_problems.insert(m_problems.end(), m_found.begin(), m_found.end());
    Q_EMIT problemsChanged();
}

void Workspace::undo()
{
    // A text that is not taken is newer than the last step: it goes first, and the value it stood over is
    // back.
    if (const UnfinishedEntries::Entry *entry = newestUnfinished()) {
        const document::PropertyPath path = entry->path;
        m_unfinished->drop(path);
        openPage(path);
        return;
    }
    const auto *step =
        m_undoStack->canUndo()
            ? dynamic_cast<const SnapshotCommand *>(m_undoStack->command(m_undoStack->index() - 1))
            : nullptr;
    if (!step)
        return;
    const model::SharedDeployment from = m_document->working();
    const model::SharedDeployment wanted = m_private->moves.now(step->before(), step->epoch());
    // The document first: if it refuses, the history must not move.
    if (!setWorking(wanted, tr("Undo: %1").arg(step->text())))
        return;
    m_undoStack->undo();
    if (from != m_document->working())
        openPage(m_private->changed);
}

void Workspace::redo()
{
    const auto *step = m_undoStack->canRedo()
                           ? dynamic_cast<const SnapshotCommand *>(m_undoStack->command(m_undoStack->index()))
                           : nullptr;
    if (!step)
        return;
    const model::SharedDeployment from = m_document->working();
    const model::SharedDeployment wanted = m_private->moves.now(step->after(), step->epoch());
    if (!setWorking(wanted, tr("Redo: %1").arg(step->text())))
        return;
    m_undoStack->redo();
    if (from != m_document->working())
        openPage(m_private->changed);
}

// --- recovery ---

void Workspace::openJournal()
{
    QString folder = m_private->options.dataFolder;
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    folder += "/journals"_L1;
    const QByteArray name = QUrl::toPercentEncoding(m_connection->identity(), {}, ".");
    Result<std::unique_ptr<document::Journal>> journal =
        document::Journal::open(folder + u'/' + QString::fromLatin1(name) + ".journal"_L1);
    if (!journal) {
        reportJournal(journal.error());
        return;
    }
    m_private->journalRetry.stop();
    m_conditions->clear(kJournal);
    if (const auto &left = (*journal)->recovered();
        left && m_running->runsAll(*left->base, *left->working) && m_running->adopt(*left)) {
        // Pushed before the last run ended: nothing is lost, and nothing is to be asked.
        m_document->setJournal(std::move(*journal));
        return;
    }
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
        log(errorText(error));
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
    const model::SharedDeployment before = m_document->working();
    // Into what is there now: edits may have been made here while another window held the journal.
    if (const Result<void> adopted = m_running->adopt(left); !adopted) {
        reportFailure(adopted.error());
        return;
    }
    // The journal is handed over only after the edits are back: it is rewritten then in one step, so that a
    // crash in between loses nothing.
    std::unique_ptr<document::Journal> journal = std::move(m_private->journal);
    updateReadOnly();
    if (m_document->working() != before)
        pushStep(tr("Restore %n change(s)", nullptr, count), before, {});
    m_document->setJournal(std::move(journal));
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
    log(errorText(error));
    Q_EMIT failed(error);
}

void Workspace::log(const QString &text)
{
    Q_EMIT logged(QDateTime::currentDateTime(), text);
}

} // namespace turnpike::ui
