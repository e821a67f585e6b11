// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QAbstractItemModel>

namespace turnpike::ui {

/// Pending changes below the places they belong to, each with a check box: what a push takes along.
class ChangeTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    /// Everything is checked.
    void setChanges(const document::Changes &changes, const model::Deployment &working,
                    const model::Deployment &base);
    /// In the order of all(): what an edit needs comes before it.
    [[nodiscard]] document::Changes chosen() const;
    /// As they were given to setChanges().
    [[nodiscard]] const document::Changes &all() const { return m_all; }
    [[nodiscard]] int count() const { return static_cast<int>(m_all.size()); }
    /// Null for a place.
    [[nodiscard]] const document::Change *change(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void chosenChanged();

private:
    struct Item {
        std::size_t number = 0; ///< in all()
        QString text;
        bool isChosen = true;
    };
    struct Place {
        QString text;
        std::vector<Item> items;
    };
    [[nodiscard]] Qt::CheckState stateOf(const Place &place) const;
    std::vector<Place> m_places;
    document::Changes m_all;
};

} // namespace turnpike::ui
