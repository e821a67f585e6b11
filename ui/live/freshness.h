// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace turnpike::ui {

class LiveHub;

/// Dims these widgets for as long as what they show is older than it looks (LiveHub::isOld()). Every number
/// of the live view is given to this once; there is no other place that decides about it.
void dimWhileOld(LiveHub &hub, const QList<QWidget *> &widgets);

} // namespace turnpike::ui
