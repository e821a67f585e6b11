// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTreeView;

namespace turnpike::ui {

class Workspace;

/// "4 changes from 14:03 were not pushed": restore, discard, or look at them first.
class RecoveryDialog : public QDialog {
    Q_OBJECT
public:
    explicit RecoveryDialog(Workspace &workspace, QWidget *parent = nullptr);

private:
    Workspace &m_workspace;
    QTreeView *m_list;
};

} // namespace turnpike::ui
