// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_pages.h"

#include "ui/live/calls/calls_page.h"
#include "ui/live/overview/live_overview_page.h"
#include "ui/live/ports/ports_page.h"
#include "ui/live/traffic/traffic_page.h"

#include <QCoreApplication>

#include <array>

namespace turnpike::ui {

namespace {

struct LivePagesWords {
    Q_DECLARE_TR_FUNCTIONS(LivePages)
};

template <class Concrete>
std::unique_ptr<Page> make(Workspace &workspace, QWidget *parent)
{
    return std::make_unique<Concrete>(workspace, parent);
}

struct LivePageRow {
    const char16_t *id;
    const char *title;
    const char16_t *icon;
    std::unique_ptr<Page> (*make)(Workspace &workspace, QWidget *parent);
};

/// In the order of the navigator. A new page is a folder beside the others and a row here.
constexpr std::array kRows = {
    LivePageRow{u"live.overview", QT_TRANSLATE_NOOP("LivePages", "Overview"), u"overview",
                make<LiveOverviewPage>},
    LivePageRow{u"live.calls", QT_TRANSLATE_NOOP("LivePages", "Calls"), u"calls", make<CallsPage>},
    LivePageRow{u"live.ports", QT_TRANSLATE_NOOP("LivePages", "Ports"), u"ports", make<PortsPage>},
    LivePageRow{u"live.traffic", QT_TRANSLATE_NOOP("LivePages", "Traffic"), u"traffic", make<TrafficPage>},
};

} // namespace

std::vector<PageNode> livePages()
{
    std::vector<PageNode> nodes;
    for (const LivePageRow &row : kRows)
        nodes.push_back({QString::fromUtf16(row.id),
                         LivePagesWords::tr(row.title),
                         QString::fromUtf16(row.icon),
                         {},
                         {}});
    return nodes;
}

std::unique_ptr<Page> makeLivePage(const QString &id, Workspace &workspace, QWidget *parent)
{
    for (const LivePageRow &row : kRows) {
        if (id == row.id)
            return row.make(workspace, parent);
    }
    return nullptr;
}

} // namespace turnpike::ui
