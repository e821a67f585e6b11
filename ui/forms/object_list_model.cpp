// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/object_list_model.h"

#include "ui/forms/problem_notes.h"
#include "ui/forms/value_text.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::ConfigDocument;
using document::PropertyPath;

namespace {

constexpr std::size_t kMostColumns = 4;

bool tellsEntriesApart(const model::PropertyInfo &property)
{
    return property.isValue() && !property.isSecret() && !property.isAdvanced();
}

} // namespace

ObjectListModel::ObjectListModel(Workspace &workspace, PropertyPath listPath, bool showsUsers,
                                 QObject *parent)
    : QAbstractTableModel(parent)
    , m_workspace(workspace)
    , m_listPath(std::move(listPath))
    , m_showsUsers(showsUsers)
{
    const auto place = document::resolve(*workspace.document().working(), m_listPath);
    Q_ASSERT_X(place && place->property != nullptr && place->property->isObjectList(), "ObjectListModel",
               qPrintable(m_listPath.toString()));
    m_entryClass = place->property->elementClass();
    for (const model::PropertyInfo &property : m_entryClass->properties()) {
        if (tellsEntriesApart(property) && m_columns.size() < kMostColumns)
            m_columns.push_back(&property);
    }
    m_rows = read();
    connect(&workspace.document(), &ConfigDocument::workingChanged, this, &ObjectListModel::refresh);
    connect(&workspace.document(), &ConfigDocument::pendingChanged, this, &ObjectListModel::refreshBadges);
    connect(&workspace, &Workspace::problemsChanged, this, &ObjectListModel::refreshBadges);
}

std::vector<ObjectListModel::Row> ObjectListModel::read() const
{
    const model::Deployment &deployment = *m_workspace.document().working();
    std::vector<Row> rows;
    for (const QString &name : document::entryNames(deployment, m_listPath)) {
        Row row{name, {}};
        const auto place = document::resolve(deployment, m_listPath.entry(name));
        for (const model::PropertyInfo *column : m_columns) {
            const QVariant value = place ? column->read(place->object) : QVariant();
            const QString text = column->type().toText(value);
            row.texts << (text.isEmpty() ? QString() : valueText(*column, value));
        }
        if (m_showsUsers)
            row.texts << usersOf(name);
        rows.push_back(std::move(row));
    }
    return rows;
}

QString ObjectListModel::usersOf(const QString &name) const
{
    QStringList users;
    for (const PropertyPath &path :
         document::referencesTo(*m_workspace.document().working(), m_listPath.entry(name)))
        users << path.steps().first().key;
    return users.isEmpty() ? tr("nobody") : users.join(u", ");
}

void ObjectListModel::refresh()
{
    std::vector<Row> rows = read();
    if (rows == m_rows)
        return;
    const auto sameName = [](const Row &one, const Row &other) { return one.name == other.name; };
    // A rename keeps the row where it is; else only the part in the middle that differs is exchanged.
    if (rows.size() != m_rows.size()) {
        const auto head = static_cast<int>(
            std::mismatch(m_rows.begin(), m_rows.end(), rows.begin(), rows.end(), sameName).first -
            m_rows.begin());
        const auto tail = std::min<int>(
            static_cast<int>(
                std::mismatch(m_rows.rbegin(), m_rows.rend(), rows.rbegin(), rows.rend(), sameName).first -
                m_rows.rbegin()),
            static_cast<int>(std::min(rows.size(), m_rows.size())) - head);
        const int removed = static_cast<int>(m_rows.size()) - head - tail;
        const int added = static_cast<int>(rows.size()) - head - tail;
        if (removed > 0) {
            beginRemoveRows({}, head, head + removed - 1);
            m_rows.erase(m_rows.begin() + head, m_rows.begin() + head + removed);
            endRemoveRows();
        }
        if (added > 0) {
            beginInsertRows({}, head, head + added - 1);
            m_rows = rows;
            endInsertRows();
        }
    }
    m_rows = std::move(rows);
    refreshBadges();
}

void ObjectListModel::refreshBadges()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

QString ObjectListModel::nameAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].name : QString();
}

int ObjectListModel::rowOf(const QString &name) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].name == name)
            return static_cast<int>(i);
    }
    return -1;
}

int ObjectListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ObjectListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + (m_showsUsers ? 1 : 0);
}

QVariant ObjectListModel::badge(const Row &row, int role) const
{
    const PropertyPath entry = m_listPath.entry(row.name);
    for (const validation::Problem &problem : m_workspace.problems()) {
        if (problem.path.startsWith(entry)) {
            return role == Qt::DecorationRole
                       ? QVariant(Theme::current().icon(severityIcon(problem.severity),
                                                        severityTone(problem.severity)))
                       : QVariant(severityWord(problem.severity) % u": " % problem.message);
        }
    }
    return {};
}

QVariant ObjectListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return row.texts.at(index.column());
    case Qt::DecorationRole:
        return index.column() == 0 ? badge(row, role) : QVariant();
    case Qt::ToolTipRole: {
        if (index.column() != 0)
            return row.texts.at(index.column());
        const QVariant problem = badge(row, role);
        if (problem.isValid())
            return problem;
        return m_workspace.document().isPending(m_listPath.entry(row.name)) ? tr("Changed, not pushed")
                                                                            : QString();
    }
    case Qt::FontRole: {
        if (index.column() != 0 || !m_workspace.document().isPending(m_listPath.entry(row.name)))
            return {};
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    default:
        return {};
    }
}

QVariant ObjectListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (static_cast<std::size_t>(section) == m_columns.size())
        return role == Qt::DisplayRole ? tr("Used by") : QVariant();
    const model::PropertyInfo &property = *m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return property.label();
    if (role == Qt::ToolTipRole)
        return property.helpText();
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

Qt::ItemFlags ObjectListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == 0 && !m_workspace.document().isReadOnly())
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool ObjectListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != 0 || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const QString oldName = nameAt(index.row());
    const QString newName = value.toString().trimmed();
    if (newName == oldName)
        return true;
    const model::Deployment &deployment = *m_workspace.document().working();
    const document::EditSet edits =
        settingEdit(deployment, m_listPath.entry(oldName).child(u"name"_s), QVariant(newName));
    if (const auto possible = document::applied(deployment, edits); !possible) {
        Q_EMIT renameRefused(possible.error());
        return false;
    }
    return m_workspace.apply(edits);
}

} // namespace turnpike::ui
