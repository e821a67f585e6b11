// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/screenshots.h"

#include "core/document/edit.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace turnpike::console {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Charts need some seconds of history to look like charts.
constexpr auto kWarmUp = 12s;
/// A page gets this long to lay itself out and to hear one live tick.
constexpr auto kPerPage = 1200ms;

QString fileNameOf(const QString &pageId)
{
    QString name;
    for (const QChar letter : pageId)
        name += letter.isLetterOrNumber() ? letter.toLower() : QChar(u'-');
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
    QTimer::singleShot(kWarmUp, this, &Screenshots::prepare);
}

void Screenshots::prepare()
{
    // Something pending, so that marks and counters are seen.
    ui::Workspace &workspace = m_window.workspace();
    for (const QString &assignment : {u"pools[pool1].addressBook.partitionOutputByOU=true"_s,
                                      u"pools[pool1].imFilter.fileTransfer.action=blockList"_s}) {
        const auto edit = document::parseAssignment(*workspace.document().working(), assignment);
        if (edit)
            workspace.apply({assignment, {*edit}});
    }
    m_window.navigator().model().visit([this](const QModelIndex &index) {
        m_pages += index.data(ui::NavigatorModel::IdRole).toString();
    });
    QDir().mkpath(m_folder);
    ui::Theme::current().choose(ui::Theme::Choice::Light);
    next();
}

void Screenshots::next()
{
    if (m_place == m_pages.size()) {
        m_place = 0;
        if (std::exchange(m_isDark, true)) {
            QApplication::quit();
            return;
        }
        ui::Theme::current().choose(ui::Theme::Choice::Dark);
    }
    const QString id = m_pages.at(m_place++);
    if (!m_window.openPage(id)) {
        next();
        return;
    }
    QTimer::singleShot(kPerPage, this, [this, id] {
        save(fileNameOf(id) + (m_isDark ? u"-dark"_s : u"-light"_s));
        next();
    });
}

void Screenshots::save(const QString &name)
{
    const QString fileName = m_folder + u'/' + name + u".png"_s;
    if (!m_window.grab().save(fileName)) {
        std::fprintf(stderr, "turnpike: %s cannot be written; choose a folder that this user may write\n",
                     qPrintable(fileName));
        QApplication::exit(1);
    }
}

} // namespace turnpike::console
