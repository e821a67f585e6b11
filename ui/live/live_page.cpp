// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_page.h"

#include "ui/workspace/live_hub.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

LivePage::LivePage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent)
{
    connect(&hub(), &LiveHub::ticked, this, &LivePage::refreshIfVisible);
    connect(&hub(), &LiveHub::connectionChanged, this, &LivePage::refreshIfVisible);
    connect(&hub(), &LiveHub::freshnessChanged, this, &LivePage::refreshIfVisible);
    connect(&hub(), &LiveHub::startedOver, this, [this] { startOver(); });
}

LiveHub &LivePage::hub() const
{
    return workspace().live();
}

void LivePage::refreshIfVisible()
{
    if (isVisible())
        refresh();
}

void LivePage::showEvent(QShowEvent *event)
{
    hub().addViewer(this);
    refresh();
    Page::showEvent(event);
}

void LivePage::hideEvent(QHideEvent *event)
{
    hub().removeViewer(this);
    Page::hideEvent(event);
}

} // namespace turnpike::ui
