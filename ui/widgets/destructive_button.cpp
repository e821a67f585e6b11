// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/destructive_button.h"

#include <QApplication>
#include <QFocusEvent>
#include <QKeyEvent>

namespace turnpike::ui {

DestructiveButton::DestructiveButton(const QString &text, QWidget *parent)
    : QPushButton(text, parent)
{
    setAutoDefault(false);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *from, QWidget *to) {
        if (to == this)
            passOn(from);
    });
}

void DestructiveButton::focusInEvent(QFocusEvent *event)
{
    m_reason = event->reason();
    QPushButton::focusInEvent(event);
}

void DestructiveButton::keyPressEvent(QKeyEvent *event)
{
    // Whoever went here means this button; the dialog would press its default one instead.
    if (hasFocus() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        click();
        return;
    }
    QPushButton::keyPressEvent(event);
}

void DestructiveButton::passOn(QWidget *from)
{
    const bool isAPersonsWay = m_reason == Qt::TabFocusReason || m_reason == Qt::BacktabFocusReason ||
                               m_reason == Qt::ShortcutFocusReason || m_reason == Qt::MouseFocusReason;
    // Qt gives its reason for Tab also when it looks for a new place itself: then the old one cannot have it.
    const bool hasFallen = from == nullptr || !from->isEnabled() || !from->isVisible();
    if (isAPersonsWay && (!hasFallen || m_reason == Qt::MouseFocusReason))
        return;
    if (QWidget *other = harmless())
        other->setFocus(Qt::OtherFocusReason);
    else
        clearFocus();
}

QWidget *DestructiveButton::harmless() const
{
    const auto canHaveFocus = [](const QWidget *widget) {
        return widget->isEnabled() && widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) &&
               qobject_cast<const DestructiveButton *>(widget) == nullptr;
    };
    // What Enter would press says what is harmless here.
    for (QPushButton *button : window()->findChildren<QPushButton *>()) {
        if (button->isDefault() && canHaveFocus(button))
            return button;
    }
    for (QWidget *next = nextInFocusChain(); next != this; next = next->nextInFocusChain()) {
        if (next != window() && canHaveFocus(next))
            return next;
    }
    return nullptr;
}

} // namespace turnpike::ui
