// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/push_session.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTreeView;
class QTreeWidget;

namespace turnpike::ui {

class ChangeDetail;
class ChangeTreeModel;
class MergePage;
class Note;
class NoticeBar;
class Workspace;

/// "Review and push": what will change, why, and for how long without a word from the person. Follows the
/// workspace's PushSession; closes when the relay runs the new revision.
class ReviewDialog : public QDialog {
    Q_OBJECT
public:
    explicit ReviewDialog(Workspace &workspace, QWidget *parent = nullptr);
    void reject() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeReview();
    void keepDrafts();
    void showState();
    [[nodiscard]] bool isChecking() const;
    void checkChosen();
    void showProgress();
    void showChanges();
    void showProblems();
    void showLockedOut();
    void showDetail();
    void refreshButton();
    void proceed();
    Workspace &m_workspace;
    ChangeTreeModel *m_changes;
    QLabel *m_title;
    QStackedWidget *m_stack;
    QTreeView *m_tree = nullptr;
    ChangeDetail *m_detail = nullptr;
    MergePage *m_merge;
    Note *m_lockedOut = nullptr; ///< by what is chosen
    QTreeWidget *m_problems = nullptr;
    QLineEdit *m_reason = nullptr;
    QCheckBox *m_reverts = nullptr;
    QSpinBox *m_seconds = nullptr;
    QWidget *m_controls = nullptr;
    NoticeBar *m_error;
    QProgressBar *m_progress;
    QLabel *m_progressText;
    QPushButton *m_showUnfinished = nullptr;
    QPushButton *m_proceed;
    QPushButton *m_cancel;
    QTimer m_checkAgain; ///< soon after the last change of what is checked
};

} // namespace turnpike::ui
