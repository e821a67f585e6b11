// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QAbstractItemModel;
class QLabel;
class QTreeView;

namespace turnpike::ui {

class Note;

/// A list of the lower panel; while it is empty it says why and what to do next.
class PanelList : public QStackedWidget {
    Q_OBJECT
public:
    /// Rows that are easy to hit.
    static constexpr int kRowPadding = 12;

    PanelList(QAbstractItemModel *model, const QString &name, const QString &accessibleName,
              const QString &emptyText, QWidget *parent = nullptr);
    [[nodiscard]] QTreeView &view() { return *m_view; }
    void setEmptyText(const QString &text);
    /// What follows from the list as a whole, above it; empty: nothing.
    void setWarning(const QString &text);
    /// The selected rows as lines of tab-separated text with the header, for the clipboard.
    [[nodiscard]] QString selectedText() const;

private:
    void update();
    QWidget *m_content;
    Note *m_warning;
    QTreeView *m_view;
    QLabel *m_empty;
};

} // namespace turnpike::ui
