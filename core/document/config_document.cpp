// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/config_document.h"

#include "core/document/json_codec.h"
#include "core/document/merge.h"

#include <algorithm>
#include <iterator>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

/// What is in a renamed entry is asked for under both names; its name is a place that has changed.
Changes underAllNames(Changes changes, const Changes &renames)
{
    if (renames.empty())
        return changes;
    const std::size_t count = changes.size();
    for (std::size_t i = 0; i < count; ++i) {
        Change change = changes[i];
        const bool isRename = change.kind == Change::Kind::Renamed;
        change.path = isRename ? placeBefore(change) : pathBefore(change.path, renames);
        if (isRename) {
            change.path = change.path.child(u"name"_s);
            Change name = change;
            name.path = changes[i].path.child(u"name"_s);
            changes.push_back(std::move(name));
        }
        if (change.path != changes[i].path)
            changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace

ConfigDocument::ConfigDocument(QObject *parent)
    : QObject(parent)
    , m_base(std::make_shared<const model::Deployment>())
    , m_working(m_base)
    , m_baseFingerprint(fingerprint(*m_base))
{
}

ConfigDocument::~ConfigDocument() = default;

void ConfigDocument::reset(model::SharedDeployment base)
{
    rebase(base, base);
}

void ConfigDocument::setBase(model::SharedDeployment base)
{
    rebase(std::move(base), m_working);
}

void ConfigDocument::rebase(model::SharedDeployment base, model::SharedDeployment working)
{
    m_trial.reset();
    moveTo(std::move(base), std::move(working));
}

void ConfigDocument::beginTrial(model::SharedDeployment tried, model::SharedDeployment working)
{
    m_trial = {settledBase(), settledWorking(), working};
    moveTo(std::move(tried), std::move(working));
}

void ConfigDocument::keepTrial()
{
    m_trial.reset();
    restartJournal();
}

void ConfigDocument::endTrial()
{
    if (!m_trial)
        return;
    const auto working = settledWorking();
    const auto base = m_trial->settledBase;
    rebase(base, working);
}

const model::SharedDeployment &ConfigDocument::settledBase() const
{
    return m_trial ? m_trial->settledBase : m_base;
}

model::SharedDeployment ConfigDocument::settledWorking() const
{
    // One's own trial took nothing into the working copy.
    if (!m_trial || m_trial->workingAtStart == m_trial->settledWorking)
        return m_working;
    if (m_working == m_trial->workingAtStart)
        return m_trial->settledWorking;
    const auto merged = mergeKeepingMine(*m_trial->workingAtStart, *m_working, *m_trial->settledWorking);
    if (!merged)
        return m_working;
    // Where somebody gave way to what is tried, it is not their own edit: it goes when the trial goes.
    std::vector<MergeConflict> givenUp;
    const Changes mine = difference(*m_base, *m_working);
    for (const Change &change : difference(*m_trial->workingAtStart, *m_working)) {
        const bool isMine = std::any_of(mine.begin(), mine.end(), [&change](const Change &own) {
            return own.path.startsWith(change.path) || change.path.startsWith(own.path);
        });
        if (!isMine)
            givenUp.push_back({change.path, {}, {}, {}, change.isSecret});
    }
    return withMine(merged->merged, *m_trial->settledBase, givenUp);
}

void ConfigDocument::moveTo(model::SharedDeployment base, model::SharedDeployment working)
{
    const Changes changes = m_working == working ? Changes() : difference(*m_working, *working);
    m_base = std::move(base);
    m_working = std::move(working);
    m_baseFingerprint = fingerprint(*m_base);
    restartJournal();
    updatePending();
    Q_EMIT baseChanged();
    if (!changes.empty())
        Q_EMIT workingChanged(changes);
}

Result<void> ConfigDocument::setWorking(model::SharedDeployment working, const QString &description)
{
    if (m_isReadOnly)
        return fail(Error::Code::Forbidden, "the configuration is open for reading only", {}, {},
                    "connect as an administrator to change it");
    const Changes changes = difference(*m_working, *working);
    if (changes.empty())
        return {};
    const auto before = m_journal ? settledWorking() : nullptr;
    m_working = std::move(working);
    // A full disk must not stop the work; the next record that succeeds holds what this one lacks.
    if (m_journal && !m_journalLacksBase)
        noteJournal(m_trial ? m_journal->record(description, *before, *settledWorking())
                            : m_journal->record(description, *before, *m_working, changes));
    else if (m_journalLacksBase)
        restartJournal();
    updatePending();
    Q_EMIT workingChanged(changes);
    return {};
}

Result<void> ConfigDocument::apply(const EditSet &edits)
{
    auto result = applied(*m_working, edits);
    if (!result)
        return tl::make_unexpected(result.error());
    return setWorking(*std::move(result), edits.description);
}

bool ConfigDocument::isPending(const PropertyPath &path) const
{
    if (!m_pendingPlaces)
        m_pendingPlaces.emplace(underAllNames(m_pending, m_pendingRenames));
    return m_pendingPlaces->contains(path);
}

PropertyPath ConfigDocument::pathInBase(const PropertyPath &path) const
{
    return pathBefore(path, m_pendingRenames);
}

void ConfigDocument::setReadOnly(bool readOnly)
{
    if (m_isReadOnly == readOnly)
        return;
    m_isReadOnly = readOnly;
    Q_EMIT readOnlyChanged(readOnly);
}

void ConfigDocument::setJournal(std::unique_ptr<Journal> journal)
{
    m_journal = std::move(journal);
    m_journalLacksBase = false;
    if (m_journal) {
        m_journal->onFlushFailed(this, [this, of = m_journal.get()](const Error &error) {
            if (of == m_journal.get())
                mistrustJournal(error);
        });
        restartJournal();
    } else if (m_journalError)
        noteJournal({});
    if (!m_journal)
        m_journalNote = {};
}

void ConfigDocument::setJournalNote(const QJsonObject &note)
{
    if (m_journalNote == note)
        return;
    m_journalNote = note;
    if (m_journal && !m_journalLacksBase)
        noteJournal(m_journal->note(note));
}

void ConfigDocument::retryJournal()
{
    if (!m_journal || !m_journalError)
        return;
    if (m_journalLacksBase)
        restartJournal();
    else
        noteJournal(m_journal->record(QString(), *m_base, *m_working));
}

void ConfigDocument::restartJournal()
{
    if (!m_journal)
        return;
    const auto restarted = m_journal->restart(*settledBase(), *settledWorking(), m_journalNote);
    m_journalLacksBase = !restarted;
    noteJournal(restarted);
}

/// What the disk did not take once may be gone from memory, too: nothing but all of it anew helps.
void ConfigDocument::mistrustJournal(const Error &error)
{
    m_journalLacksBase = true;
    noteJournal(tl::make_unexpected(error));
}

void ConfigDocument::noteJournal(const Result<void> &written)
{
    const bool isNews = m_journalError.has_value();
    m_journalError.reset();
    if (!written) {
        m_journalError = written.error();
        Q_EMIT journalFailed(*m_journalError);
    } else if (isNews) {
        Q_EMIT journalCaughtUp();
    }
}

void ConfigDocument::updatePending()
{
    Changes pending = m_pendingMemory.difference(m_base, m_working);
    if (pending == m_pending)
        return;
    m_pending = std::move(pending);
    m_pendingPlaces.reset();
    m_pendingRenames.clear();
    std::copy_if(m_pending.begin(), m_pending.end(), std::back_inserter(m_pendingRenames),
                 [](const Change &change) { return change.kind == Change::Kind::Renamed; });
    Q_EMIT pendingChanged();
}

} // namespace turnpike::document
