// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QAbstractTableModel>

namespace turnpike::ui {

/// Pending changes as rows: where, old, new, effect.
class ChangesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Place, Before, After, Effect, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setChanges(const document::Changes &changes, model::SharedDeployment working,
                    model::SharedDeployment base);
    [[nodiscard]] const document::Change *change(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    document::Changes m_changes;
    model::SharedDeployment m_working;
    model::SharedDeployment m_base;
};

} // namespace turnpike::ui
