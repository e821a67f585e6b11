// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/panel_list.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QToolBar>
#include <QTreeView>
#include <QTreeWidget>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::Command;

/// Menus, tool bar, context menus, palette and keyboard help have every command and nothing else.
class TestCommandSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_fixture = std::make_unique<WindowFixture>();
    }
    void cleanup() { m_fixture.reset(); }

    void everyCommandSaysWhatItIs()
    {
        QSet<QString> ids;
        for (const Command &command : commands().commands()) {
            QVERIFY2(!ids.contains(command.id), qPrintable(command.id));
            ids += command.id;
            QVERIFY2(!command.text.isEmpty(), qPrintable(command.id));
            QVERIFY2(command.tooltip.endsWith(u'.'), qPrintable(command.id));
            QVERIFY2(!ui::Theme::current().icon(command.icon).isNull(),
                     qPrintable(command.id + command.icon));
            QVERIFY2(command.run, qPrintable(command.id));
            const QString reason = command.whyNot();
            QVERIFY2(reason.isEmpty() || reason.endsWith(u'.'), qPrintable(reason));
        }
    }

    void noTwoCommandsShareKeysInOnePlace()
    {
        QHash<QString, QString> global;
        QHash<std::pair<int, QString>, QString> local;
        for (const Command &command : commands().commands()) {
            const QString keys = command.shortcut.toString();
            if (keys.isEmpty())
                continue;
            if (command.isLocal()) {
                const std::pair place(static_cast<int>(command.menu), keys);
                QVERIFY2(!local.contains(place), qPrintable(command.id));
                local.insert(place, command.id);
            } else {
                QVERIFY2(!global.contains(keys), qPrintable(command.id + u" and "_s + global.value(keys)));
                global.insert(keys, command.id);
            }
        }
    }

    void everyCommandIsInExactlyOneMenu()
    {
        QHash<QString, int> places;
        for (const QAction *top : m_fixture->window().menuBar()->actions())
            count(top->menu()->actions(), places);
        ui::LowerPanel &panel = m_fixture->window().lowerPanel();
        for (const QWidget *list : {static_cast<QWidget *>(&m_fixture->window().navigator().view()),
                                    static_cast<QWidget *>(&panel.problemList().view()),
                                    static_cast<QWidget *>(&panel.changeList().view()),
                                    static_cast<QWidget *>(&panel.logList().view())})
            count(list->actions(), places);
        for (const Command &command : commands().commands())
            QVERIFY2(places.value(command.id) == 1, qPrintable(command.id));
        QCOMPARE(places.size(), static_cast<qsizetype>(commands().commands().size()));
    }

    void theToolBarHoldsNothingThatIsNoCommand()
    {
        for (const QAction *action : m_fixture->find<QToolBar>(u"toolBar"_s)->actions()) {
            if (!action->isSeparator() && !action->objectName().isEmpty())
                QVERIFY2(commands().find(action->objectName()), qPrintable(action->objectName()));
        }
    }

    void keyboardHelpListsEveryCommandWithItsKeys()
    {
        QVERIFY(commands().run(commands().keyboardHelp));
        const auto *list = m_fixture->inDialog<QTreeWidget>(u"keyboardList"_s);
        QHash<QString, QString> keys;
        for (int group = 0; group < list->topLevelItemCount(); ++group) {
            for (int row = 0; row < list->topLevelItem(group)->childCount(); ++row) {
                const QTreeWidgetItem *item = list->topLevelItem(group)->child(row);
                keys.insert(item->data(0, Qt::UserRole).toString(), item->text(1));
            }
        }
        for (const Command &command : commands().commands()) {
            QVERIFY2(keys.contains(command.id), qPrintable(command.id));
            QCOMPARE(keys.value(command.id), command.shortcut.toString(QKeySequence::NativeText));
        }
    }

    void thePaletteFindsEveryCommand()
    {
        ui::PaletteModel model;
        model.setEntries(m_fixture->window().paletteEntries());
        for (const Command &command : commands().commands()) {
            model.setQuery(u'>' + command.id);
            QVERIFY2(model.rowCount() > 0, qPrintable(command.id));
        }
    }

    void aDisabledCommandSaysWhyInItsTip()
    {
        const QAction *push = commands().action(commands().reviewAndPush);
        QVERIFY(!push->isEnabled());
        QVERIFY(push->toolTip().contains(u"Nothing has been changed."_s));
        QVERIFY(!commands().run(commands().reviewAndPush));
        QVERIFY(m_fixture->set(u"forest.federation.enabled=false"_s));
        QVERIFY(push->isEnabled());
        QVERIFY(push->text().contains(u"(1)"_s));
    }

    void undoNamesWhatItUndoes()
    {
        QVERIFY(m_fixture->set(u"forest.federation.enabled=false"_s));
        QCOMPARE(commands().action(commands().undo)->text(), u"Undo: Set forest.federation.enabled=false"_s);
    }

    void aViewerSeesWhyNothingCanBeChanged()
    {
        m_fixture.reset();
        m_fixture = std::make_unique<WindowFixture>(ui::Workspace::Options(), wire::Role::Viewer);
        for (const Command *command : {&commands().reviewAndPush, &commands().importConfiguration}) {
            QVERIFY(!commands().action(*command)->isEnabled());
            QVERIFY2(command->whyNot().contains(u"viewer"_s), qPrintable(command->whyNot()));
        }
        QVERIFY(m_fixture->find<QWidget>(u"info-read-only"_s));
    }

private:
    ui::ShellCommands &commands() { return m_fixture->window().commands(); }
    static void count(const QList<QAction *> &actions, QHash<QString, int> &places)
    {
        for (const QAction *action : actions) {
            if (!action->isSeparator())
                ++places[action->objectName()];
        }
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

TURNPIKE_TEST_MAIN(QApplication, TestCommandSet)
#include "tst_command_set.moc"
