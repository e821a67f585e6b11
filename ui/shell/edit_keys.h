// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QKeyEvent;
class QWidget;

namespace turnpike::ui {

class Workspace;

/// Keys that mean the same wherever the focus is, whatever the platform and the widget make of them: undo and
/// redo are the document's unless something is being typed that it has not seen; Ctrl+S takes what is being
/// typed first; Enter presses the button that has the focus.
class EditKeys : public QObject {
    Q_OBJECT
public:
    /// For the main window that holds the workspace's pages, and for Enter in all others.
    EditKeys(Workspace &workspace, QWidget &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takesShortcut(QWidget *focus, QKeyEvent *key);
    static bool press(QWidget *focus, const QKeyEvent *key);
    Workspace &m_workspace;
    QWidget &m_window;
};

} // namespace turnpike::ui
