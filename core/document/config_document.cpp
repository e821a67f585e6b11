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
    if (m_journal) {
        // A full disk must not stop the work; the next record that succeeds holds what this one lacks.
        if (const auto recorded = m_journal->record(description, *m_working, *working); !recorded)
            Q_EMIT journalFailed(recorded.error());
    }
    m_working = std::move(working);
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
    restartJournal();
}

void ConfigDocument::restartJournal()
{
    if (!m_journal)
        return;
    if (const auto restarted = m_journal->restart(*m_base, *m_working); !restarted)
        Q_EMIT journalFailed(restarted.error());
}

void ConfigDocument::updatePending()
{
    Changes pending = m_pendingMemory.difference(m_base, m_working);
    if (pending == m_pending)
        return;
    m_pending = std::move(pending);
    Q_EMIT pendingChanged();
}

} // namespace turnpike::document
