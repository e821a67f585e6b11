// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shell_commands.h"

#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_area.h"
#include "ui/shell/panel_list.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QTreeView>
#include <QUndoStack>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;
using client::RelayConnection;
using Menu = Command::Menu;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Commands", text);
}

void copy(const QString &text)
{
    QApplication::clipboard()->setText(text);
}

void addConnectionCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.add({u"connection.choose"_s, tr("Connections…"), u"connection"_s, QKeySequence(u"Ctrl+Shift+O"_s),
             tr("Choose the relay that this window shows, or pair with another."), Menu::Connection, 0,
             [&window] { window.chooseConnection(); }});
    set.add({u"connection.open"_s, tr("Connect again"), u"resume"_s, {},
             tr("Tries to reach the relay now."), Menu::Connection, 0,
             [&workspace] { workspace.connection()->open(); },
             [&workspace]() -> QString {
                 if (!workspace.connection())
                     return tr("No relay has been chosen.");
                 return workspace.connection()->state() == RelayConnection::State::Connected
                            ? tr("The relay is connected.")
                            : QString();
             }});
    set.add({u"connection.close"_s, tr("Disconnect"), u"disconnected"_s, {},
             tr("Closes the connection; the relay goes on as it is."), Menu::Connection, 0,
             [&workspace] { workspace.connection()->close(); },
             [&workspace]() -> QString {
                 const bool isOpen = workspace.connection() &&
                                     workspace.connection()->state() != RelayConnection::State::Disconnected;
                 return isOpen ? QString() : tr("No relay is connected.");
             }});
    set.add({u"window.quit"_s, tr("Quit"), u"close"_s, QKeySequence(u"Ctrl+Q"_s),
             tr("Closes the window. Edits that were not pushed are kept."), Menu::Connection, 1,
             [&window] { window.close(); }});
}

void addEditCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto whyNoUndo = [&workspace](bool isPossible, const QString &nothing) -> QString {
        if (!isPossible)
            return nothing;
        return workspace.whyReadOnly();
    };
    set.add({u"edit.undo"_s, tr("Undo"), u"undo"_s, QKeySequence(QKeySequence::Undo),
             tr("Takes back the last change and shows where it was."), Menu::Edit, 0,
             [&workspace] { workspace.undo(); },
             [&workspace, whyNoUndo] {
                 return whyNoUndo(workspace.undoStack().canUndo(), tr("Nothing has been changed."));
             },
             {},
             [&workspace] {
                 const QString what = workspace.undoStack().undoText();
                 return what.isEmpty() ? tr("Undo") : tr("Undo: %1").arg(what);
             }});
    set.add({u"edit.redo"_s, tr("Redo"), u"redo"_s, QKeySequence(u"Ctrl+Shift+Z"_s),
             tr("Makes the change again that was taken back."), Menu::Edit, 0,
             [&workspace] { workspace.redo(); },
             [&workspace, whyNoUndo] {
                 return whyNoUndo(workspace.undoStack().canRedo(), tr("Nothing has been taken back."));
             },
             {},
             [&workspace] {
                 const QString what = workspace.undoStack().redoText();
                 return what.isEmpty() ? tr("Redo") : tr("Redo: %1").arg(what);
             }});
    set.add({u"edit.find"_s, tr("Find anything…"), u"search"_s, QKeySequence(u"Ctrl+K"_s),
             tr("Finds commands, pages, settings and users by name."), Menu::Edit, 1,
             [&window] { window.findAnything(); }});
    set.add({u"edit.filter"_s, tr("Filter pages"), u"filter"_s, QKeySequence(u"Ctrl+Shift+F"_s),
             tr("Goes to the filter above the pages."), Menu::Edit, 1, [&window] {
                 window.navigator().setVisible(true);
                 window.navigator().focusFilter();
             }});
}

void addConfigurationCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.add({u"configuration.check"_s, tr("Check now"), u"check"_s, QKeySequence(u"F7"_s),
             tr("Checks the configuration and lists what is wrong with it."), Menu::Configuration, 0,
             [&window] {
                 window.workspace().validateNow();
                 window.lowerPanel().show(LowerPanel::Tab::Problems);
             }});
    set.add({u"configuration.push"_s, tr("Review and push…"), u"push"_s, QKeySequence(u"Ctrl+S"_s),
             tr("Shows what will change on the relay and pushes it."), Menu::Configuration, 0,
             [&window] { window.reviewAndPush(); },
             [&workspace]() -> QString {
                 const PushSession::State state = workspace.push().state();
                 if (const QString reason = workspace.whyReadOnly(); !reason.isEmpty())
                     return reason;
                 if (workspace.connection()->state() != RelayConnection::State::Connected)
                     return tr("The relay is not connected; your changes wait until it is.");
                 if (state == PushSession::State::AwaitingConfirmation)
                     return tr("The last push awaits confirmation: keep it or revert it first.");
                 return workspace.document().pendingChanges().empty() ? tr("Nothing has been changed.")
                                                                      : QString();
             },
             {},
             [&workspace] {
                 const size_t count = workspace.document().pendingChanges().size();
                 return count == 0 ? tr("Review and push…") : tr("Review and push (%1)…").arg(count);
             }});
    set.add({u"configuration.discard"_s, tr("Put back all changes"), u"put-back"_s, {},
             tr("Goes back to what the relay runs, in one step that can be undone."), Menu::Configuration, 0,
             [&workspace] { workspace.resetToBase({}); },
             [&workspace] {
                 return workspace.document().pendingChanges().empty() ? tr("Nothing has been changed.")
                                                                      : workspace.whyReadOnly();
             }});
    const auto whyNotAwaiting = [&workspace]() -> QString {
        if (workspace.push().state() != PushSession::State::AwaitingConfirmation)
            return tr("No pushed revision awaits confirmation.");
        return workspace.whyReadOnly();
    };
    set.add({u"push.keep"_s, tr("Keep the running revision"), u"ok"_s, QKeySequence(u"Ctrl+Shift+K"_s),
             tr("Confirms the revision that was pushed; it stays."), Menu::Configuration, 1,
             [&workspace] { workspace.push().confirm(); }, whyNotAwaiting});
    set.add({u"push.revert"_s, tr("Revert the running revision"), u"history"_s, QKeySequence(u"Ctrl+Shift+R"_s),
             tr("Goes back to the revision before; your changes are pending again."), Menu::Configuration, 1,
             [&workspace] { workspace.push().revert(); }, whyNotAwaiting});
    set.add({u"configuration.import"_s, tr("Import…"), u"import"_s, QKeySequence(u"Ctrl+O"_s),
             tr("Reads a configuration from a JSON file, in one step that can be undone."), Menu::Configuration, 2,
             [&window] { window.importConfiguration(); }, [&workspace] { return workspace.whyReadOnly(); }});
    set.add({u"configuration.export"_s, tr("Export…"), u"export"_s, QKeySequence(u"Ctrl+Shift+S"_s),
             tr("Writes the configuration, with what has not been pushed, to a JSON file."), Menu::Configuration,
             2, [&window] { window.exportConfiguration(); }});
}

void addViewCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    set.add({u"view.back"_s, tr("Back"), u"back"_s, QKeySequence(u"Alt+Left"_s),
             tr("Shows the page that was open before."), Menu::View, 0, [&window] { window.goBack(); },
             [&window] { return window.canGoBack() ? QString() : tr("No page was open before."); }});
    set.add({u"view.forward"_s, tr("Forward"), u"forward"_s, QKeySequence(u"Alt+Right"_s),
             tr("Goes on to the page that was left with Back."), Menu::View, 0, [&window] { window.goForward(); },
             [&window] { return window.canGoForward() ? QString() : tr("Back has not been used."); }});
    const auto whyNoProblem = [&workspace] {
        return workspace.problems().empty() ? tr("There are no problems.") : QString();
    };
    set.add({u"view.next-problem"_s, tr("Next problem"), u"down"_s, QKeySequence(u"F8"_s),
             tr("Goes to the place of the next problem."), Menu::View, 0, [&window] { window.goToProblem(1); },
             whyNoProblem});
    set.add({u"view.previous-problem"_s, tr("Previous problem"), u"up"_s, QKeySequence(u"Shift+F8"_s),
             tr("Goes to the place of the problem before."), Menu::View, 0, [&window] { window.goToProblem(-1); },
             whyNoProblem});
    const struct {
        QString id, text, icon, shortcut, tooltip;
        LowerPanel::Tab tab;
    } panels[] = {
        {u"view.problems"_s, tr("Problems"), u"warning"_s, u"Alt+1"_s, tr("Shows what is wrong."),
         LowerPanel::Tab::Problems},
        {u"view.changes"_s, tr("Pending changes"), u"rename"_s, u"Alt+2"_s,
         tr("Shows what has been changed and not pushed yet."), LowerPanel::Tab::Changes},
        {u"view.log"_s, tr("Log"), u"log"_s, u"Alt+3"_s, tr("Shows what happened."), LowerPanel::Tab::Log}};
    for (const auto &panel : panels) {
        set.add({panel.id, panel.text, panel.icon, QKeySequence(panel.shortcut), panel.tooltip, Menu::View, 1,
                 [&window, tab = panel.tab] {
                     window.lowerPanel().show(tab);
                     static_cast<PanelList &>(tab == LowerPanel::Tab::Problems  ? window.lowerPanel().problemList()
                                              : tab == LowerPanel::Tab::Changes ? window.lowerPanel().changeList()
                                                                                : window.lowerPanel().logList())
                         .view()
                         .setFocus();
                 }});
    }
    set.add({u"view.panel"_s, tr("Lower panel"), u"panel-bottom"_s, QKeySequence(u"Ctrl+J"_s),
             tr("Opens or closes the panel below the page."), Menu::View, 1,
             [&window] { window.lowerPanel().setOpen(!window.lowerPanel().isOpen()); }, {},
             [&window] { return window.lowerPanel().isOpen(); }});
    set.add({u"view.navigator"_s, tr("Navigator"), u"panel-left"_s, QKeySequence(u"Ctrl+B"_s),
             tr("Shows or hides the list of pages."), Menu::View, 1,
             [&window] { window.navigator().setHidden(!window.navigator().isHidden()); }, {},
             [&window] { return !window.navigator().isHidden(); }});
    set.add({u"view.freeze"_s, tr("Freeze the live view"), u"pause"_s, QKeySequence(u"F9"_s),
             tr("Holds what the live pages show; the relay goes on."), Menu::View, 2,
             [&workspace] { workspace.live().setPaused(!workspace.live().isPaused()); },
             [&workspace] { return workspace.live().connection() ? QString() : tr("No relay is connected."); },
             [&workspace] { return workspace.live().isPaused(); }});
    const struct {
        QString id, text, tooltip;
        Theme::Choice choice;
    } themes[] = {{u"view.theme-system"_s, tr("Theme of the system"), tr("Light or dark as the desktop is."),
                   Theme::Choice::System},
                  {u"view.theme-light"_s, tr("Light theme"), tr("Dark letters on light ground."),
                   Theme::Choice::Light},
                  {u"view.theme-dark"_s, tr("Dark theme"), tr("Light letters on dark ground."),
                   Theme::Choice::Dark}};
    for (const auto &theme : themes) {
        set.add({theme.id, theme.text, u"theme"_s, {}, theme.tooltip, Menu::View, 3,
                 [&window, choice = theme.choice] { window.chooseTheme(static_cast<int>(choice)); }, {},
                 [choice = theme.choice] { return Theme::current().choice() == choice; }});
    }
    set.add({u"view.reset-layout"_s, tr("Reset the layout"), u"reset"_s, {},
             tr("Gives every part of the window its first size again."), Menu::View, 4,
             [&window] { window.resetLayout(); }});
}

void addHelpCommands(CommandSet &set, MainWindow &window)
{
    set.add({u"help.keyboard"_s, tr("Keyboard shortcuts"), u"keyboard"_s, QKeySequence(u"F1"_s),
             tr("Lists every command with its keys."), Menu::Help, 0, [&window] { window.showKeyboardHelp(); }});
    set.add({u"help.about"_s, tr("About Turnpike"), u"about"_s, {},
             tr("Version, licence and the system it runs on."), Menu::Help, 0,
             [&window] { window.showAbout(); }});
}

void addNavigatorCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto path = [&window] {
        const PageNode *node = window.navigator().model().node(window.navigator().currentId());
        return node ? node->path : document::PropertyPath();
    };
    set.add({u"navigator.put-back"_s, tr("Put back what was changed here"), u"put-back"_s, {},
             tr("Goes back to what the relay runs, on this page and below it."), Menu::Navigator, 0,
             [&workspace, path] { workspace.resetToBase(path()); },
             [&workspace, path]() -> QString {
                 if (path().isRoot() || !workspace.document().isPending(path()))
                     return tr("Nothing has been changed here.");
                 return workspace.whyReadOnly();
             }});
    set.add({u"navigator.copy-path"_s, tr("Copy path"), u"copy"_s, {},
             tr("Copies the path that the command line knows this place by."), Menu::Navigator, 0,
             [path] { copy(path().toString()); },
             [path] { return path().isRoot() ? tr("This page shows no part of the configuration.") : QString(); }});
    set.add({u"navigator.expand"_s, tr("Expand all"), u"chevron-down"_s, {}, tr("Shows every page."), Menu::Navigator,
             1, [&window] { window.navigator().view().expandAll(); }});
    set.add({u"navigator.collapse"_s, tr("Collapse all"), u"chevron-right"_s, {}, tr("Shows only the first level."),
             Menu::Navigator, 1, [&window] { window.navigator().view().collapseAll(); }});
}

void addListCommands(CommandSet &set, MainWindow &window)
{
    Workspace &workspace = window.workspace();
    const auto whyNoSelection = [&window] {
        return window.lowerPanel().selectedProblem() ? QString() : tr("No problem is selected.");
    };
    set.add({u"problem.go"_s, tr("Go there"), u"forward"_s, QKeySequence(u"Return"_s),
             tr("Shows the setting that the problem is about."), Menu::Problem, 0,
             [&window] { window.workspace().navigateTo(window.lowerPanel().selectedProblem()->path); },
             whyNoSelection});
    set.add({u"problem.fix"_s, tr("Put it right"), u"fix"_s, QKeySequence(u"Ctrl+Return"_s),
             tr("Does what the rule proposes, in one step that can be undone."), Menu::Problem, 0,
             [&window] { window.workspace().apply(window.lowerPanel().selectedProblem()->fix->edits); },
             [&window, &workspace]() -> QString {
                 const validation::Problem *problem = window.lowerPanel().selectedProblem();
                 if (!problem)
                     return tr("No problem is selected.");
                 return problem->fix ? workspace.whyReadOnly() : tr("Only a person can decide this one.");
             }});
    set.add({u"problem.copy"_s, tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
             tr("Copies the selected problems as text."), Menu::Problem, 1,
             [&window] { copy(window.lowerPanel().problemList().selectedText()); }, whyNoSelection});

    const auto whyNoChange = [&window] {
        return window.lowerPanel().selectedChanges().empty() ? tr("No change is selected.") : QString();
    };
    set.add({u"change.go"_s, tr("Go there"), u"forward"_s, QKeySequence(u"Return"_s),
             tr("Shows the setting that was changed."), Menu::Change, 0,
             [&window] { window.workspace().navigateTo(window.lowerPanel().selectedChanges().front().path); },
             whyNoChange});
    set.add({u"change.put-back"_s, tr("Put back"), u"put-back"_s, QKeySequence(u"Del"_s),
             tr("Gives the setting the value that the relay runs."), Menu::Change, 0,
             [&window] { window.workspace().putBack(window.lowerPanel().selectedChanges()); },
             [&workspace, whyNoChange] {
                 const QString reason = whyNoChange();
                 return reason.isEmpty() ? workspace.whyReadOnly() : reason;
             }});
    set.add({u"change.copy"_s, tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
             tr("Copies the selected changes as text."), Menu::Change, 1,
             [&window] { copy(window.lowerPanel().changeList().selectedText()); }, whyNoChange});

    set.add({u"log.copy"_s, tr("Copy"), u"copy"_s, QKeySequence(QKeySequence::Copy),
             tr("Copies the selected lines as text."), Menu::Log, 0,
             [&window] { copy(window.lowerPanel().logList().selectedText()); },
             [&window] {
                 return window.lowerPanel().logList().view().selectionModel()->hasSelection()
                            ? QString()
                            : tr("No line is selected.");
             }});
    set.add({u"log.clear"_s, tr("Clear"), u"remove"_s, {}, tr("Removes all lines from this list."), Menu::Log, 0,
             [&window] { window.lowerPanel().clearLog(); }});
}

} // namespace

void addShellCommands(MainWindow &window)
{
    CommandSet &set = window.commands();
    addConnectionCommands(set, window);
    addEditCommands(set, window);
    addConfigurationCommands(set, window);
    addViewCommands(set, window);
    addHelpCommands(set, window);
    addNavigatorCommands(set, window);
    addListCommands(set, window);
}

} // namespace turnpike::ui
