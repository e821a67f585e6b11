// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/entry_name_delegate.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QScopedValueRollback>

namespace turnpike::ui {

EntryNameLine::EntryNameLine(QString entry, QWidget *parent)
    : QLineEdit(parent)
    , m_entry(std::move(entry))
{
    setAutoFillBackground(true);
    setAccessibleName(tr("Name of %1").arg(m_entry));
}

EntryNameDelegate::EntryNameDelegate(FirstText firstText, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_firstText(std::move(firstText))
{
}

QWidget *EntryNameDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                         const QModelIndex &index) const
{
    m_line = new EntryNameLine(index.data(Qt::EditRole).toString(), parent);
    m_line->setText(m_firstText(m_line->entry()));
    return m_line;
}

void EntryNameDelegate::setEditorData(QWidget *, const QModelIndex &) const
{
    // The view asks for this at every change of the row, such as a new problem: what is being typed stays.
}

void EntryNameDelegate::setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &index) const
{
    const auto *line = qobject_cast<EntryNameLine *>(editor);
    // Another entry may stand in the row by now.
    if (line != nullptr && index.data(Qt::EditRole).toString() == line->entry())
        Q_EMIT typed(line->entry(), line->text());
}

bool EntryNameDelegate::eventFilter(QObject *watched, QEvent *event)
{
    auto *line = qobject_cast<EntryNameLine *>(watched);
    if (line == nullptr)
        return QStyledItemDelegate::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // Escape is the line's, not that of a shortcut of the window.
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
            event->accept();
        return false;
    case QEvent::KeyPress:
        return takesKey(line, static_cast<QKeyEvent *>(event)->key());
    case QEvent::FocusOut: {
        // Another window or a menu of the line is in front for a while: the person comes back.
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            end(line, true);
        return false;
    }
    default:
        return false;
    }
}

bool EntryNameDelegate::takesKey(EntryNameLine *line, int key)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        end(line, true);
        return true;
    case Qt::Key_Escape:
        end(line, false);
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        end(line, true);
        Q_EMIT leftByTab(key == Qt::Key_Tab);
        return true;
    // Left alone, the line would hand them to the table.
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        return true;
    default:
        return false;
    }
}

void EntryNameDelegate::end(EntryNameLine *line, bool takesText)
{
    // Closing takes the focus away, which is a reason to end, too.
    if (line == nullptr || m_isEnding)
        return;
    const QScopedValueRollback ending(m_isEnding, true);
    m_line = nullptr;
    if (line->isHidden())
        return; // the view has closed it by itself
    if (takesText)
        Q_EMIT commitData(line);
    else
        Q_EMIT dropped(line->entry());
    Q_EMIT closeEditor(line, NoHint);
}

} // namespace turnpike::ui
