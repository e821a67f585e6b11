// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/screenshots.h"

#include "core/base/inert_text.h"
#include "core/document/edit.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/palette.h"
#include "ui/shell/shell_commands.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPainter>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace turnpike::console {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Charts need some seconds of history to look like charts.
constexpr auto kWarmUp = 15s;
/// A page gets this long to lay itself out and to hear one live tick.
constexpr auto kPerShot = 1100ms;
constexpr auto kLookAgain = 100ms;
constexpr std::chrono::milliseconds kLongestWait = 60s;

QString fileNameOf(const QString &text)
{
    QString name;
    for (const QChar letter : text) {
        if (letter.isLetterOrNumber())
            name += letter.toLower();
        else if (!name.endsWith(u'-'))
            name += u'-';
    }
    while (name.endsWith(u'-'))
        name.chop(1);
    return name;
}

} // namespace

Screenshots::Screenshots(ui::MainWindow &window, QString folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_folder(std::move(folder))
{
}

void Screenshots::start()
{
    QTimer::singleShot(kWarmUp, this, [this] {
        m_deadline.setRemainingTime(kLongestWait);
        awaitConfiguration();
    });
}

void Screenshots::awaitConfiguration()
{
    if (m_window.workspace().running().hasArrived())
        prepare();
    else if (m_deadline.hasExpired())
        fail(u"the relay's configuration, which has not come"_s);
    else
        QTimer::singleShot(kLookAgain, this, &Screenshots::awaitConfiguration);
}

void Screenshots::prepare()
{
    // Something pending, so that marks and counters are seen.
    ui::Workspace &workspace = m_window.workspace();
    const std::pair<QString, QString> edits[] = {
        {tr("Switch on: Partition output by OU"), u"pools[pool1].addressBook.partitionOutputByOU=true"_s},
        {tr("Set Action to Block these types"), u"pools[pool1].imFilter.fileTransfer.action=blockList"_s}};
    for (const auto &[text, assignment] : edits) {
        if (const auto edit = document::parseAssignment(*workspace.document().working(), assignment))
            workspace.apply({text, {*edit}});
    }
    QDir().mkpath(m_folder);
    addTheme(false);
    addTheme(true);
    addPush();
    m_deadline.setRemainingTime(kLongestWait);
    next();
}

void Screenshots::addTheme(bool isDark)
{
    const QString suffix = isDark ? u"-dark"_s : u"-light"_s;
    const auto choice = isDark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light;
    m_window.navigator().model().visit([&](const QModelIndex &index) {
        const QString id = index.data(ui::NavigatorModel::IdRole).toString();
        const QString name = fileNameOf(id);
        m_shots.push_back({name + suffix, [this, id, choice] {
                               ui::Theme::current().choose(choice);
                               if (!m_window.openPage(id))
                                   return false;
                               for (auto *tabs : m_window.findChildren<QTabWidget *>()) {
                                   if (tabs->isVisible())
                                       tabs->setCurrentIndex(0);
                               }
                               // A call is chosen, so that its details are seen.
                               if (auto *calls = m_window.findChild<QTableView *>(u"callsTable"_s))
                                   calls->selectRow(2);
                               return true;
                           }});
    });
    // What lies over the page lies over one that is worth seeing.
    m_shots.push_back({{}, [this] {
                           m_window.openPage(u"pools[pool1].addressBook"_s);
                           return false;
                       }});
    const ui::ShellCommands &commands = m_window.commands();
    for (const ui::Command *command : {&commands.showProblems, &commands.showChanges, &commands.showLog})
        addCommand(suffix, *command);
    m_shots.push_back({{}, [this] {
                           m_window.commands().run(m_window.commands().lowerPanel);
                           return false;
                       }});
    for (const ui::Command *command :
         {&commands.findAnything, &commands.reviewAndPush, &commands.chooseConnection, &commands.testRelay,
          &commands.keyboardHelp, &commands.about})
        addCommand(suffix, *command);
}

void Screenshots::addCommand(const QString &suffix, const ui::Command &command)
{
    m_shots.push_back({fileNameOf(command.id) + suffix,
                       [this, &command] {
                           if (m_window.commands().run(command))
                               return true;
                           fail(u"the command "_s + command.id);
                           return false;
                       },
                       [&command] { return command.whyNot().isEmpty(); }});
}

void Screenshots::addPush()
{
    m_shots.push_back({u"confirm-bar-dark"_s, [this] {
                           client::PushSession &push = m_window.workspace().push();
                           connect(&push, &client::PushSession::stateChanged, this, [this, &push] {
                               if (push.state() == client::PushSession::State::Reviewing)
                                   push.upload(m_window.workspace().document().pendingChanges(),
                                               u"Search by unit"_s, 120s);
                           });
                           push.begin();
                           return true;
                       }});
    m_shots.push_back({u"confirm-bar-light"_s, [] {
                           ui::Theme::current().choose(ui::Theme::Choice::Light);
                           return true;
                       }});
}

void Screenshots::addTabs(const QString &name)
{
    for (auto *tabs : m_window.findChildren<QTabWidget *>()) {
        if (!tabs->isVisible() || tabs->currentIndex() != 0)
            continue;
        for (int tab = tabs->count() - 1; tab > 0; --tab) {
            const qsizetype theme = name.lastIndexOf(u'-');
            m_shots.push_front(
                {name.first(theme) + u"--"_s + fileNameOf(tabs->tabText(tab).remove(u'&')) + name.mid(theme),
                 [this, tab] {
                     for (auto *shown : m_window.findChildren<QTabWidget *>()) {
                         if (shown->isVisible())
                             shown->setCurrentIndex(tab);
                     }
                     return true;
                 }});
        }
    }
}

void Screenshots::next()
{
    closeDialogs();
    while (!m_shots.empty()) {
        const Shot shot = m_shots.front();
        m_shots.pop_front();
        if (!shot.isReady()) {
            // A relay on a loaded machine answers late: what is to be seen is waited for.
            if (m_deadline.hasExpired())
                return fail(shot.name + u", it cannot be shown"_s);
            m_shots.push_front(shot);
            QTimer::singleShot(kLookAgain, this, &Screenshots::next);
            return;
        }
        m_deadline.setRemainingTime(kLongestWait);
        if (!shot.arrange())
            continue;
        QTimer::singleShot(kPerShot, this, [this, name = shot.name] {
            save(name);
            addTabs(name);
            next();
        });
        return;
    }
    // Not quit(): the window would ask about the revision that nobody confirmed.
    QApplication::exit(0);
}

void Screenshots::save(const QString &name)
{
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        auto *dialog = qobject_cast<QDialog *>(widget);
        if (!dialog || !dialog->isVisible())
            continue;
        const QRect place(
            QPoint((m_window.width() - dialog->width()) / 2, (m_window.height() - dialog->height()) / 2),
            dialog->size());
        painter.fillRect(m_window.rect(), QColor(0, 0, 0, 70));
        painter.drawPixmap(place.topLeft(), dialog->grab());
        painter.setPen(ui::Theme::current().colors().border);
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    painter.end();
    const QString fileName = m_folder + u'/' + name + u".png"_s;
    if (!picture.save(fileName))
        fail(fileName + u", choose a folder that this user may write"_s);
}

void Screenshots::fail(const QString &what)
{
    std::fprintf(stderr, "turnpike: cannot make a picture: %s\n", escapedForLog(what.toStdString()).c_str());
    m_shots.clear();
    QTimer::singleShot(0, qApp, [] { QApplication::exit(1); });
}

void Screenshots::closeDialogs()
{
    m_window.palettePopup().hide();
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<QDialog *>(widget); dialog && dialog->isVisible())
            dialog->reject();
    }
}

} // namespace turnpike::console
