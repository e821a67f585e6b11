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

/// All commands of the window, each with its one QAction.
class CommandSet : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    QAction *add(Command command);
    [[nodiscard]] QAction *action(const QString &id) const;
    [[nodiscard]] const Command *find(const QString &id) const;
    [[nodiscard]] const std::deque<Command> &commands() const { return m_commands; }

    /// Empty: it can be run.
    [[nodiscard]] QString whyDisabled(const QString &id) const;
    /// False when it is disabled.
    bool run(const QString &id);

    /// Brings texts, check marks and reasons up to date; call after anything a command depends on changed.
    void refresh();

    /// Appends the commands of a menu, sections separated.
    void fill(QMenu *target, Command::Menu menu) const;
    /// Gives a list the shortcuts and the context menu of its local commands.
    void attach(QWidget *list, Command::Menu menu);
    [[nodiscard]] static QString menuTitle(Command::Menu menu);

private:
    void update(const Command &command, QAction &action) const;
    std::deque<Command> m_commands;
    QHash<QString, QAction *> m_actions;
};

} // namespace turnpike::ui
