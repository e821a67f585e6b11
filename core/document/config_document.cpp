// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/config_document.h"

#include "core/document/json_codec.h"

#include <algorithm>

namespace turnpike::document {

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
    const Changes changes = difference(*m_working, *base);
    m_base = std::move(base);
    m_working = m_base;
    m_baseFingerprint = fingerprint(*m_base);
    restartJournal();
    updatePending();
    Q_EMIT baseChanged();
    if (!changes.empty())
        Q_EMIT workingChanged(changes);
}

void ConfigDocument::setBase(model::SharedDeployment base)
{
    m_base = std::move(base);
    m_baseFingerprint = fingerprint(*m_base);
    restartJournal();
    updatePending();
    Q_EMIT baseChanged();
}

Result<void> ConfigDocument::setWorking(model::SharedDeployment working, const QString &description)
{
    if (m_isReadOnly)
        return fail(Error::Code::Forbidden, "the configuration is open for reading only", {}, {},
                    "connect as an administrator to change it");
    const Changes changes = difference(*m_working, *working);
    if (changes.empty())
        return {};
    // A full disk must not stop the work; the next record that succeeds holds what this one lacks.
    if (m_journal && !m_journalLacksBase)
        noteJournal(m_journal->record(description, *m_working, *working));
    m_working = std::move(working);
    if (m_journalLacksBase)
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
    return std::any_of(m_pending.begin(), m_pending.end(), [&path](const Change &change) {
        if (change.path.startsWith(path))
            return true;
        // All of an entry that is new is pending.
        return change.kind == Change::Kind::Added && path.startsWith(change.path);
    });
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
    if (m_journal)
        restartJournal();
    else if (m_journalError)
        noteJournal({});
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
    const auto restarted = m_journal->restart(*m_base, *m_working);
    m_journalLacksBase = !restarted;
    noteJournal(restarted);
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
    Changes pending = difference(*m_base, *m_working);
    if (pending == m_pending)
        return;
    m_pending = std::move(pending);
    Q_EMIT pendingChanged();
}

} // namespace turnpike::document
