// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/edit_keys.h"

#include "ui/forms/typing.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>

namespace turnpike::ui {

namespace {

/// Files are chosen as the platform has it.
bool isListOfDialog(const QWidget *widget)
{
    return qobject_cast<const QAbstractItemView *>(widget) != nullptr &&
           qobject_cast<const QDialog *>(widget->window()) != nullptr &&
           qobject_cast<const QFileDialog *>(widget->window()) == nullptr;
}

} // namespace

EditKeys::EditKeys(Workspace &workspace, QWidget &window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

bool EditKeys::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::ShortcutOverride && type != QEvent::KeyPress && type != QEvent::MouseButtonPress)
        return false;
    auto *widget = qobject_cast<QWidget *>(watched);
    if (widget == nullptr)
        return false;
    if (type == QEvent::MouseButtonPress) {
        // Much of the window takes no focus: empty space, tool buttons, scroll bars.
        if (widget->window() == &m_window)
            endTypingOutside(m_window.focusWidget(), widget);
        return false;
    }
    auto *key = static_cast<QKeyEvent *>(event);
    if (event->type() == QEvent::KeyPress)
        return widget->hasFocus() && press(widget, key);
    return widget->window() == &m_window && takesShortcut(widget, key);
}

// A widget that accepts this event gets the key itself; else it is a shortcut of the window.
bool EditKeys::takesShortcut(QWidget *focus, QKeyEvent *key)
{
    if (key->matches(QKeySequence::Save)) {
        takeTyping(focus, m_workspace);
        return false;
    }
    if (!key->matches(QKeySequence::Undo) && !key->matches(QKeySequence::Redo))
        return false;
    if (!leavesUndoToDocument(focus))
        return false;
    key->ignore();
    return true;
}

// The default button of a dialog is not meant by who looks at a row: Enter opens it.
bool EditKeys::activate(QAbstractItemView &list)
{
    const QModelIndex row = list.currentIndex();
    if (!row.isValid())
        return true;
    auto *tree = qobject_cast<QTreeView *>(&list);
    if (tree != nullptr && tree->model()->hasChildren(row))
        tree->setExpanded(row, !tree->isExpanded(row));
    else
        Q_EMIT list.activated(row);
    return true;
}

bool EditKeys::press(QWidget *focus, const QKeyEvent *key)
{
    if ((key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter) ||
        (key->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier || key->isAutoRepeat())
        return false;
    if (auto *tool = qobject_cast<QToolButton *>(focus)) {
        if (tool->popupMode() == QToolButton::InstantPopup && tool->menu() != nullptr)
            tool->showMenu();
        else
            tool->click();
        return true;
    }
    if (auto *button = qobject_cast<QPushButton *>(focus)) {
        button->click();
        return true;
    }
    return isListOfDialog(focus) && activate(*static_cast<QAbstractItemView *>(focus));
}

} // namespace turnpike::ui
