// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_state.h"

#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/panel_list.h"
#include "ui/shell/panel_splitter.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QSettings>
#include <QTreeView>

#include <array>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// Grows when parts of the window change so much that old sizes make no sense.
constexpr int kVersion = 2;

std::array<std::pair<QString, QHeaderView *>, 3> headersOf(LowerPanel &panel)
{
    return {{{u"problems"_s, panel.problemList().view().header()},
             {u"changes"_s, panel.changeList().view().header()},
             {u"log"_s, panel.logList().view().header()}}};
}

} // namespace

void WindowState::applyDefaults() const
{
    window.resize(1280, 820);
    columns.setSizes({260, 1020});
    panel.setOpen(false);
}

void WindowState::save(QSettings &settings, const QString &pageId) const
{
    settings.beginGroup(u"window"_s);
    settings.setValue(u"version"_s, kVersion);
    settings.setValue(u"geometry"_s, window.saveGeometry());
    settings.setValue(u"columns"_s, columns.saveState());
    settings.setValue(u"panelHeight"_s, rows.panelHeight());
    settings.setValue(u"panelOpen"_s, panel.isOpen());
    settings.setValue(u"panelTab"_s, static_cast<int>(panel.currentTab()));
    settings.setValue(u"expanded"_s, navigator.expanded());
    settings.setValue(u"navigatorHidden"_s, navigator.isHidden());
    settings.setValue(u"page"_s, pageId);
    for (const auto &[name, header] : headersOf(panel))
        settings.setValue("header-"_L1 + name, header->saveState());
    settings.endGroup();
}

QString WindowState::restore(QSettings &settings) const
{
    settings.beginGroup(u"window"_s);
    QString page;
    if (settings.value(u"version"_s).toInt() == kVersion) {
        window.restoreGeometry(settings.value(u"geometry"_s).toByteArray());
        columns.restoreState(settings.value(u"columns"_s).toByteArray());
        rows.setPanelHeight(settings.value(u"panelHeight"_s, rows.panelHeight()).toInt());
        if (settings.value(u"panelOpen"_s).toBool())
            panel.show(static_cast<LowerPanel::Tab>(settings.value(u"panelTab"_s).toInt()));
        navigator.setHidden(settings.value(u"navigatorHidden"_s).toBool());
        navigator.setWantedExpanded(settings.value(u"expanded"_s).toStringList());
        for (const auto &[name, header] : headersOf(panel))
            header->restoreState(settings.value("header-"_L1 + name).toByteArray());
        page = settings.value(u"page"_s).toString();
    }
    settings.endGroup();
    return page;
}

} // namespace turnpike::ui
