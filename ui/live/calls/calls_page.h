// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "ui/live/live_page.h"

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;
class QTimer;
class QToolButton;

namespace turnpike::ui {

class AllocationDetail;
class AllocationTableModel;
class EmptyView;
class EndCallsBar;
class TableExport;

/// Who calls through this relay: a filter, a table, and everything about the selected call.
class CallsPage final : public LivePage {
    Q_OBJECT
public:
    explicit CallsPage(Workspace &workspace, QWidget *parent = nullptr);
    [[nodiscard]] QString title() const override { return tr("Calls"); }
    [[nodiscard]] QString summary() const override;

    /// As typed into the filter line.
    void setFilterText(const QString &text);
    /// A link's: a call to select, or a filter.
    bool showArgument(const QString &argument) override;

protected:
    void refresh() override;
    void startOver() override;

private:
    QWidget *makeFilterLine();
    QWidget *makeTable();
    void makeActions();
    void applyFilter();
    bool selectCall(live::AllocationKey key);
    void refreshEmpty();
    void refreshDetail();
    void refreshCount();
    void showTableMenu(const QPoint &position);
    void sortDownwardFirst(int column);
    void showHeaderMenu(const QPoint &position);
    void fillColumnMenu(QMenu &menu);
    void popUp(QMenu *menu, const QPoint &globalPosition);
    void copyRows(QString (TableExport::*write)() const);
    void endSelected();
    void endOfUser();
    void refreshActions();
    void resetColumns();
    void restoreColumns();
    void saveColumns();
    void setDefaultWidths();
    bool eventFilter(QObject *watched, QEvent *event) override;
    [[nodiscard]] QList<int> selectedRows() const;
    [[nodiscard]] std::vector<live::AllocationKey> selectedKeys() const;
    [[nodiscard]] QList<int> shownColumns() const;

    AllocationTableModel *m_model;
    QLineEdit *m_filter = nullptr;
    QAction *m_filterIcon = nullptr;
    QLabel *m_filterError = nullptr;
    QLabel *m_count = nullptr;
    QTimer *m_filterTimer = nullptr;
    EndCallsBar *m_endBar;
    QStackedWidget *m_stack;
    EmptyView *m_empty;
    QTableView *m_table = nullptr;
    int m_sortedColumn = -1;
    bool m_hasOwnWidths = false; ///< the person chose them: they stay as they are
    bool m_isArranging = false;
    QSplitter *m_splitter;
    AllocationDetail *m_detail;
    QAction *m_end = nullptr;
    QAction *m_endOfUser = nullptr;
    QAction *m_copyText = nullptr;
    QAction *m_copyCsv = nullptr;
    QAction *m_copyJson = nullptr;
    QAction *m_copyAddress = nullptr;
    QAction *m_showPort = nullptr;
};

} // namespace turnpike::ui
