// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/unfinished_entries.h"

#include "ui/workspace/error_text.h"

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

UnfinishedEntries::UnfinishedEntries(QObject *parent)
    : QObject(parent)
{
}

QString UnfinishedEntries::ruleId()
{
    return u"entry.notTaken"_s;
}

const UnfinishedEntries::Entry *UnfinishedEntries::at(const PropertyPath &path) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&path](const Entry &entry) { return entry.path == path; });
    return found != m_entries.end() ? &*found : nullptr;
}

void UnfinishedEntries::put(Entry entry)
{
    if (const Entry *known = at(entry.path); known != nullptr && known == &m_entries.back() &&
                                             known->text == entry.text && known->error == entry.error)
        return;
    std::erase_if(m_entries, [&entry](const Entry &known) { return known.path == entry.path; });
    m_entries.push_back(std::move(entry));
    Q_EMIT changed();
}

void UnfinishedEntries::drop(const PropertyPath &path)
{
    if (std::erase_if(m_entries, [&path](const Entry &entry) { return entry.path == path; }) > 0)
        Q_EMIT changed();
}

void UnfinishedEntries::clear()
{
    if (m_entries.empty())
        return;
    m_entries.clear();
    Q_EMIT changed();
}

void UnfinishedEntries::followRename(const PropertyPath &entry, const QString &newName)
{
    drop(entry.child(u"name"_s));
    const auto depth = entry.steps().size();
    for (Entry &known : m_entries) {
        if (!known.path.startsWith(entry))
            continue;
        PropertyPath renamed = entry.parent().entry(newName);
        const auto steps = known.path.steps();
        for (const PropertyPath::Step &step : steps.sliced(depth)) {
            renamed = renamed.child(step.property);
            if (!step.key.isEmpty())
                renamed = renamed.entry(step.key);
        }
        known.path = renamed;
    }
}

void UnfinishedEntries::keepPlacesOf(const model::Deployment &deployment)
{
    const auto isGone = [&deployment](const Entry &entry) {
        return !document::resolve(deployment, entry.path);
    };
    if (std::erase_if(m_entries, isGone) > 0)
        Q_EMIT changed();
}

validation::Problems UnfinishedEntries::problems() const
{
    validation::Problems problems;
    for (const Entry &entry : m_entries) {
        validation::Problem problem;
        problem.severity = validation::Severity::Error;
        problem.ruleId = ruleId();
        problem.path = entry.path;
        problem.message = tr("What was typed is not taken: %1").arg(errorSentence(entry.error));
        problems.push_back(std::move(problem));
    }
    return problems;
}

} // namespace turnpike::ui
