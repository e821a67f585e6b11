// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/command.h"

#include <QHash>
#include <QObject>

#include <deque>

class QAction;
class QMenu;
class QWidget;

namespace turnpike::ui {

/// Commands, each with its one QAction. The set of a window names its commands as members, so that no name
/// can be misspelled: `const Command &undo = declare("edit.undo");`
class CommandSet : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Says what a declared command is and does; its id stays. Once for each, before anything else.
    void define(const Command &which, Command command);
    [[nodiscard]] QAction *action(const Command &command) const;
    /// For ids that come from outside of the program. Null: there is no such command.
    [[nodiscard]] const Command *find(const QString &id) const;
    /// As declared.
    [[nodiscard]] const std::deque<Command> &commands() const { return m_commands; }

    /// False when it is disabled.
    bool run(const Command &command);

    /// Brings texts, check marks and reasons up to date; call after anything a command depends on changed.
    void refresh();

    /// Appends the commands of a menu, sections separated.
    void fill(QMenu *target, Command::Menu menu) const;
    /// Gives a list the shortcuts and the context menu of its local commands.
    void attach(QWidget *list, Command::Menu menu);
    [[nodiscard]] static QString menuTitle(Command::Menu menu);

protected:
    /// Lasts as long as the set.
    const Command &declare(const QString &id);

private:
    static void update(const Command &command, QAction &action);
    std::deque<Command> m_commands;
    QHash<const Command *, QAction *> m_actions;
};

} // namespace turnpike::ui
