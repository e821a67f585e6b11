// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/log_model.h"
#include "ui/workspace/changes_model.h"
#include "ui/workspace/problems_model.h"

#include <QWidget>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace turnpike::ui {

class PanelList;
class Workspace;

/// Problems, pending changes, log. Closed it is a strip that counts; nothing opens by itself.
class LowerPanel : public QWidget {
    Q_OBJECT
public:
    enum class Tab { Problems, Changes, Log };

    explicit LowerPanel(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    void setOpen(bool open);
    void show(Tab tab);
    [[nodiscard]] Tab currentTab() const;

    [[nodiscard]] PanelList &problemList() { return *m_problemList; }
    [[nodiscard]] PanelList &changeList() { return *m_changeList; }
    [[nodiscard]] PanelList &logList() { return *m_logList; }
    /// Null when nothing is selected.
    [[nodiscard]] const validation::Problem *selectedProblem() const;
    [[nodiscard]] document::Changes selectedChanges() const;
    void selectProblem(int row);
    void clearLog();

protected:
    bool event(QEvent *event) override;

Q_SIGNALS:
    void openChanged(bool open);
    /// Somebody selected something: commands of the lists may be possible now.
    void selectionChanged();

private:
    void addLists();
    void fitHeight();
    void refreshProblems();
    void refreshChanges();
    void refreshFixButtons();
    Workspace &m_workspace;
    ProblemsModel *m_problems;
    ChangesModel *m_changes;
    LogModel *m_log;
    QTabBar *m_tabs;
    QToolButton *m_toggle;
    QStackedWidget *m_body;
    PanelList *m_problemList = nullptr;
    PanelList *m_changeList = nullptr;
    PanelList *m_logList = nullptr;
    bool m_isOpen = true;
};

} // namespace turnpike::ui
