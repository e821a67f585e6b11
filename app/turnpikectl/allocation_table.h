// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <QHash>
#include <QString>

namespace turnpike::ctl {

/// Bytes per second of each allocation, both ways, between two pictures of the same relay.
[[nodiscard]] QHash<quint64, double> ratesBetween(const live::Snapshot &before, const live::Snapshot &after);

/// The table that `allocations` and `top` print; busiest first where rates are known. `most` negative: all.
[[nodiscard]] QString allocationTable(const live::Snapshot &snapshot, const QHash<quint64, double> &rates,
                                      int most = -1);

/// What the rules refused to these allocations, a line each; empty when nothing was refused.
[[nodiscard]] QString refusedPeersText(const live::Snapshot &snapshot);

} // namespace turnpike::ctl
