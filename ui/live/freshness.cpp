// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/freshness.h"

#include "ui/style/theme.h"
#include "ui/workspace/live_hub.h"

namespace turnpike::ui {

void dimWhileOld(LiveHub &hub, const QList<QWidget *> &widgets)
{
    for (QWidget *widget : widgets) {
        const auto follow = [&hub, widget] { Theme::setDimmed(widget, hub.isOld()); };
        follow();
        QObject::connect(&hub, &LiveHub::freshnessChanged, widget, follow);
    }
}

} // namespace turnpike::ui
