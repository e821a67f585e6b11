// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/merge.h"

#include <QAbstractTableModel>

#include <vector>

namespace turnpike::ui {

/// Places that two people changed differently, with one of the two values chosen for each.
class ConflictsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Place, Before, Mine, Theirs, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    /// Theirs is chosen everywhere: it is what the relay runs.
    void setConflicts(const std::vector<document::MergeConflict> &conflicts, model::SharedDeployment merged);
    [[nodiscard]] QList<document::PropertyPath> mineWins() const;
    void chooseAll(bool mine);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<document::MergeConflict> m_conflicts;
    std::vector<bool> m_isMine;
    model::SharedDeployment m_merged;
};

} // namespace turnpike::ui
