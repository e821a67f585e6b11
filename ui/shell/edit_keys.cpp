// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/edit_keys.h"

#include "ui/forms/typing.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>

namespace turnpike::ui {

EditKeys::EditKeys(Workspace &workspace, QWidget &window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

bool EditKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return false;
    auto *widget = qobject_cast<QWidget *>(watched);
    if (widget == nullptr)
        return false;
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
    return false;
}

} // namespace turnpike::ui
