// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QAbstractTableModel>

#include <vector>

namespace turnpike::ui {

class Workspace;

/// The entries of an object list, one row each: the name first, then the values that tell entries apart.
class ObjectListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// `showsUsers`: a last column names who refers to an entry.
    ObjectListModel(Workspace &workspace, document::PropertyPath listPath, bool showsUsers, QObject *parent);
    [[nodiscard]] const document::PropertyPath &listPath() const { return m_listPath; }
    [[nodiscard]] const model::ClassInfo &entryClass() const { return *m_entryClass; }
    [[nodiscard]] QString nameAt(int row) const;
    [[nodiscard]] int rowOf(const QString &name) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Renames the entry; renameRefused() says why when it is not possible.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void renameRefused(const turnpike::Error &error);

private:
    struct Row {
        QString name;
        QStringList texts;
        bool operator==(const Row &) const = default;
    };
    void refresh();
    void refreshBadges();
    [[nodiscard]] std::vector<Row> read() const;
    [[nodiscard]] QString usersOf(const QString &name) const;
    [[nodiscard]] QVariant badge(const Row &row, int role) const;
    Workspace &m_workspace;
    document::PropertyPath m_listPath;
    const model::ClassInfo *m_entryClass;
    std::vector<const model::PropertyInfo *> m_columns;
    std::vector<Row> m_rows;
    bool m_showsUsers;
};

} // namespace turnpike::ui
