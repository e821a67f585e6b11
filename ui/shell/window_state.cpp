// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_state.h"

#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/panel_list.h"
#include "ui/shell/panel_splitter.h"
#include "ui/style/screen_fit.h"
#include "ui/workspace/settings.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QTreeView>

#include <array>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// Grows when parts of the window change so much that old sizes make no sense.
constexpr int kVersion = 2;
const QString kGroup = u"window/"_s;

std::array<std::pair<QString, QHeaderView *>, 3> headersOf(LowerPanel &panel)
{
    return {{{u"problems"_s, panel.problemList().view().header()},
             {u"changes"_s, panel.changeList().view().header()},
             {u"log"_s, panel.logList().view().header()}}};
}

} // namespace

void WindowState::applyDefaults() const
{
    // What a first start shows fits; where there is much room, more of it is used.
    const QSize room = roomOnScreen(window);
    constexpr QSize kUsual(1280, 820);
    window.resize((room * 0.85).expandedTo(kUsual).boundedTo(room));
    // On the screen that it was fitted to; another one may be smaller.
    if (!window.isVisible()) {
        const QRect screen = screenOf(window);
        window.move(screen.center() - QRect(QPoint(), window.size()).center());
    }
    columns.setSizes({260, window.width() - 260});
    panel.setOpen(false);
}

void WindowState::save(Settings &settings, const QString &pageId) const
{
    const auto keep = [&settings](const QString &name, const QVariant &value) {
        settings.setValue(kGroup + name, value);
    };
    keep(u"version"_s, kVersion);
    keep(u"geometry"_s, window.saveGeometry());
    keep(u"columns"_s, columns.saveState());
    keep(u"panelHeight"_s, rows.panelHeight());
    keep(u"panelOpen"_s, panel.isOpen());
    keep(u"panelTab"_s, static_cast<int>(panel.currentTab()));
    keep(u"expanded"_s, navigator.expanded());
    keep(u"navigatorHidden"_s, navigator.isHidden());
    keep(u"page"_s, pageId);
    for (const auto &[name, header] : headersOf(panel))
        keep("header-"_L1 + name, header->saveState());
}

QString WindowState::restore(const Settings &settings) const
{
    const auto kept = [&settings](const QString &name, const QVariant &fallback = {}) {
        return settings.value(kGroup + name, fallback);
    };
    if (kept(u"version"_s).toInt() != kVersion)
        return {};
    window.restoreGeometry(kept(u"geometry"_s).toByteArray());
    columns.restoreState(kept(u"columns"_s).toByteArray());
    rows.setPanelHeight(kept(u"panelHeight"_s, rows.panelHeight()).toInt());
    if (kept(u"panelOpen"_s).toBool())
        panel.show(static_cast<LowerPanel::Tab>(kept(u"panelTab"_s).toInt()));
    navigator.setHidden(kept(u"navigatorHidden"_s).toBool());
    navigator.setWantedExpanded(kept(u"expanded"_s).toStringList());
    for (const auto &[name, header] : headersOf(panel))
        header->restoreState(kept("header-"_L1 + name).toByteArray());
    // The screen may be another one than last time.
    if (!window.isMaximized() && !window.isFullScreen())
        window.resize(window.size().boundedTo(roomOnScreen(window)));
    return kept(u"page"_s).toString();
}

} // namespace turnpike::ui
