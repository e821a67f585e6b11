// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/typing.h"

#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/forms/object_list_editor.h"
#include "ui/workspace/workspace.h"

#include <QAbstractSpinBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QTextEdit>

namespace turnpike::ui {

namespace {

template <class Wanted>
Wanted *around(QWidget *widget)
{
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (auto *found = qobject_cast<Wanted *>(widget))
            return found;
    }
    return nullptr;
}

} // namespace

namespace {

void endTyping(QWidget *focus)
{
    if (auto *editor = around<FieldEditor>(focus))
        editor->takeTyping();
    else if (auto *list = around<ObjectListEditor>(focus))
        list->takeTyping();
}

} // namespace

void endTypingOutside(QWidget *focus, const QWidget *clicked)
{
    if (focus == nullptr || clicked == focus || focus->isAncestorOf(clicked))
        return;
    // The arrows of a number and the marks of a row belong to what is typed there.
    const QWidget *field = around<FieldRow>(focus);
    if (field == nullptr || !field->isAncestorOf(clicked))
        endTyping(focus);
}

void takeTyping(QWidget *focus, Workspace &workspace)
{
    endTyping(focus);
    // A name from a table is on its way, so that the table is not changed while it is at work.
    QCoreApplication::sendPostedEvents(&workspace, QEvent::MetaCall);
}

bool leavesUndoToDocument(const QWidget *focus)
{
    const auto *editor = around<FieldEditor>(const_cast<QWidget *>(focus));
    if (editor != nullptr && editor->takesEveryLetter() &&
        (focus == editor->control() || focus->parentWidget() == editor->control()))
        return true;
    if (const auto *line = qobject_cast<const QLineEdit *>(focus))
        return !line->isUndoAvailable();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(focus))
        return text->isReadOnly() || !text->document()->isUndoAvailable();
    if (const auto *text = qobject_cast<const QTextEdit *>(focus))
        return text->isReadOnly() || !text->document()->isUndoAvailable();
    return true;
}

} // namespace turnpike::ui
