// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shell_commands.h"

#include "ui/shell/drain_commands.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_area.h"
#include "ui/shell/panel_list.h"
#include "ui/shell/test_command.h"
#include "ui/shell/transfer.h"
#include "ui/style/theme.h"
#include "ui/workspace/news_text.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QTreeView>
#include <QUndoStack>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;
using wire::RelayConnection;
using Menu = Command::Menu;

namespace {

struct CommandsWords {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

void copy(const QString &text)
{
    QApplication::clipboard()->setText(text);
}

void addConnectionCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.define(set.chooseConnection,
               {CommandsWords::tr("Connections…"), u"connection"_s, QKeySequence(u"Ctrl+Shift+O"_s),
                CommandsWords::tr("Choose the relay that this window shows, or pair with another."),
                Menu::Connection, 0, [&window] { window.chooseConnection(); }});
    set.define(set.connectAgain, {CommandsWords::tr("Connect again"),
                                  u"resume"_s,
                                  {},
                                  CommandsWords::tr("Tries to reach the relay now."),
                                  Menu::Connection,
                                  0,
                                  [&workspace] { workspace.connection()->open(); },
                                  [&workspace]() -> QString {
                                      if (!workspace.connection())
                                          return CommandsWords::tr("No relay has been chosen.");
                                      return workspace.connection()->state() ==
                                                     RelayConnection::State::Connected
                                                 ? CommandsWords::tr("The relay is connected.")
                                                 : QString();
                                  }});
    set.define(set.closeConnection,
               {CommandsWords::tr("Disconnect"),
                u"disconnected"_s,
                {},
                CommandsWords::tr("Closes the connection; the relay goes on as it is."),
                Menu::Connection,
                0,
                [&workspace] { workspace.connection()->close(); },
                [&workspace]() -> QString {
                    const bool isOpen = workspace.connection() && workspace.connection()->state() !=
                                                                      RelayConnection::State::Disconnected;
                    return isOpen ? QString() : CommandsWords::tr("No relay is connected.");
                }});
    set.define(set.quit, {CommandsWords::tr("Quit"), u"close"_s, QKeySequence(u"Ctrl+Q"_s),
                          CommandsWords::tr("Closes the window. It asks first when something would be lost."),
                          Menu::Connection, 2, [&window] { window.close(); }});
}

void addEditCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto whyNoUndo = [&workspace](bool isPossible, const QString &nothing) -> QString {
        if (!isPossible)
            return nothing;
        return workspace.whyReadOnly();
    };
    set.define(set.undo, {CommandsWords::tr("Undo"),
                          u"undo"_s,
                          QKeySequence(QKeySequence::Undo),
                          CommandsWords::tr("Takes back the last change and shows where it was."),
                          Menu::Edit,
                          0,
                          [&workspace] { workspace.undo(); },
                          [&workspace, whyNoUndo] {
                              return whyNoUndo(!workspace.undoText().isEmpty(),
                                               CommandsWords::tr("Nothing has been changed."));
                          },
                          {},
                          [&workspace] {
                              const QString what = workspace.undoText();
                              return what.isEmpty() ? CommandsWords::tr("Undo")
                                                    : CommandsWords::tr("Undo: %1").arg(what);
                          }});
    set.define(set.redo, {CommandsWords::tr("Redo"),
                          u"redo"_s,
                          QKeySequence(u"Ctrl+Shift+Z"_s),
                          CommandsWords::tr("Makes the change again that was taken back."),
                          Menu::Edit,
                          0,
                          [&workspace] { workspace.redo(); },
                          [&workspace, whyNoUndo] {
                              return whyNoUndo(workspace.undoStack().canRedo(),
                                               CommandsWords::tr("Nothing has been taken back."));
                          },
                          {},
                          [&workspace] {
                              const QString what = workspace.undoStack().redoText();
                              return what.isEmpty() ? CommandsWords::tr("Redo")
                                                    : CommandsWords::tr("Redo: %1").arg(what);
                          }});
    set.define(set.findAnything, {CommandsWords::tr("Find anything…"), u"search"_s, QKeySequence(u"Ctrl+K"_s),
                                  CommandsWords::tr("Finds commands, pages, settings and users by name."),
                                  Menu::Edit, 1, [&window] { window.findAnything(); }});
    set.define(set.filterPages,
               {CommandsWords::tr("Filter pages"), u"filter"_s, QKeySequence(u"Ctrl+Shift+F"_s),
                CommandsWords::tr("Goes to the filter above the pages."), Menu::Edit, 1, [&window] {
                    window.navigator().setVisible(true);
                    window.navigator().focusFilter();
                }});
}

void addConfigurationCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.define(set.check, {CommandsWords::tr("Check now"), u"check"_s, QKeySequence(u"F7"_s),
                           CommandsWords::tr("Checks the configuration and lists what is wrong with it."),
                           Menu::Configuration, 0,
                           [&window] {
                               window.workspace().validateNow();
                               window.lowerPanel().show(LowerPanel::Tab::Problems);
                           },
                           [&workspace] { return workspace.whyNoConfiguration(); }});
    set.define(
        set.reviewAndPush,
        {CommandsWords::tr("Review and push…"),
         u"push"_s,
         QKeySequence(u"Ctrl+S"_s),
         CommandsWords::tr("Shows what will change on the relay and pushes it."),
         Menu::Configuration,
         0,
         [&window] { window.reviewAndPush(); },
         [&workspace]() -> QString {
             if (const QString reason = workspace.whyReadOnly(); !reason.isEmpty())
                 return reason;
             if (workspace.connection()->state() != RelayConnection::State::Connected)
                 return CommandsWords::tr("The relay is not connected; your changes wait until it is.");
             if (workspace.running().isOnTrial())
                 return CommandsWords::tr("The relay tries %1: keep it or revert it first.")
                     .arg(revisionText(*workspace.running().running(), workspace.running().isOwnTrial()));
             return workspace.document().pendingChanges().empty() && workspace.unfinished().all().empty()
                        ? CommandsWords::tr("Nothing has been changed.")
                        : QString();
         },
         {},
         [&workspace] {
             const size_t count = workspace.document().pendingChanges().size();
             return count == 0 ? CommandsWords::tr("Review and push…")
                               : CommandsWords::tr("Review and push (%1)…").arg(count);
         }});
    set.define(set.putBackAll,
               {CommandsWords::tr("Put back all changes"),
                u"put-back"_s,
                {},
                CommandsWords::tr("Goes back to what the relay runs, in one step that can be undone."),
                Menu::Configuration,
                0,
                [&workspace] { workspace.resetToBase({}); },
                [&workspace] {
                    return workspace.document().pendingChanges().empty()
                               ? CommandsWords::tr("Nothing has been changed.")
                               : workspace.whyReadOnly();
                }});
    const auto whyNotAwaiting = [&workspace]() -> QString {
        if (workspace.push().state() != PushSession::State::AwaitingConfirmation)
            return CommandsWords::tr("No revision is on trial.");
        return workspace.whyReadOnly();
    };
    set.define(set.keepRevision,
               {CommandsWords::tr("Keep the running revision"), u"ok"_s, QKeySequence(u"Ctrl+Shift+K"_s),
                CommandsWords::tr("Confirms the revision that was pushed; it stays."), Menu::Configuration, 1,
                [&workspace] { workspace.push().confirm(); }, whyNotAwaiting});
    set.define(set.revertRevision,
               {CommandsWords::tr("Revert the running revision"), u"history"_s,
                QKeySequence(u"Ctrl+Shift+R"_s),
                CommandsWords::tr("Goes back to the revision before; your changes are pending again."),
                Menu::Configuration, 1, [&workspace] { workspace.push().revert(); }, whyNotAwaiting});
    set.define(set.importConfiguration,
               {CommandsWords::tr("Import…"), u"import"_s, QKeySequence(u"Ctrl+O"_s),
                CommandsWords::tr("Reads a configuration from a JSON file, in one step that can be undone."),
                Menu::Configuration, 2, [&window] { window.transfer().importConfiguration(); },
                [&workspace] { return workspace.whyReadOnly(); }});
    set.define(set.exportConfiguration,
               {CommandsWords::tr("Export…"), u"export"_s, QKeySequence(u"Ctrl+Shift+S"_s),
                CommandsWords::tr("Writes the configuration, with what has not been pushed, to a JSON file."),
                Menu::Configuration, 2, [&window] { window.transfer().exportConfiguration(); },
                [&workspace] { return workspace.whyNoConfiguration(); }});
}

void addViewCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.define(set.back, {CommandsWords::tr("Back"), u"back"_s, QKeySequence(u"Alt+Left"_s),
                          CommandsWords::tr("Shows the page that was open before."), Menu::View, 0,
                          [&window] { window.goBack(); },
                          [&window] {
                              return window.canGoBack() ? QString()
                                                        : CommandsWords::tr("No page was open before.");
                          }});
    set.define(set.forward, {CommandsWords::tr("Forward"), u"forward"_s, QKeySequence(u"Alt+Right"_s),
                             CommandsWords::tr("Goes on to the page that was left with Back."), Menu::View, 0,
                             [&window] { window.goForward(); },
                             [&window] {
                                 return window.canGoForward() ? QString()
                                                              : CommandsWords::tr("Back has not been used.");
                             }});
    const auto whyNoProblem = [&workspace] {
        return workspace.problems().empty() ? CommandsWords::tr("There are no problems.") : QString();
    };
    set.define(set.nextProblem, {CommandsWords::tr("Next problem"), u"down"_s, QKeySequence(u"F8"_s),
                                 CommandsWords::tr("Goes to the place of the next problem."), Menu::View, 0,
                                 [&window] { window.goToProblem(1); }, whyNoProblem});
    set.define(set.previousProblem,
               {CommandsWords::tr("Previous problem"), u"up"_s, QKeySequence(u"Shift+F8"_s),
                CommandsWords::tr("Goes to the place of the problem before."), Menu::View, 0,
                [&window] { window.goToProblem(-1); }, whyNoProblem});
    const struct {
        const Command &command;
        QString text, icon, shortcut, tooltip;
        LowerPanel::Tab tab;
    } panels[] = {{set.showProblems, CommandsWords::tr("Problems"), u"warning"_s, u"Alt+1"_s,
                   CommandsWords::tr("Shows what is wrong."), LowerPanel::Tab::Problems},
                  {set.showChanges, CommandsWords::tr("Pending changes"), u"rename"_s, u"Alt+2"_s,
                   CommandsWords::tr("Shows what has been changed and not pushed yet."),
                   LowerPanel::Tab::Changes},
                  {set.showLog, CommandsWords::tr("Log"), u"log"_s, u"Alt+3"_s,
                   CommandsWords::tr("Shows what happened."), LowerPanel::Tab::Log}};
    for (const auto &panel : panels) {
        set.define(panel.command, {panel.text, panel.icon, QKeySequence(panel.shortcut), panel.tooltip,
                                   Menu::View, 1, [&window, tab = panel.tab] {
                                       window.lowerPanel().show(tab);
                                       static_cast<PanelList &>(tab == LowerPanel::Tab::Problems
                                                                    ? window.lowerPanel().problemList()
                                                                : tab == LowerPanel::Tab::Changes
                                                                    ? window.lowerPanel().changeList()
                                                                    : window.lowerPanel().logList())
                                           .view()
                                           .setFocus();
                                   }});
    }
    set.define(set.lowerPanel, {CommandsWords::tr("Lower panel"),
                                u"panel-bottom"_s,
                                QKeySequence(u"Ctrl+J"_s),
                                CommandsWords::tr("Opens or closes the panel below the page."),
                                Menu::View,
                                1,
                                [&window] { window.lowerPanel().setOpen(!window.lowerPanel().isOpen()); },
                                {},
                                [&window] { return window.lowerPanel().isOpen(); }});
    set.define(set.navigator, {CommandsWords::tr("Navigator"),
                               u"panel-left"_s,
                               QKeySequence(u"Ctrl+B"_s),
                               CommandsWords::tr("Shows or hides the list of pages."),
                               Menu::View,
                               1,
                               [&window] { window.navigator().setHidden(!window.navigator().isHidden()); },
                               {},
                               [&window] { return !window.navigator().isHidden(); }});
    set.define(set.freeze,
               {CommandsWords::tr("Freeze the live view"), u"pause"_s, QKeySequence(u"F9"_s),
                CommandsWords::tr("Holds what the live pages show; the relay goes on."), Menu::View, 2,
                [&workspace] { workspace.live().setPaused(!workspace.live().isPaused()); },
                [&workspace] {
                    return workspace.live().connection() ? QString()
                                                         : CommandsWords::tr("No relay is connected.");
                },
                [&workspace] { return workspace.live().isPaused(); }});
    const struct {
        const Command &command;
        QString text, tooltip;
        Theme::Choice choice;
    } themes[] = {{set.systemTheme, CommandsWords::tr("Theme of the system"),
                   CommandsWords::tr("Light or dark as the desktop is."), Theme::Choice::System},
                  {set.lightTheme, CommandsWords::tr("Light theme"),
                   CommandsWords::tr("Dark letters on a light background."), Theme::Choice::Light},
                  {set.darkTheme, CommandsWords::tr("Dark theme"),
                   CommandsWords::tr("Light letters on a dark background."), Theme::Choice::Dark}};
    for (const auto &theme : themes) {
        set.define(theme.command,
                   {theme.text,
                    u"theme"_s,
                    {},
                    theme.tooltip,
                    Menu::View,
                    3,
                    [&window, choice = theme.choice] { window.chooseTheme(static_cast<int>(choice)); },
                    {},
                    [choice = theme.choice] { return Theme::current().choice() == choice; }});
    }
    set.define(set.resetLayout, {CommandsWords::tr("Reset the layout"),
                                 u"reset"_s,
                                 {},
                                 CommandsWords::tr("Gives every part of the window its first size again."),
                                 Menu::View,
                                 4,
                                 [&window] { window.resetLayout(); }});
}

void addHelpCommands(ShellCommands &set, MainWindow &window)
{
    set.define(set.keyboardHelp,
               {CommandsWords::tr("Keyboard shortcuts"), u"keyboard"_s, QKeySequence(u"F1"_s),
                CommandsWords::tr("Lists every command with its keys."), Menu::Help, 0,
                [&window] { window.showKeyboardHelp(); }});
    set.define(set.about, {CommandsWords::tr("About Turnpike"),
                           u"about"_s,
                           {},
                           CommandsWords::tr("Version, licence and the system it runs on."),
                           Menu::Help,
                           0,
                           [&window] { window.showAbout(); }});
}

void addNavigatorCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto path = [&window] {
        const PageNode *node = window.navigator().model().node(window.navigator().currentId());
        return node ? node->path : document::PropertyPath();
    };
    set.define(set.putBackPage,
               {CommandsWords::tr("Put back what was changed here"),
                u"put-back"_s,
                {},
                CommandsWords::tr("Goes back to what the relay runs, on this page and below it."),
                Menu::Navigator,
                0,
                [&workspace, path] { workspace.resetToBase(path()); },
                [&workspace, path]() -> QString {
                    if (path().isRoot() || !workspace.document().isPending(path()))
                        return CommandsWords::tr("Nothing has been changed here.");
                    return workspace.whyReadOnly();
                }});
    set.define(set.copyPath,
               {CommandsWords::tr("Copy path"),
                u"copy"_s,
                {},
                CommandsWords::tr("Copies the path that the command line knows this place by."),
                Menu::Navigator,
                0,
                [path] { copy(path().toString()); },
                [path] {
                    return path().isRoot()
                               ? CommandsWords::tr("This page shows no part of the configuration.")
                               : QString();
                }});
    set.define(set.expandAll, {CommandsWords::tr("Expand all"),
                               u"chevron-down"_s,
                               {},
                               CommandsWords::tr("Shows every page."),
                               Menu::Navigator,
                               1,
                               [&window] { window.navigator().view().expandAll(); }});
    set.define(set.collapseAll, {CommandsWords::tr("Collapse all"),
                                 u"chevron-right"_s,
                                 {},
                                 CommandsWords::tr("Shows only the first level."),
                                 Menu::Navigator,
                                 1,
                                 [&window] { window.navigator().view().collapseAll(); }});
}

void addListCommands(ShellCommands &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto whyNoSelection = [&window] {
        return window.lowerPanel().selectedProblem() ? QString()
                                                     : CommandsWords::tr("No problem is selected.");
    };
    set.define(set.goToProblem,
               {CommandsWords::tr("Go there"), u"forward"_s, QKeySequence(u"Return"_s),
                CommandsWords::tr("Shows the setting that the problem is about."), Menu::Problem, 0,
                [&window] { window.workspace().openPage(window.lowerPanel().selectedProblem()->path); },
                whyNoSelection});
    set.define(set.fixProblem,
               {CommandsWords::tr("Put it right"), u"fix"_s, QKeySequence(u"Ctrl+Return"_s),
                CommandsWords::tr("Does what the rule proposes, in one step that can be undone."),
                Menu::Problem, 0,
                [&window] { window.workspace().apply(window.lowerPanel().selectedProblem()->fix->edits); },
                [&window, &workspace]() -> QString {
                    const validation::Problem *problem = window.lowerPanel().selectedProblem();
                    if (!problem)
                        return CommandsWords::tr("No problem is selected.");
                    return problem->fix ? workspace.whyReadOnly()
                                        : CommandsWords::tr("Only a person can decide this one.");
                }});
    set.define(set.copyProblems,
               {CommandsWords::tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
                CommandsWords::tr("Copies the selected problems as text."), Menu::Problem, 1,
                [&window] { copy(window.lowerPanel().problemList().selectedText()); }, whyNoSelection});

    const auto whyNoChange = [&window] {
        return window.lowerPanel().selectedChanges().empty() ? CommandsWords::tr("No change is selected.")
                                                             : QString();
    };
    set.define(
        set.goToChange,
        {CommandsWords::tr("Go there"), u"forward"_s, QKeySequence(u"Return"_s),
         CommandsWords::tr("Shows the setting that was changed."), Menu::Change, 0,
         [&window] { window.workspace().openPage(window.lowerPanel().selectedChanges().front().path); },
         whyNoChange});
    set.define(set.putBackChanges,
               {CommandsWords::tr("Put back"), u"put-back"_s, QKeySequence(u"Del"_s),
                CommandsWords::tr("Gives the setting the value that the relay runs."), Menu::Change, 0,
                [&window] { window.workspace().putBack(window.lowerPanel().selectedChanges()); },
                [&workspace, whyNoChange] {
                    const QString reason = whyNoChange();
                    return reason.isEmpty() ? workspace.whyReadOnly() : reason;
                }});
    set.define(set.copyChanges,
               {CommandsWords::tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
                CommandsWords::tr("Copies the selected changes as text."), Menu::Change, 1,
                [&window] { copy(window.lowerPanel().changeList().selectedText()); }, whyNoChange});

    set.define(set.copyLog, {CommandsWords::tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
                             CommandsWords::tr("Copies the selected lines as text."), Menu::Log, 0,
                             [&window] { copy(window.lowerPanel().logList().selectedText()); },
                             [&window] {
                                 return window.lowerPanel().logList().view().selectionModel()->hasSelection()
                                            ? QString()
                                            : CommandsWords::tr("No line is selected.");
                             }});
    set.define(set.clearLog, {CommandsWords::tr("Clear"),
                              u"remove"_s,
                              {},
                              CommandsWords::tr("Removes all lines from this list."),
                              Menu::Log,
                              0,
                              [&window] { window.lowerPanel().clearLog(); }});
}

} // namespace

void defineShellCommands(MainWindow &window)
{
    ShellCommands &set = window.commands();
    addConnectionCommands(set, window);
    addTestCommand(set, window);
    addDrainCommands(set, window);
    addEditCommands(set, window);
    addConfigurationCommands(set, window);
    addViewCommands(set, window);
    addHelpCommands(set, window);
    addNavigatorCommands(set, window);
    addListCommands(set, window);
}

} // namespace turnpike::ui
