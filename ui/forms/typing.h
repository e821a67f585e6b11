// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace turnpike::ui {

class Workspace;

/// Takes what is being typed in the widget that has the focus, as Enter there does: before a push, for
/// example. When it returns, the document has the value or the workspace has the text among the unfinished
/// ones.
void takeTyping(QWidget *focus, Workspace &workspace);
/// A press on `clicked` ends what is being typed in `focus` as a click on any other field does, also where
/// nothing takes the focus. What it leads to happens after the press.
void endTypingOutside(QWidget *focus, const QWidget *clicked);
/// Whether undoing what was typed in this widget is the document's business, because it took every letter, or
/// the widget has nothing of its own to undo.
[[nodiscard]] bool leavesUndoToDocument(const QWidget *focus);

} // namespace turnpike::ui
