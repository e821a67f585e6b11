// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/navigator_filter.h"
#include "ui/shell/navigator_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTreeView;

namespace turnpike::ui {

/// The tree on the left with its filter box.
class Navigator : public QWidget {
    Q_OBJECT
public:
    explicit Navigator(QWidget *parent = nullptr);

    [[nodiscard]] NavigatorModel &model() { return *m_model; }
    [[nodiscard]] QTreeView &view() { return *m_view; }
    /// Without pageChosen(): the window is there already.
    /// Marks the open page again where no row is marked any more, after the tree has become another one.
    void keepSelection();
    void select(const QString &id);
    /// The page that was chosen last, also while the filter hides it.
    [[nodiscard]] QString currentId() const { return m_currentId; }
    void focusFilter();
    /// Ids of expanded nodes, to be kept between runs.
    [[nodiscard]] QStringList expanded() const;
    void setExpanded(const QStringList &ids);
    /// Expands these as soon as they are there; until somebody says so, the first level is expanded.
    void setWantedExpanded(const QStringList &ids);

Q_SIGNALS:
    void pageChosen(const QString &id);

private:
    void filter(const QString &text);
    void expandNew(const QModelIndex &parent, int first, int last);

    NavigatorModel *m_model;
    NavigatorFilter *m_filter;
    QLineEdit *m_box;
    QTreeView *m_view;
    QLabel *m_nothing;
    QString m_currentId;
    QStringList m_expandedBeforeFilter;
    QStringList m_wantedExpanded;
    bool m_hasWanted = false;
    bool m_isSelecting = false;
};

} // namespace turnpike::ui
