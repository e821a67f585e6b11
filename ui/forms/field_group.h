// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_row.h"
#include "ui/forms/object_list_editor.h"

#include <QWidget>

class QVBoxLayout;

namespace turnpike::ui {

class Note;
class Workspace;

/// Settings that belong together, under a heading: rows, lists and notes in the order of use; advanced ones
/// folded away at the end.
class FieldGroup : public QWidget {
    Q_OBJECT
public:
    enum class Style {
        Panel, ///< heading above a bordered panel
        Plain  ///< rows only, for a group inside something that has a border
    };
    FieldGroup(Workspace &workspace, const QString &title, const QString &help, Style style = Style::Panel,
               QWidget *parent = nullptr);

    FieldRow *addField(const document::PropertyPath &path, const FieldTexts &texts = {});
    FieldRow *addAdvancedField(const document::PropertyPath &path, const FieldTexts &texts = {});
    /// All value properties of an object in the order of declaration.
    void addFieldsOf(const document::PropertyPath &objectPath, const QStringList &except = {});
    ObjectListEditor *addList(const document::PropertyPath &listPath, const ObjectListOptions &options = {});
    Note *addNote(const QString &icon, const QString &text);
    /// What is wrong with a place that has no row of its own.
    void addProblemsOf(const document::PropertyPath &path);
    void addWidget(QWidget *widget);
    /// A widget where controls stand, with a label where labels stand.
    void addLabeled(const QString &label, QWidget *widget);
    [[nodiscard]] int count() const { return m_count; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *advanced();
    Workspace &m_workspace;
    QVBoxLayout *m_body;
    QVBoxLayout *m_advanced = nullptr;
    QWidget *m_panel;
    Style m_style;
    int m_count = 0;
};

} // namespace turnpike::ui
