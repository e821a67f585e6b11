// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/command_set.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"

#include <QAction>
#include <QMenu>
#include <QWidget>

#include <algorithm>
#include <vector>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

const Command &CommandSet::declare(const QString &id)
{
    Q_ASSERT_X(find(id) == nullptr, "CommandSet::declare", "two commands with one id");
    Command &declared = m_commands.emplace_back();
    declared.id = id;
    return declared;
}

void CommandSet::define(const Command &which, Command command)
{
    const auto declared = std::find_if(m_commands.begin(), m_commands.end(),
                                       [&which](const Command &each) { return &each == &which; });
    Q_ASSERT_X(declared != m_commands.end() && !m_actions.contains(&which), "CommandSet::define",
               qPrintable(which.id));
    command.id = which.id;
    *declared = std::move(command);
    auto *action = new QAction(this);
    action->setObjectName(which.id);
    action->setShortcut(which.shortcut);
    if (which.isLocal())
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setCheckable(static_cast<bool>(which.isOn));
    action->setIcon(Theme::current().icon(which.icon));
    connect(action, &QAction::triggered, this, [this, &which] {
        which.run();
        refresh();
    });
    m_actions.insert(&which, action);
    update(which, *action);
}

QAction *CommandSet::action(const Command &command) const
{
    QAction *action = m_actions.value(&command);
    Q_ASSERT_X(action, "CommandSet::action", qPrintable(command.id));
    return action;
}

const Command *CommandSet::find(const QString &id) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [&id](const Command &each) { return each.id == id; });
    return found == m_commands.end() ? nullptr : &*found;
}

bool CommandSet::run(const Command &command)
{
    QAction *wanted = action(command);
    refresh();
    if (!wanted->isEnabled())
        return false;
    wanted->trigger();
    return true;
}

void CommandSet::refresh()
{
    for (const Command &command : m_commands)
        update(command, *action(command));
}

void CommandSet::update(const Command &command, QAction &action)
{
    const QString reason = command.whyNot();
    action.setEnabled(reason.isEmpty());
    action.setText(TextGuard::caption(command.currentText ? command.currentText() : command.text));
    if (command.isOn)
        action.setChecked(command.isOn());
    QString tip = command.tooltip;
    if (!command.shortcut.isEmpty())
        tip += u" ("_s + command.shortcut.toString(QKeySequence::NativeText) + u')';
    if (!reason.isEmpty())
        tip += u'\n' + tr("Not now: %1").arg(reason);
    action.setToolTip(tip);
}

void CommandSet::fill(QMenu *target, Command::Menu menu) const
{
    target->setToolTipsVisible(true);
    int section = -1;
    // By section, and not by who was added first: Quit is the last.
    std::vector<const Command *> wanted;
    for (const Command &command : m_commands) {
        if (command.menu == menu)
            wanted.push_back(&command);
    }
    std::stable_sort(wanted.begin(), wanted.end(), [](const Command *left, const Command *right) {
        return left->section < right->section;
    });
    for (const Command *each : wanted) {
        const Command &command = *each;
        if (section >= 0 && command.section != section)
            target->addSeparator();
        section = command.section;
        target->addAction(action(command));
    }
}

void CommandSet::attach(QWidget *list, Command::Menu menu)
{
    for (const Command &command : m_commands) {
        if (command.menu == menu)
            list->addAction(action(command));
    }
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(list, &QWidget::customContextMenuRequested, this, [this, list, menu](const QPoint &position) {
        refresh();
        auto *popup = new QMenu(list);
        popup->setAttribute(Qt::WA_DeleteOnClose);
        fill(popup, menu);
        popup->popup(list->mapToGlobal(position));
    });
}

QString CommandSet::menuTitle(Command::Menu menu)
{
    switch (menu) {
    case Command::Menu::Connection:
        return tr("Connection");
    case Command::Menu::Edit:
        return tr("Edit");
    case Command::Menu::Configuration:
        return tr("Configuration");
    case Command::Menu::View:
        return tr("View");
    case Command::Menu::Help:
        return tr("Help");
    case Command::Menu::Navigator:
        return tr("In the navigator");
    case Command::Menu::Problem:
        return tr("In the list of problems");
    case Command::Menu::Change:
        return tr("In the list of pending changes");
    case Command::Menu::Log:
        return tr("In the log");
    }
    return {};
}

} // namespace turnpike::ui
