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

namespace turnpike::ui::WindowState {

using namespace Qt::StringLiterals;

namespace {

/// Grows when parts of the window change so much that old sizes make no sense.
constexpr int kVersion = 2;

std::array<std::pair<QString, QHeaderView *>, 3> headers(const Places &places)
{
    return {{{u"problems"_s, places.panel.problemList().view().header()},
             {u"changes"_s, places.panel.changeList().view().header()},
             {u"log"_s, places.panel.logList().view().header()}}};
}

} // namespace

void applyDefaults(const Places &places)
{
    places.window.resize(1280, 820);
    places.columns.setSizes({260, 1020});
    places.panel.setOpen(false);
}

void save(QSettings &settings, const Places &places, const QString &pageId)
{
    settings.beginGroup(u"window"_s);
    settings.setValue(u"version"_s, kVersion);
    settings.setValue(u"geometry"_s, places.window.saveGeometry());
    settings.setValue(u"columns"_s, places.columns.saveState());
    settings.setValue(u"panelHeight"_s, places.rows.panelHeight());
    settings.setValue(u"panelOpen"_s, places.panel.isOpen());
    settings.setValue(u"panelTab"_s, static_cast<int>(places.panel.currentTab()));
    settings.setValue(u"expanded"_s, places.navigator.expanded());
    settings.setValue(u"navigatorHidden"_s, places.navigator.isHidden());
    settings.setValue(u"page"_s, pageId);
    for (const auto &[name, header] : headers(places))
        settings.setValue("header-"_L1 + name, header->saveState());
    settings.endGroup();
}

QString restore(QSettings &settings, const Places &places)
{
    settings.beginGroup(u"window"_s);
    QString page;
    if (settings.value(u"version"_s).toInt() == kVersion) {
        places.window.restoreGeometry(settings.value(u"geometry"_s).toByteArray());
        places.columns.restoreState(settings.value(u"columns"_s).toByteArray());
        places.rows.setPanelHeight(settings.value(u"panelHeight"_s, places.rows.panelHeight()).toInt());
        if (settings.value(u"panelOpen"_s).toBool())
            places.panel.show(static_cast<LowerPanel::Tab>(settings.value(u"panelTab"_s).toInt()));
        places.navigator.setHidden(settings.value(u"navigatorHidden"_s).toBool());
        places.navigator.setWantedExpanded(settings.value(u"expanded"_s).toStringList());
        for (const auto &[name, header] : headers(places))
            header->restoreState(settings.value("header-"_L1 + name).toByteArray());
        page = settings.value(u"page"_s).toString();
    }
    settings.endGroup();
    return page;
}

} // namespace turnpike::ui::WindowState
