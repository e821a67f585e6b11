// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QPointer>
#include <QStyledItemDelegate>

#include <functional>

namespace turnpike::ui {

/// The line in which the name of one entry is edited, in the entry's cell.
class EntryNameLine : public QLineEdit {
    Q_OBJECT
public:
    EntryNameLine(QString entry, QWidget *parent);
    /// The name of the entry for which the line was opened: rows come and go meanwhile.
    [[nodiscard]] const QString &entry() const { return m_entry; }

private:
    QString m_entry;
};

/// Edits names of entries in the first column of a table. How an edit ends is decided here alone, and nothing
/// but the end happens: Enter, Tab and a click elsewhere take the text, Escape drops it. The key goes no
/// further. What was typed is said, not done: the view is still at work then, and a rename may end the page
/// that holds it.
class EntryNameDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// With which text the edit of an entry begins.
    using FirstText = std::function<QString(const QString &entry)>;
    EntryNameDelegate(FirstText firstText, QObject *parent);

    [[nodiscard]] EntryNameLine *openLine() const { return m_line; }
    /// Ends an edit under way; does nothing without one.
    void takeText() { end(m_line, true); }
    void dropText() { end(m_line, false); }

    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;

Q_SIGNALS:
    void typed(const QString &entry, const QString &text) const;
    void dropped(const QString &entry);
    /// Tab or Shift+Tab ended the edit: the focus belongs to the next widget.
    void leftByTab(bool forward);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takesKey(EntryNameLine *line, int key);
    void end(EntryNameLine *line, bool takesText);
    FirstText m_firstText;
    mutable QPointer<EntryNameLine> m_line;
    bool m_isEnding = false;
};

} // namespace turnpike::ui
