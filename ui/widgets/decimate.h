// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>

#include <vector>

namespace turnpike::ui {

/// At most two points for each of `columns` equal parts of the points' width: the lowest and the highest, in
/// the order in which they came. What a screen cannot show is left out, and no peak is lost.
[[nodiscard]] QList<QPointF> decimated(const std::vector<QPointF> &points, int columns);

/// Steps of 1, 2 or 5 times a power of ten, so that about `most` of them reach `largest`.
[[nodiscard]] double niceStep(double largest, int most);

} // namespace turnpike::ui
