// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/decimate.h"

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

QList<QPointF> decimated(const std::vector<QPointF> &points, int columns)
{
    const auto most = static_cast<std::size_t>(std::max(1, columns)) * 2;
    if (points.size() <= most)
        return {points.begin(), points.end()};
    QList<QPointF> result;
    const double first = points.front().x();
    const double width = points.back().x() - first;
    const auto columnOf = [&](const QPointF &point) {
        return width > 0 ? std::min(columns - 1, static_cast<int>((point.x() - first) / width * columns)) : 0;
    };
    for (std::size_t begin = 0; begin < points.size();) {
        std::size_t lowest = begin;
        std::size_t highest = begin;
        std::size_t end = begin;
        for (; end < points.size() && columnOf(points[end]) == columnOf(points[begin]); ++end) {
            if (points[end].y() < points[lowest].y())
                lowest = end;
            if (points[end].y() > points[highest].y())
                highest = end;
        }
        result.append(points[std::min(lowest, highest)]);
        if (lowest != highest)
            result.append(points[std::max(lowest, highest)]);
        begin = end;
    }
    return result;
}

double niceStep(double largest, int most)
{
    if (largest <= 0 || most < 1)
        return 1;
    const double rough = largest / most;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

} // namespace turnpike::ui
