// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAbstractItemView;
class QKeyEvent;
class QWidget;

namespace turnpike::ui {

class Workspace;

/// Keys and clicks that mean the same wherever the focus is, whatever the platform and the widget make of
/// them: undo and redo are the document's unless something is being typed that it has not seen; Ctrl+S takes
/// what is being typed first; Enter presses the button that has the focus, and opens the row of a list, never
/// pressing a dialog's default button from there; a click anywhere ends what is being typed elsewhere.
class EditKeys : public QObject {
    Q_OBJECT
public:
    /// For the main window that holds the workspace's pages, and for Enter in all others.
    EditKeys(Workspace &workspace, QWidget &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takesShortcut(QWidget *focus, QKeyEvent *key);
    static bool activate(QAbstractItemView &list);
    static bool press(QWidget *focus, const QKeyEvent *key);
    Workspace &m_workspace;
    QWidget &m_window;
};

} // namespace turnpike::ui
