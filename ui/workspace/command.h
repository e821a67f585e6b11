// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>

namespace turnpike::ui {

/// One thing a person can do. Menus, tool bar, context menus, palette and keyboard help are made from these
/// rows and from nothing else.
struct Command {
    /// Where it is offered. Every command is in exactly one menu; the palette and the help have all.
    enum class Menu { Connection, Edit, Configuration, View, Help, Navigator, Problem, Change, Log };

    QString text; ///< "Undo"
    QString icon; ///< name in resources/icons
    QKeySequence shortcut;
    QString tooltip; ///< one sentence: what it does
    Menu menu = Menu::Edit;
    int section = 0; ///< a line separates sections of a menu
    std::function<void()> run;
    /// Why it cannot be run now, as a whole sentence; an empty answer or no function: it can.
    std::function<QString()> whyDisabled = {};
    /// Has a state of its own: a switch, or one choice of several.
    std::function<bool()> isOn = {};
    /// The text of this moment: "Undo clearing of …".
    std::function<QString()> currentText = {};
    QString id = {}; ///< "edit.undo": what it is found by in the palette, and the name of its action

    /// Empty: it can be run now.
    [[nodiscard]] QString whyNot() const { return whyDisabled ? whyDisabled() : QString(); }
    /// Belongs to a list: its shortcut works only while that list has the focus.
    [[nodiscard]] bool isLocal() const { return menu >= Menu::Navigator; }
};

} // namespace turnpike::ui
