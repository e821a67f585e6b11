// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/place_view.h"

#include <QHash>
#include <QWidget>

class QMenu;
class QPushButton;
class QTableView;
class QToolButton;
class QHBoxLayout;
class QVBoxLayout;

namespace turnpike::ui {

class EntryNameDelegate;
class Note;
class ObjectListModel;
class ProblemNotes;
class Workspace;

struct ObjectListOptions {
    bool isOrdered = false;  ///< the order means something: entries can be moved
    bool opensPages = false; ///< an entry has a page of its own; else its fields stand below the table
    bool showsUsers = false; ///< a column that names who refers to an entry
    QString emptyText;       ///< why the list is empty and what to do
    /// Titles of columns, by property, where its label says too little beside the others.
    QHash<QString, QString> columnTitles = {};
};

/// The entries of an object list: a table with add, remove, rename and move, and below it the fields of the
/// selected entry. Removing an entry that something refers to is refused here, with the way to who refers.
class ObjectListEditor : public QWidget, public PlaceView {
    Q_OBJECT
public:
    ObjectListEditor(Workspace &workspace, document::PropertyPath listPath, ObjectListOptions options = {},
                     QWidget *parent = nullptr);
    ~ObjectListEditor() override;
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QString currentName() const;
    /// Takes the name that is being typed in the table, as Enter does.
    void takeTyping();

    [[nodiscard]] document::PropertyPath place() const override { return m_listPath; }
    [[nodiscard]] QWidget *revealPlace(const document::PropertyPath &path) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut();
    void connectModel();
    void addEntry();
    void removeEntry();
    void renameEntry();
    void editName(const QString &name);
    void closeStaleLine();
    void showRefusedName();
    [[nodiscard]] document::PropertyPath namePath(const QString &name) const;
    void moveEntry(int by);
    void openEntry();
    void select(const QString &name);
    void showDetail();
    void updateState();
    void refuseRemoval(const QString &name, const QList<document::PropertyPath> &references);
    void clearRefusal();
    void say(Note *note);
    void fitHeight();
    void showMenu(const QPoint &position);
    void copy(const QString &format) const;
    QToolButton *addTool(const QString &icon, const QString &text, void (ObjectListEditor::*action)());

    Workspace &m_workspace;
    document::PropertyPath m_listPath;
    ObjectListOptions m_options;
    ObjectListModel *m_model;
    EntryNameDelegate *m_names;
    QTableView *m_table;
    QPushButton *m_add = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_open = nullptr;
    QToolButton *m_rename = nullptr;
    QToolButton *m_up = nullptr;
    QToolButton *m_down = nullptr;
    Note *m_refusal = nullptr;     ///< why an entry cannot be removed
    Note *m_refusedName = nullptr; ///< why a name was not taken
    const void *m_relay;           ///< whose configuration the rows are; compared, never used
    ProblemNotes *m_problems;
    QWidget *m_detail = nullptr;
    QVBoxLayout *m_layout;
    QHBoxLayout *m_buttons = nullptr;
    QString m_detailName;
};

} // namespace turnpike::ui
