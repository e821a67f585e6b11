// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/workspace/command_set.h"
#include "ui/workspace/workspace.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <memory>

namespace turnpike::testing {

/// The hands and eyes of a person at the real console window: finds things by what they say, clicks them
/// with the mouse, types with the keyboard. Everything it touches has to be visible.
class ConsoleDriver {
public:
    /// Without a connection it begins as with no relay; `relays` says which can be chosen. `dataFolder` is
    /// where edits are kept that are not pushed; empty: the user's. Two administrators have one each.
    explicit ConsoleDriver(std::unique_ptr<wire::RelayConnection> connection, ui::RelayAccess relays = {},
                           const QString &dataFolder = {})
        : m_dialogs(ui::desktopModalPort())
        , m_workspace(ui::Workspace::Options{dataFolder, {}, {}})
        , m_window({.workspace = m_workspace,
                    .pages = ui::standardPages(),
                    .dialogs = *m_dialogs,
                    .relays = std::move(relays),
                    .settings = nullptr})
    {
        m_window.resize(1280, 820);
        m_window.show();
        m_workspace.setConnection(std::move(connection));
    }

    [[nodiscard]] ui::Workspace &workspace() { return m_workspace; }
    [[nodiscard]] ui::MainWindow &window() { return m_window; }
    [[nodiscard]] client::PushSession &push() { return m_workspace.push(); }

    [[nodiscard]] bool isReady()
    {
        return m_workspace.connection() != nullptr &&
               m_workspace.connection()->state() == wire::RelayConnection::State::Connected &&
               m_workspace.document().working() != nullptr &&
               !m_workspace.document().working()->pools.isEmpty();
    }

    /// Clicks through the navigator: {"Pools", "pool1", "Address book"}.
    [[nodiscard]] bool goTo(const QStringList &names)
    {
        QTreeView &tree = m_window.navigator().view();
        QModelIndex place;
        for (const QString &name : names) {
            place = childNamed(*tree.model(), place, name);
            if (!place.isValid()) {
                qInfo() << "the navigator has no" << name;
                return false;
            }
            tree.expand(place);
        }
        tree.scrollTo(place);
        QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(place).center());
        return m_window.navigator().currentId() == place.data(ui::NavigatorModel::IdRole).toString();
    }

    /// A visible widget with this object name (fields are named after their property's path).
    template <class Widget = QWidget>
    [[nodiscard]] Widget *find(const QString &objectName)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (Widget *widget : top->findChildren<Widget *>(objectName)) {
                if (widget->isVisible() && !isSomebodyElses(top))
                    return widget;
            }
        }
        return nullptr;
    }

    /// Shows the tab with this text, where it is not shown already.
    [[nodiscard]] bool openTab(const QString &text)
    {
        for (QTabBar *bar : m_window.findChildren<QTabBar *>()) {
            for (int i = 0; i < bar->count() && bar->isVisible(); ++i) {
                if (plain(bar->tabText(i)) == text) {
                    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(i).center());
                    return bar->currentIndex() == i;
                }
            }
        }
        return false;
    }

    /// Clicks the visible button that says this (or begins with it).
    [[nodiscard]] bool press(const QString &text)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (QAbstractButton *button : top->findChildren<QAbstractButton *>()) {
                if (button->isVisible() && button->isEnabled() && !isSomebodyElses(top) &&
                    plain(button->text()).startsWith(text))
                    return click(button);
            }
        }
        qInfo() << "no visible, enabled button says" << text;
        return false;
    }

    [[nodiscard]] bool click(QWidget *widget)
    {
        if (widget == nullptr || !widget->isVisible() || !widget->isEnabled())
            return false;
        for (QWidget *above = widget->parentWidget(); above != nullptr; above = above->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(above))
                area->ensureWidgetVisible(widget);
        }
        // Buttons of Fusion react only on their mark and text, which stand at the left.
        const QPoint place(std::min(8, widget->width() / 2), widget->height() / 2);
        QTest::mouseClick(widget, Qt::LeftButton, {}, place);
        return true;
    }

    [[nodiscard]] bool type(const QString &objectName, const QString &text)
    {
        auto *edit = find<QLineEdit>(objectName);
        if (edit == nullptr)
            return false;
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        return edit->text() == text;
    }

    /// Right-clicks a row of a table or tree and chooses the entry that says this (or begins with it).
    [[nodiscard]] bool chooseFromMenu(QAbstractItemView &view, int row, const QString &text)
    {
        const QModelIndex cell = view.model()->index(row, 0);
        const QPoint place = view.visualRect(cell).center();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place);
        QContextMenuEvent asked(QContextMenuEvent::Mouse, place, view.viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(view.viewport(), &asked);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (menu == nullptr)
            return false;
        for (QAction *action : menu->actions()) {
            if (plain(action->text()).startsWith(text) && action->isEnabled()) {
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                return true;
            }
        }
        qInfo() << "the menu has no enabled entry" << text;
        menu->close();
        return false;
    }

private:
    /// Part of another console in this process.
    [[nodiscard]] bool isSomebodyElses(const QWidget *top) const
    {
        for (; top != nullptr; top = top->parentWidget()) {
            if (qobject_cast<const ui::MainWindow *>(top) != nullptr)
                return top != &m_window;
        }
        return false;
    }

    [[nodiscard]] static QString plain(QString text) { return text.remove(u'&'); }

    [[nodiscard]] static QModelIndex childNamed(const QAbstractItemModel &model, const QModelIndex &parent,
                                                const QString &name)
    {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex child = model.index(row, 0, parent);
            if (child.data(Qt::DisplayRole).toString() == name)
                return child;
        }
        return {};
    }

    std::unique_ptr<ui::ModalPort> m_dialogs;
    ui::Workspace m_workspace;
    ui::MainWindow m_window;
};

} // namespace turnpike::testing
