// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/command_set.h"

namespace turnpike::ui {

class MainWindow;

/// Every command of the window, in the order of menus and help; nothing a person can do in it is declared
/// elsewhere. What each does is said by defineShellCommands().
class ShellCommands : public CommandSet {
    Q_OBJECT
public:
    using CommandSet::CommandSet;

    // Connection
    const Command &chooseConnection = declare(QStringLiteral("connection.choose"));
    const Command &connectAgain = declare(QStringLiteral("connection.open"));
    const Command &closeConnection = declare(QStringLiteral("connection.close"));
    const Command &quit = declare(QStringLiteral("window.quit"));
    const Command &testRelay = declare(QStringLiteral("relay.test"));
    const Command &drain = declare(QStringLiteral("relay.drain"));
    const Command &drainNow = declare(QStringLiteral("relay.drain-now"));
    const Command &undrain = declare(QStringLiteral("relay.undrain"));

    // Edit
    const Command &undo = declare(QStringLiteral("edit.undo"));
    const Command &redo = declare(QStringLiteral("edit.redo"));
    const Command &findAnything = declare(QStringLiteral("edit.find"));
    const Command &filterPages = declare(QStringLiteral("edit.filter"));

    // Configuration
    const Command &check = declare(QStringLiteral("configuration.check"));
    const Command &reviewAndPush = declare(QStringLiteral("configuration.push"));
    const Command &putBackAll = declare(QStringLiteral("configuration.discard"));
    const Command &keepRevision = declare(QStringLiteral("push.keep"));
    const Command &revertRevision = declare(QStringLiteral("push.revert"));
    const Command &importConfiguration = declare(QStringLiteral("configuration.import"));
    const Command &exportConfiguration = declare(QStringLiteral("configuration.export"));

    // View
    const Command &back = declare(QStringLiteral("view.back"));
    const Command &forward = declare(QStringLiteral("view.forward"));
    const Command &nextProblem = declare(QStringLiteral("view.next-problem"));
    const Command &previousProblem = declare(QStringLiteral("view.previous-problem"));
    const Command &showProblems = declare(QStringLiteral("view.problems"));
    const Command &showChanges = declare(QStringLiteral("view.changes"));
    const Command &showLog = declare(QStringLiteral("view.log"));
    const Command &lowerPanel = declare(QStringLiteral("view.panel"));
    const Command &navigator = declare(QStringLiteral("view.navigator"));
    const Command &freeze = declare(QStringLiteral("view.freeze"));
    const Command &systemTheme = declare(QStringLiteral("view.theme-system"));
    const Command &lightTheme = declare(QStringLiteral("view.theme-light"));
    const Command &darkTheme = declare(QStringLiteral("view.theme-dark"));
    const Command &resetLayout = declare(QStringLiteral("view.reset-layout"));

    // Help
    const Command &keyboardHelp = declare(QStringLiteral("help.keyboard"));
    const Command &about = declare(QStringLiteral("help.about"));

    // In the navigator
    const Command &putBackPage = declare(QStringLiteral("navigator.put-back"));
    const Command &copyPath = declare(QStringLiteral("navigator.copy-path"));
    const Command &expandAll = declare(QStringLiteral("navigator.expand"));
    const Command &collapseAll = declare(QStringLiteral("navigator.collapse"));

    // In the lists of the lower panel
    const Command &goToProblem = declare(QStringLiteral("problem.go"));
    const Command &fixProblem = declare(QStringLiteral("problem.fix"));
    const Command &copyProblems = declare(QStringLiteral("problem.copy"));
    const Command &goToChange = declare(QStringLiteral("change.go"));
    const Command &putBackChanges = declare(QStringLiteral("change.put-back"));
    const Command &copyChanges = declare(QStringLiteral("change.copy"));
    const Command &copyLog = declare(QStringLiteral("log.copy"));
    const Command &clearLog = declare(QStringLiteral("log.clear"));
};

/// Gives every command of the window its words and what it does.
void defineShellCommands(MainWindow &window);

} // namespace turnpike::ui
