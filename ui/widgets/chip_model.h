// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QStringList>

namespace turnpike::ui {

/// The items of a text list, one row each.
class ChipModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] const QStringList &texts() const { return m_texts; }
    /// Rows that stay keep their selection.
    void setTexts(const QStringList &texts);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QStringList m_texts;
};

} // namespace turnpike::ui
