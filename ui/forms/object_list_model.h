// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QAbstractTableModel>
#include <QHash>

#include <vector>

namespace turnpike::ui {

class Workspace;

/// The entries of an object list, one row each: the name first, then the values that tell entries apart. Only
/// the names are kept; what stands in a cell is read from the snapshot when the cell is shown. A rename keeps
/// its row, a move takes the selection along.
class ObjectListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// `showsUsers`: a last column names who refers to an entry.
    ObjectListModel(Workspace &workspace, document::PropertyPath listPath, bool showsUsers, QObject *parent);
    /// Titles of columns, by property, instead of its label.
    void setTitles(const QHash<QString, QString> &titles) { m_titles = titles; }
    [[nodiscard]] const document::PropertyPath &listPath() const { return m_listPath; }
    [[nodiscard]] const model::ClassInfo &entryClass() const { return *m_entryClass; }
    [[nodiscard]] QString nameAt(int row) const { return m_names.value(row); }
    [[nodiscard]] int rowOf(const QString &name) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Names can be edited; what is typed goes through EntryNameDelegate, not through setData().
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    /// The list in the snapshot that is shown.
    struct Shown {
        model::SharedDeployment deployment; ///< keeps the list alive
        const model::ListAccess *access = nullptr;
        const void *entries = nullptr;

        [[nodiscard]] int size() const { return access != nullptr ? access->size(entries) : 0; }
    };
    void refresh();
    void refreshBadges();
    void takeNames(const QStringList &names);
    void takeOrder(const QStringList &names);
    void exchangeMiddle(const QStringList &names);
    [[nodiscard]] Shown read() const;
    [[nodiscard]] QStringList namesIn(const Shown &shown) const;
    [[nodiscard]] const void *entryAt(int row) const;
    [[nodiscard]] QString textAt(int row, int column) const;
    [[nodiscard]] QString cellAt(int row, int column) const;
    [[nodiscard]] QString usersOf(const QString &name) const;
    [[nodiscard]] QVariant badge(int row, int role) const;
    Workspace &m_workspace;
    document::PropertyPath m_listPath;
    const model::ClassInfo *m_entryClass;
    const model::PropertyInfo *m_nameProperty;
    std::vector<const model::PropertyInfo *> m_columns;
    QHash<QString, QString> m_titles;
    Shown m_shown;
    QStringList m_names;
    mutable QHash<QString, int> m_rows; ///< by name; made when it is asked for
    bool m_showsUsers;
};

} // namespace turnpike::ui
