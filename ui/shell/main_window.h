// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/modal_port.h"
#include "ui/dialogs/relay_access.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/page_history.h"
#include "ui/shell/page_source.h"
#include "ui/shell/palette_model.h"
#include "ui/shell/shell_commands.h"

#include <QHash>
#include <QMainWindow>

class QSettings;
class QSplitter;
class QToolBar;
class QToolButton;

namespace turnpike::ui {

class ConfirmBar;
class InfoBar;
class Navigator;
class PageArea;
class Palette;
class PanelSplitter;
class StatusLine;
class Transfer;
struct WindowState;
class Workspace;
class WorkspaceNotices;

/// The window: composes navigator, page, lower panel and bars, and leads from one to the other.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    struct Parts {
        Workspace &workspace; ///< outlives the window
        std::unique_ptr<PageSource> pages;
        ModalPort &dialogs;            ///< outlives the window
        RelayAccess relays;            ///< which connections can be chosen
        QSettings *settings = nullptr; ///< where the window's state is kept; null: nowhere
    };

    explicit MainWindow(Parts parts);
    ~MainWindow() override;

    [[nodiscard]] Workspace &workspace() { return m_parts.workspace; }
    [[nodiscard]] ModalPort &dialogs() { return m_parts.dialogs; }
    [[nodiscard]] ShellCommands &commands() { return *m_commands; }
    [[nodiscard]] Navigator &navigator() { return *m_navigator; }
    [[nodiscard]] PageArea &pageArea() { return *m_pageArea; }
    [[nodiscard]] LowerPanel &lowerPanel() { return *m_lowerPanel; }
    [[nodiscard]] InfoBar &infoBar() { return *m_infoBar; }
    [[nodiscard]] ConfirmBar &confirmBar() { return *m_confirmBar; }
    [[nodiscard]] StatusLine &statusLine() { return *m_statusLine; }
    [[nodiscard]] Transfer &transfer() { return *m_transfer; }
    [[nodiscard]] WorkspaceNotices &notices() { return *m_notices; }
    [[nodiscard]] Palette &palettePopup() { return *m_palette; }

    /// The one way to a page, and to what is shown there (PageLink). False when there is no such page, or
    /// what was asked for is not on it.
    bool openPage(const QString &id, const QString &argument = {});
    bool openPage(const PageLink &link);
    /// The page of a place of the configuration, with its field focused.
    bool openPage(const document::PropertyPath &path);
    /// Everything that "Find anything" can find now.
    [[nodiscard]] std::vector<PaletteEntry> paletteEntries();

    // What commands do.
    void findAnything();
    void reviewAndPush();
    void chooseConnection();
    void showKeyboardHelp();
    void testRelay();
    void showAbout();
    void goBack();
    void goForward();
    [[nodiscard]] bool canGoBack() const { return m_history.canGoBack(); }
    [[nodiscard]] bool canGoForward() const { return m_history.canGoForward(); }
    void goToProblem(int step);
    void chooseTheme(int choice);
    void resetLayout();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void buildMenus();
    void buildToolBar();
    void connectWorkspace();
    void rebuildTree();
    void refreshTitle();
    void refreshPending();
    void choosePage(const QString &id);
    [[nodiscard]] QString pageOf(const document::PropertyPath &path) const;
    [[nodiscard]] document::PropertyPath firstProblemOn(const QString &id) const;
    [[nodiscard]] WindowState windowState();
    void comeForward();
    [[nodiscard]] std::optional<ModalPort::Question> questionAtClosing();
    void saveState();
    void restoreState();
    void rename(QToolButton &button) const;

    Parts m_parts;
    ShellCommands *m_commands;
    Navigator *m_navigator = nullptr;
    PageArea *m_pageArea = nullptr;
    LowerPanel *m_lowerPanel = nullptr;
    InfoBar *m_infoBar = nullptr;
    ConfirmBar *m_confirmBar = nullptr;
    StatusLine *m_statusLine = nullptr;
    Transfer *m_transfer = nullptr;
    WorkspaceNotices *m_notices = nullptr;
    Palette *m_palette = nullptr;
    QSplitter *m_columns = nullptr;
    PanelSplitter *m_rows = nullptr;
    QToolButton *m_connectionButton = nullptr;
    std::vector<PageNode> m_tree; ///< what the navigator shows
    PageHistory m_history;
    bool m_mayClose = false;
    QString m_wantedPage; ///< from the last run, opened when its place has arrived
};

} // namespace turnpike::ui
