// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/change_tree_model.h"

#include "ui/workspace/change_text.h"

#include <QHash>

#include <algorithm>

namespace turnpike::ui {

namespace {

/// Internal id of a place; that of a change is its place's row plus one.
constexpr quintptr kPlaceId = 0;

} // namespace

void ChangeTreeModel::setChanges(const document::Changes &changes, const model::Deployment &working,
                                 const model::Deployment &base)
{
    beginResetModel();
    m_places.clear();
    m_all = changes;
    QHash<QString, std::size_t> places;
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        const document::Change &change = m_all[i];
        QString place = placeText(change.path.parent(), working, base);
        if (place.isEmpty())
            place = tr("Deployment");
        const auto found = places.constFind(place);
        const std::size_t number = found != places.cend() ? *found : m_places.size();
        if (found == places.cend()) {
            places.insert(place, number);
            m_places.push_back({place, {}});
        }
        QString text = settingText(change.path, working, base);
        if (change.kind == document::Change::Kind::Renamed)
            text = afterText(change, working);
        else if (change.kind != document::Change::Kind::Modified)
            text = tr("%1: %2").arg(text, afterText(change, working));
        m_places[number].items.push_back({i, text});
    }
    endResetModel();
    Q_EMIT chosenChanged();
}

document::Changes ChangeTreeModel::chosen() const
{
    std::vector<std::size_t> numbers;
    for (const Place &place : m_places) {
        for (const Item &item : place.items) {
            if (item.isChosen)
                numbers.push_back(item.number);
        }
    }
    std::ranges::sort(numbers);
    document::Changes chosen;
    for (const std::size_t number : numbers)
        chosen.push_back(m_all[number]);
    return chosen;
}

const document::Change *ChangeTreeModel::change(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kPlaceId)
        return nullptr;
    return &m_all[m_places[index.internalId() - 1].items[static_cast<size_t>(index.row())].number];
}

Qt::CheckState ChangeTreeModel::stateOf(const Place &place) const
{
    const auto chosen =
        std::count_if(place.items.begin(), place.items.end(), [](const Item &item) { return item.isChosen; });
    if (chosen == 0)
        return Qt::Unchecked;
    return static_cast<size_t>(chosen) == place.items.size() ? Qt::Checked : Qt::PartiallyChecked;
}

QModelIndex ChangeTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kPlaceId);
}

QModelIndex ChangeTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kPlaceId)
        return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, kPlaceId);
}

int ChangeTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_places.size());
    if (parent.column() > 0 || parent.internalId() != kPlaceId)
        return 0;
    return static_cast<int>(m_places[static_cast<size_t>(parent.row())].items.size());
}

int ChangeTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant ChangeTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == kPlaceId) {
        const Place &place = m_places[static_cast<size_t>(index.row())];
        if (role == Qt::DisplayRole)
            return place.text;
        return role == Qt::CheckStateRole ? QVariant(stateOf(place)) : QVariant();
    }
    const Item &item = m_places[index.internalId() - 1].items[static_cast<size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return item.text;
    return role == Qt::CheckStateRole ? QVariant(item.isChosen ? Qt::Checked : Qt::Unchecked) : QVariant();
}

bool ChangeTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole)
        return false;
    const bool isChosen = value.toInt() != Qt::Unchecked;
    const bool isPlace = index.internalId() == kPlaceId;
    const QModelIndex placeIndex = isPlace ? index : parent(index);
    Place &place = m_places[static_cast<size_t>(placeIndex.row())];
    if (isPlace) {
        for (Item &item : place.items)
            item.isChosen = isChosen;
        Q_EMIT dataChanged(this->index(0, 0, index), this->index(rowCount(index) - 1, 0, index),
                           {Qt::CheckStateRole});
    } else {
        place.items[static_cast<size_t>(index.row())].isChosen = isChosen;
        Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    }
    Q_EMIT dataChanged(placeIndex, placeIndex, {Qt::CheckStateRole});
    Q_EMIT chosenChanged();
    return true;
}

Qt::ItemFlags ChangeTreeModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                           : Qt::NoItemFlags;
}

} // namespace turnpike::ui
