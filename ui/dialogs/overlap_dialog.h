// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace turnpike::ui {

class MergePage;
class Workspace;

/// Asks whose value stays where somebody else and this window changed the same settings. Closes by itself
/// when there is nothing left to decide.
class OverlapDialog : public QDialog {
    Q_OBJECT
public:
    explicit OverlapDialog(Workspace &workspace, QWidget *parent = nullptr);

private:
    void refresh();
    void decide();

    Workspace &m_workspace;
    MergePage *m_page;
};

} // namespace turnpike::ui
