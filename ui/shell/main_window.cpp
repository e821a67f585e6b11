// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/connection_dialog.h"
#include "ui/dialogs/keyboard_dialog.h"
#include "ui/dialogs/relay_test_dialog.h"
#include "ui/dialogs/review_dialog.h"
#include "ui/forms/typing.h"
#include "ui/shell/confirm_bar.h"
#include "ui/shell/connection_conditions.h"
#include "ui/shell/connection_menu.h"
#include "ui/shell/edit_keys.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/leaving.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_area.h"
#include "ui/shell/palette.h"
#include "ui/shell/palette_sources.h"
#include "ui/shell/panel_list.h"
#include "ui/shell/panel_splitter.h"
#include "ui/shell/push_notices.h"
#include "ui/shell/setting_index.h"
#include "ui/shell/shell_commands.h"
#include "ui/shell/status_line.h"
#include "ui/shell/transfer.h"
#include "ui/shell/window_state.h"
#include "ui/shell/workspace_notices.h"
#include "ui/style/shown_name.h"
#include "ui/style/text_guard.h"
#include "ui/workspace/settings.h"
#include "ui/workspace/workspace.h"

#include <QCloseEvent>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSplitter>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;

MainWindow::MainWindow(Parts parts)
    : m_parts(std::move(parts))
    , m_commands(new ShellCommands(this))
{
    setObjectName(u"mainWindow"_s);
    if (m_parts.settings)
        workspace().settings().keepIn(m_parts.settings);
    setWindowIcon(Theme::current().icon(u"turnpike"_s, Theme::Tone::Accent));
    build();
    restoreState();
    connectWorkspace();
    rebuildTree();
    refreshTitle();
    m_notices = new WorkspaceNotices(workspace(), *m_commands, *m_infoBar, dialogs(), this);
    new PushNotices(workspace(), *m_commands, *m_infoBar, this);
    new ConnectionConditions(workspace(), *m_commands, m_parts.relays.secrets, this);
    m_commands->refresh();
}

MainWindow::~MainWindow()
{
    // Parts of the window listen to each other; none of them may hear from one that is half gone.
    delete m_notices;
    disconnect(&workspace(), nullptr, this, nullptr);
    disconnect(&workspace().document(), nullptr, this, nullptr);
    disconnect(&workspace().push(), nullptr, this, nullptr);
    disconnect(&workspace().undoStack(), nullptr, this, nullptr);
    disconnect(&workspace().live(), nullptr, this, nullptr);
}

void MainWindow::build()
{
    m_navigator = new Navigator(this);
    m_pageArea = new PageArea(workspace(), *m_parts.pages, this);
    m_lowerPanel = new LowerPanel(workspace(), this);
    m_infoBar = new InfoBar(this);
    m_statusLine = new StatusLine(workspace(), this);
    m_palette = new Palette(this);
    new EditKeys(workspace(), *this);
    m_navigator->model().setPageOf(
        [this](const document::PropertyPath &path) { return m_parts.pages->pageIdFor(path); });
    m_transfer = new Transfer(workspace(), dialogs(), this);
    defineShellCommands(*this);
    m_confirmBar = new ConfirmBar(workspace(), *m_commands, this);

    m_rows = new PanelSplitter(m_pageArea, m_infoBar, m_lowerPanel, this);
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->setObjectName(u"columns"_s);
    m_columns->addWidget(m_navigator);
    m_columns->addWidget(m_rows);
    m_columns->setStretchFactor(1, 1);
    m_columns->setCollapsible(0, false);
    m_columns->setCollapsible(1, false);
    m_columns->setHandleWidth(1);
    m_navigator->setMinimumWidth(180);

    auto *middle = new QWidget(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_confirmBar);
    layout->addWidget(m_columns, 1);
    layout->addWidget(m_statusLine);
    setCentralWidget(middle);

    buildMenus();
    buildToolBar();
    m_commands->attach(&m_navigator->view(), Command::Menu::Navigator);
    m_commands->attach(&m_lowerPanel->problemList().view(), Command::Menu::Problem);
    m_commands->attach(&m_lowerPanel->changeList().view(), Command::Menu::Change);
    m_commands->attach(&m_lowerPanel->logList().view(), Command::Menu::Log);

    connect(m_navigator, &Navigator::pageChosen, this, &MainWindow::choosePage);
    connect(m_pageArea, &PageArea::pendingClicked, this,
            [this] { m_lowerPanel->show(LowerPanel::Tab::Changes); });
    connect(m_statusLine, &StatusLine::problemsClicked, this,
            [this] { m_lowerPanel->show(LowerPanel::Tab::Problems); });
    connect(m_statusLine, &StatusLine::connectionClicked, this, &MainWindow::chooseConnection);
    connect(m_lowerPanel, &LowerPanel::openChanged, m_commands, &CommandSet::refresh);
    connect(m_lowerPanel, &LowerPanel::selectionChanged, m_commands, &CommandSet::refresh);
    connect(&m_lowerPanel->changeList().view(), &QTreeView::doubleClicked, this,
            [this] { m_commands->run(m_commands->goToChange); });
}

void MainWindow::buildMenus()
{
    using Menu = Command::Menu;
    for (const Menu menu : {Menu::Connection, Menu::Edit, Menu::Configuration, Menu::View, Menu::Help}) {
        QMenu *target = menuBar()->addMenu(u'&' + CommandSet::menuTitle(menu));
        target->setObjectName("menu-"_L1 + CommandSet::menuTitle(menu));
        m_commands->fill(target, menu);
        connect(target, &QMenu::aboutToShow, m_commands, &CommandSet::refresh);
    }
}

void MainWindow::buildToolBar()
{
    QToolBar *bar = addToolBar(tr("Tool bar"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setIconSize({Theme::kIconSize, Theme::kIconSize});
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    m_connectionButton = new QToolButton(bar);
    m_connectionButton->setObjectName(u"connectionButton"_s);
    m_connectionButton->setPopupMode(QToolButton::InstantPopup);
    m_connectionButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_connectionButton->setIcon(Theme::current().icon(u"connection"_s));
    m_connectionButton->setMenu(
        new ConnectionMenu(workspace(), m_parts.relays, *m_commands, m_connectionButton));
    bar->addWidget(m_connectionButton);
    bar->addSeparator();
    for (const Command *command : {&m_commands->undo, &m_commands->redo}) {
        bar->addAction(m_commands->action(*command));
        // What will be undone is in the tip: a text that changes would move its neighbours.
        auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(m_commands->action(*command)));
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        rename(*button);
    }
    bar->addSeparator();
    bar->addAction(m_commands->action(m_commands->check));
    bar->addAction(m_commands->action(m_commands->reviewAndPush));
    for (QAction *action : bar->actions()) {
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action));
            button && button != m_connectionButton)
            button->setObjectName("toolBar-"_L1 + action->objectName());
    }

    auto *space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    // Looks like a box to type into and opens the one that is.
    auto *find = new QPushButton(tr("Find anything") + "      "_L1 +
                                     m_commands->findAnything.shortcut.toString(QKeySequence::NativeText),
                                 bar);
    find->setObjectName(u"findAnything"_s);
    find->setAccessibleName(tr("Find anything"));
    find->setIcon(Theme::current().icon(u"search"_s, Theme::Tone::Second));
    find->setToolTip(m_commands->findAnything.tooltip);
    find->setMinimumWidth(220);
    connect(find, &QPushButton::clicked, this, [this] { m_commands->run(m_commands->findAnything); });
    bar->addWidget(find);
    auto *margin = new QWidget(bar);
    margin->setFixedWidth(Theme::kInsideGroup);
    bar->addWidget(margin);
}

void MainWindow::rename(QToolButton &button) const
{
    const auto refreshName = [&button, action = button.defaultAction()] {
        button.setAccessibleName(action->text());
    };
    refreshName();
    connect(button.defaultAction(), &QAction::changed, &button, refreshName);
}

void MainWindow::connectWorkspace()
{
    Workspace &space = workspace();
    document::ConfigDocument &document = space.document();
    const auto refreshCommands = [this] { m_commands->refresh(); };

    connect(
        &document, &document::ConfigDocument::workingChanged, this, [this](const document::Changes &changes) {
            // Only what came, went or got another name changes the tree.
            for (const document::Change &change : changes) {
                const bool isName = !change.path.isRoot() && change.path.steps().last().property == u"name"_s;
                if (change.kind != document::Change::Kind::Modified || isName) {
                    rebuildTree();
                    break;
                }
            }
        });
    connect(&document, &document::ConfigDocument::pendingChanged, this, [this] {
        refreshPending();
        m_commands->refresh();
        refreshTitle();
    });
    connect(&document, &document::ConfigDocument::readOnlyChanged, this, refreshCommands);
    connect(&space.undoStack(), &QUndoStack::indexChanged, this, refreshCommands);
    connect(&space.undoStack(), &QUndoStack::undoTextChanged, this, refreshCommands);

    connect(&space, &Workspace::problemsChanged, this, [this] {
        m_navigator->model().setProblems(workspace().problems());
        m_commands->refresh();
    });
    connect(&space, &Workspace::connectionChanged, this, [this] {
        rebuildTree();
        refreshTitle();
        m_commands->refresh();
    });
    connect(&space, &Workspace::pageRequested, this, [this](const PageLink &link) { openPage(link); });
    connect(&space, &Workspace::recoverySettled, this, refreshCommands);
    connect(&space.push(), &PushSession::stateChanged, this, [this] { m_commands->refresh(); });
    // What is counted live is counted only while it is.
    const auto refreshCount = [this] {
        const LiveHub &live = workspace().live();
        const bool isShown = live.picture() && !live.isOld();
        m_navigator->model().setCount(
            m_parts.pages->callsPageId(),
            isShown ? QLocale().toString(static_cast<qulonglong>(live.picture()->allocations().size()))
                    : QString());
    };
    connect(&space.live(), &LiveHub::ticked, this, refreshCount);
    connect(&space.live(), &LiveHub::freshnessChanged, this, refreshCount);
    connect(&space.live(), &LiveHub::pausedChanged, this, refreshCommands);
}

// --- pages ---

void MainWindow::rebuildTree()
{
    const model::SharedDeployment working = workspace().document().working();
    std::vector<PageNode> tree = m_parts.pages->tree(*working);
    // Most entries that come and go have no page of their own.
    if (tree == m_tree && m_wantedPage.isEmpty() && !m_pageArea->currentId().isEmpty())
        return;
    const QHash<QString, QString> words = wordsOfPages(
        *working, [this](const document::PropertyPath &path) { return m_parts.pages->pageIdFor(path); });
    m_navigator->model().setTree(tree, [&words](const PageNode &node) { return words.value(node.id); });
    m_tree = std::move(tree);
    QStringList ids;
    m_navigator->model().visit(
        [&ids](const QModelIndex &index) { ids += index.data(NavigatorModel::IdRole).toString(); });
    m_pageArea->keepOnly(ids);
    if (!m_wantedPage.isEmpty() && ids.contains(m_wantedPage)) {
        openPage(std::exchange(m_wantedPage, {}));
    } else if (m_pageArea->currentId().isEmpty() && !ids.isEmpty()) {
        for (const QString &id : std::as_const(ids)) {
            if (openPage(id))
                break;
        }
    }
    m_navigator->keepSelection();
    // What is pending was counted when the page of a new entry was not there yet.
    refreshPending();
}

bool MainWindow::openPage(const document::PropertyPath &path)
{
    return openPage(pageOf(path), path.toString());
}

bool MainWindow::openPage(const PageLink &link)
{
    if (!link.pageId.isEmpty())
        return openPage(link.pageId, link.argument);
    const auto path = document::PropertyPath::parse(link.argument);
    return path && openPage(*path);
}

bool MainWindow::openPage(const QString &id, const QString &argument)
{
    const PageNode *node = m_navigator->model().node(id);
    if (!node)
        return false;
    if (!m_pageArea->open(*node)) {
        // A heading of the tree: it opens, and the page below it comes up only when it is clicked.
        const QModelIndex place = m_navigator->model().indexOf(id);
        if (m_navigator->model().rowCount(place) > 0)
            m_navigator->setExpanded({id});
        return false;
    }
    m_navigator->select(id);
    refreshPending();
    m_history.visit(id);
    m_commands->refresh();
    return argument.isEmpty() || m_pageArea->page()->showArgument(argument);
}

void MainWindow::choosePage(const QString &id)
{
    if (!openPage(id)) {
        // A heading shows the first page below it and stays selected, or arrow keys could not pass it.
        const QModelIndex heading = m_navigator->model().indexOf(id);
        if (openPage(m_navigator->model().index(0, 0, heading).data(NavigatorModel::IdRole).toString()))
            m_navigator->select(id);
        return;
    }
    // What is marked in the tree is what is seen on the page; the focus stays in the tree.
    const document::PropertyPath problem = firstProblemOn(id);
    if (!problem.isRoot())
        m_pageArea->page()->bringForward(problem);
}

document::PropertyPath MainWindow::firstProblemOn(const QString &id) const
{
    for (const validation::Problem &problem : m_parts.workspace.problems()) {
        if (problem.severity != validation::Severity::Information &&
            m_parts.pages->pageIdFor(problem.path) == id)
            return problem.path;
    }
    return {};
}

QString MainWindow::pageOf(const document::PropertyPath &path) const
{
    QString id = m_parts.pages->pageIdFor(path);
    // A place without a page of its own is shown on the page of what it belongs to.
    for (document::PropertyPath place = path; !m_navigator->model().node(id) && !place.isRoot();) {
        place = place.parent();
        id = m_parts.pages->pageIdFor(place);
    }
    return id;
}

void MainWindow::refreshPending()
{
    m_navigator->model().setPending(workspace().document().pendingChanges());
    m_pageArea->setPending(
        m_navigator->model().indexOf(m_pageArea->currentId()).data(NavigatorModel::PendingRole).toInt());
}

void MainWindow::goBack()
{
    m_history.goBack([this](const QString &id) { return openPage(id); });
}

void MainWindow::goForward()
{
    m_history.goForward([this](const QString &id) { return openPage(id); });
}

void MainWindow::goToProblem(int step)
{
    const int count = static_cast<int>(workspace().problems().size());
    const QModelIndex current = m_lowerPanel->problemList().view().currentIndex();
    const int row = current.isValid() ? (current.row() + step + count) % count : 0;
    m_lowerPanel->show(LowerPanel::Tab::Problems);
    m_lowerPanel->selectProblem(row);
}

std::vector<PaletteEntry> MainWindow::paletteEntries()
{
    m_commands->refresh();
    std::vector<PaletteEntry> entries;
    addCommandEntries(entries, *m_commands);
    addPageEntries(entries, m_navigator->model(), [this](const QString &id) {
        choosePage(id);
        m_pageArea->takeFocus();
    });
    addSettingEntries(entries, *workspace().document().working(),
                      [this](const document::PropertyPath &path) { openPage(path); });
    const LiveHub &live = workspace().live();
    addUserEntries(entries, live.isOld() ? nullptr : live.snapshot(),
                   [this](const QString &user) { openPage(m_parts.pages->callsOf(user)); });
    return entries;
}

// --- commands ---

void MainWindow::findAnything()
{
    m_palette->open(paletteEntries());
}

void MainWindow::reviewAndPush()
{
    takeTyping(focusWidget(), workspace());
    const auto &unfinished = workspace().unfinished().all();
    if (workspace().document().pendingChanges().empty() && !unfinished.empty())
        openPage(document::PropertyPath(unfinished.front().path)); // nothing to push before this is put right
    else
        dialogs().open(new ReviewDialog(workspace(), this));
}

void MainWindow::chooseConnection()
{
    dialogs().open(new ConnectionDialog(workspace(), m_parts.relays, dialogs(), this));
}

void MainWindow::testRelay()
{
    dialogs().open(new RelayTestDialog(workspace(), m_parts.relays.tester, this));
}

void MainWindow::showKeyboardHelp()
{
    dialogs().open(new KeyboardDialog(*m_commands, this));
}

void MainWindow::showAbout()
{
    dialogs().open(new AboutDialog(workspace(), this));
}

void MainWindow::chooseTheme(int choice)
{
    Theme::current().choose(static_cast<Theme::Choice>(choice));
    workspace().settings().setValue(u"theme"_s, choice);
}

void MainWindow::resetLayout()
{
    m_navigator->setVisible(true);
    windowState().applyDefaults();
}

// --- title ---

void MainWindow::refreshTitle()
{
    const size_t pending = workspace().document().pendingChanges().size();
    const QString relay = TextGuard::inert(workspace().relayName());
    QStringList parts;
    if (workspace().running().isOnTrial())
        parts += tr("revision %1 on trial").arg(workspace().running().running()->number);
    if (pending > 0)
        parts += tr("%n change(s) not pushed", nullptr, static_cast<int>(pending));
    setWindowTitle(parts.isEmpty() ? tr("%1 — Turnpike").arg(relay)
                                   : tr("%1 (%2) — Turnpike").arg(relay, parts.join(u", "_s)));
    m_connectionButton->setText(withoutAccessKey(relay));
    m_connectionButton->setAccessibleName(tr("Connection: %1").arg(relay));
    m_connectionButton->setToolTip(tr("The relay that this window shows."));
}

// --- leaving ---

WindowState MainWindow::windowState()
{
    return {*this, *m_columns, *m_rows, *m_navigator, *m_lowerPanel};
}

void MainWindow::saveState()
{
    windowState().save(workspace().settings(), m_pageArea->currentId());
    workspace().settings().writeNow();
}

void MainWindow::restoreState()
{
    windowState().applyDefaults();
    m_wantedPage = windowState().restore(workspace().settings());
}

std::optional<ModalPort::Question> MainWindow::questionAtClosing()
{
    const int calls = m_parts.relays.callsThatEndWithUs ? m_parts.relays.callsThatEndWithUs() : 0;
    return Leaving::of(workspace(), calls).question();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    auto question = questionAtClosing();
    if (m_mayClose || !question) {
        saveState();
        event->accept();
        return;
    }
    event->ignore();
    // Asked again, by a signal or the end of the session, while the question stands: one is enough.
    if (auto *asked = findChild<QDialog *>(u"questionBox"_s); asked && asked->isVisible()) {
        asked->raise();
        asked->activateWindow();
        return;
    }
    comeForward();
    question->now = [this] { return questionAtClosing().value_or(Leaving::nothingLost()); };
    dialogs().ask(this, *question, [this] {
        m_mayClose = true;
        close();
    });
}

void MainWindow::comeForward()
{
    if (isMinimized())
        showNormal();
    raise();
    activateWindow();
}

} // namespace turnpike::ui
