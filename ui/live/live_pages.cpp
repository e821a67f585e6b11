// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_pages.h"

#include "ui/live/calls/calls_page.h"
#include "ui/live/overview/live_overview_page.h"
#include "ui/live/ports/ports_page.h"
#include "ui/live/traffic/traffic_page.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

struct LivePagesWords {
    Q_DECLARE_TR_FUNCTIONS(LivePages)
};

} // namespace

std::vector<PageNode> livePages()
{
    return {{u"live.overview"_s, LivePagesWords::tr("Overview"), u"overview"_s, {}, {}},
            {u"live.calls"_s, LivePagesWords::tr("Calls"), u"calls"_s, {}, {}},
            {u"live.ports"_s, LivePagesWords::tr("Ports"), u"ports"_s, {}, {}},
            {u"live.traffic"_s, LivePagesWords::tr("Traffic"), u"traffic"_s, {}, {}}};
}

std::unique_ptr<Page> makeLivePage(const QString &id, Workspace &workspace, QWidget *parent)
{
    if (id == u"live.overview")
        return std::make_unique<LiveOverviewPage>(workspace, parent);
    if (id == u"live.calls")
        return std::make_unique<CallsPage>(workspace, parent);
    if (id == u"live.ports")
        return std::make_unique<PortsPage>(workspace, parent);
    if (id == u"live.traffic")
        return std::make_unique<TrafficPage>(workspace, parent);
    return nullptr;
}

} // namespace turnpike::ui
