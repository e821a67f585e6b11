// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/object_list_model.h"

#include "ui/forms/problem_notes.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/workspace/value_text.h"
#include "ui/workspace/workspace.h"

#include <QSet>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::ConfigDocument;
using document::PropertyPath;

namespace {

constexpr std::size_t kMostColumns = 5;

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
    m_nameProperty = m_entryClass->find(u"name"_s);
    m_shown = read();
    m_names = namesIn(m_shown);
    connect(&workspace.document(), &ConfigDocument::workingChanged, this, &ObjectListModel::refresh);
    connect(&workspace.document(), &ConfigDocument::pendingChanged, this, &ObjectListModel::refreshBadges);
    connect(&workspace, &Workspace::problemsChanged, this, &ObjectListModel::refreshBadges);
}

ObjectListModel::Shown ObjectListModel::read() const
{
    Shown shown{m_workspace.document().working(), nullptr, nullptr};
    // Without the list, its owner is gone and the page will follow.
    if (const auto place = document::resolve(*shown.deployment, m_listPath)) {
        shown.access = place->property->list();
        shown.entries = place->property->member(place->object);
    }
    return shown;
}

QStringList ObjectListModel::namesIn(const Shown &shown) const
{
    QStringList names;
    const int size = shown.size();
    names.reserve(size);
    for (int row = 0; row < size; ++row)
        names << m_nameProperty->read(shown.access->at(shown.entries, row)).toString();
    return names;
}

const void *ObjectListModel::entryAt(int row) const
{
    // While rows are being taken out and put in, the rows are not those of the snapshot.
    if (row >= m_shown.size())
        return nullptr;
    const void *entry = m_shown.access->at(m_shown.entries, row);
    return m_nameProperty->read(entry).toString() == m_names.at(row) ? entry : nullptr;
}

QString ObjectListModel::textAt(int row, int column) const
{
    if (static_cast<std::size_t>(column) == m_columns.size())
        return usersOf(m_names.at(row));
    const model::PropertyInfo &property = *m_columns[static_cast<std::size_t>(column)];
    if (&property == m_nameProperty)
        return m_names.at(row);
    const void *entry = entryAt(row);
    const QVariant value = entry != nullptr ? property.read(entry) : property.defaultValue();
    return property.type().toText(value).isEmpty() ? QString() : valueText(property, value);
}

/// As a cell has room for: of a choice that explains itself behind a colon, what stands before it. The tool
/// tip has it whole.
QString ObjectListModel::cellAt(int row, int column) const
{
    const QString text = textAt(row, column);
    const bool isChoice = static_cast<std::size_t>(column) < m_columns.size() &&
                          !m_columns[static_cast<std::size_t>(column)]->type().enumerators().isEmpty();
    return isChoice ? text.section(u": "_s, 0, 0) : text;
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
    Shown shown = read();
    // Snapshots share what did not change between them.
    const bool isSameList =
        shown.size() == m_shown.size() &&
        (shown.size() == 0 || shown.access->at(shown.entries, 0) == m_shown.access->at(m_shown.entries, 0));
    m_shown = std::move(shown);
    if (!isSameList)
        takeNames(namesIn(m_shown));
    if (!isSameList || m_showsUsers)
        refreshBadges();
}

void ObjectListModel::takeNames(const QStringList &names)
{
    if (names == m_names)
        return;
    m_rows.clear();
    if (names.size() == m_names.size()) {
        const auto differing = std::mismatch(names.begin(), names.end(), m_names.begin()).first;
        const auto next = differing + 1;
        if (std::equal(next, names.end(), m_names.begin() + (next - names.begin()))) {
            m_names = names; // one entry has another name
            return;
        }
        if (QSet(names.begin(), names.end()) == QSet(m_names.begin(), m_names.end())) {
            takeOrder(names);
            return;
        }
    }
    exchangeMiddle(names);
}

void ObjectListModel::takeOrder(const QStringList &names)
{
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    const QStringList oldNames = std::exchange(m_names, names);
    for (const QModelIndex &place : before)
        after << index(rowOf(oldNames.at(place.row())), place.column());
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

// What is the same in front and behind keeps its rows.
void ObjectListModel::exchangeMiddle(const QStringList &names)
{
    const auto head =
        std::mismatch(m_names.begin(), m_names.end(), names.begin(), names.end()).first - m_names.begin();
    const auto tail =
        std::min(std::mismatch(m_names.rbegin(), m_names.rend(), names.rbegin(), names.rend()).first -
                     m_names.rbegin(),
                 std::min(names.size(), m_names.size()) - head);
    const auto removed = m_names.size() - head - tail;
    const auto added = names.size() - head - tail;
    if (removed > 0) {
        beginRemoveRows({}, static_cast<int>(head), static_cast<int>(head + removed - 1));
        m_names.remove(head, removed);
        m_rows.clear();
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, static_cast<int>(head), static_cast<int>(head + added - 1));
        m_names = names;
        m_rows.clear();
        endInsertRows();
    }
}

void ObjectListModel::refreshBadges()
{
    if (!m_names.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int ObjectListModel::rowOf(const QString &name) const
{
    if (m_rows.isEmpty()) {
        m_rows.reserve(m_names.size());
        for (int row = 0; row < rowCount(); ++row)
            m_rows.insert(m_names.at(row), row);
    }
    return m_rows.value(name, -1);
}

int ObjectListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size());
}

int ObjectListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + (m_showsUsers ? 1 : 0);
}

QVariant ObjectListModel::badge(int row, int role) const
{
    const PropertyPath entry = m_listPath.entry(m_names.at(row));
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
    const int row = index.row();
    switch (role) {
    case Qt::DisplayRole:
        return TextGuard::inert(cellAt(row, index.column()));
    case Qt::EditRole:
        return textAt(row, index.column());
    case Qt::DecorationRole:
        return index.column() == 0 ? badge(row, role) : QVariant();
    case Qt::ToolTipRole: {
        if (index.column() != 0)
            return TextGuard::inert(textAt(row, index.column()));
        const QVariant problem = badge(row, role);
        if (problem.isValid())
            return problem;
        return m_workspace.document().isPending(m_listPath.entry(m_names.at(row))) ? tr("Changed, not pushed")
                                                                                   : QString();
    }
    case Qt::FontRole: {
        if (index.column() != 0 || !m_workspace.document().isPending(m_listPath.entry(m_names.at(row))))
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
        return m_titles.value(property.name(), property.label());
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

} // namespace turnpike::ui
