// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/problems_model.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// One finding of one rule about one place stays the same row while its wording changes.
bool isSameFinding(const validation::Problem &left, const validation::Problem &right)
{
    return left.ruleId == right.ruleId && left.path == right.path;
}

} // namespace

void ProblemsModel::setProblems(const validation::Problems &problems, model::SharedDeployment deployment)
{
    m_deployment = std::move(deployment);
    QSet<std::pair<QString, document::PropertyPath>> wanted;
    for (const validation::Problem &problem : problems)
        wanted.insert({problem.ruleId, problem.path});
    for (int row = static_cast<int>(m_problems.size()) - 1; row >= 0; --row) {
        const validation::Problem &old = m_problems[static_cast<size_t>(row)];
        if (!wanted.contains({old.ruleId, old.path})) {
            beginRemoveRows({}, row, row);
            m_problems.erase(m_problems.begin() + row);
            endRemoveRows();
        }
    }
    for (size_t position = 0; position < problems.size(); ++position) {
        const int row = static_cast<int>(position);
        if (position < m_problems.size() && isSameFinding(m_problems[position], problems[position])) {
            m_problems[position] = problems[position];
            continue;
        }
        const auto later = std::find_if(
            m_problems.begin() + std::min(row, static_cast<int>(m_problems.size())), m_problems.end(),
            [&](const validation::Problem &kept) { return isSameFinding(kept, problems[position]); });
        if (later != m_problems.end()) {
            const int from = static_cast<int>(later - m_problems.begin());
            beginMoveRows({}, from, from, {}, row);
            std::rotate(m_problems.begin() + row, later, later + 1);
            m_problems[position] = problems[position];
            endMoveRows();
        } else {
            beginInsertRows({}, row, row);
            m_problems.insert(m_problems.begin() + row, problems[position]);
            endInsertRows();
        }
    }
    // The same finding twice leaves a copy behind the list that is wanted.
    if (m_problems.size() > problems.size()) {
        beginRemoveRows({}, static_cast<int>(problems.size()), static_cast<int>(m_problems.size()) - 1);
        m_problems.resize(problems.size());
        endRemoveRows();
    }
    if (!m_problems.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const validation::Problem *ProblemsModel::problem(const QModelIndex &index) const
{
    return index.isValid() ? &m_problems[static_cast<size_t>(index.row())] : nullptr;
}

QString ProblemsModel::severityText(validation::Severity severity)
{
    switch (severity) {
    case validation::Severity::Error:
        return tr("Error");
    case validation::Severity::Warning:
        return tr("Warning");
    case validation::Severity::Information:
        return tr("Hint");
    }
    return {};
}

QIcon ProblemsModel::severityIcon(validation::Severity severity)
{
    const Theme &theme = Theme::current();
    switch (severity) {
    case validation::Severity::Error:
        return theme.icon(u"error"_s, Theme::Tone::Bad);
    case validation::Severity::Warning:
        return theme.icon(u"warning"_s, Theme::Tone::Warning);
    case validation::Severity::Information:
        return theme.icon(u"information"_s, Theme::Tone::Accent);
    }
    return {};
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const validation::Problem &problem = m_problems[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Message:
            return TextGuard::inert(problem.message);
        case Place:
            return m_deployment ? TextGuard::inert(document::displayPath(*m_deployment, problem.path))
                                : QString();
        case Fix:
            return problem.fix ? problem.fix->label : QString();
        }
        return {};
    case Qt::DecorationRole:
        return index.column() == Message ? QVariant(severityIcon(problem.severity)) : QVariant();
    case Qt::ToolTipRole: {
        QString tip = severityText(problem.severity) + u": "_s + problem.message;
        if (!problem.readMore.isEmpty())
            tip += u'\n' + tr("Read more: %1").arg(problem.readMore);
        return tip;
    }
    case Qt::AccessibleTextRole:
        return index.column() == Message ? severityText(problem.severity) + u": "_s + problem.message
                                         : data(index, Qt::DisplayRole).toString();
    default:
        return {};
    }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Message:
        return tr("Problem");
    case Place:
        return tr("Place");
    case Fix:
        return tr("Remedy");
    }
    return {};
}

} // namespace turnpike::ui
