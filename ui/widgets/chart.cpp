// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart.h"

#include "core/base/inert_text.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// As far from a sample as its neighbour could be: what is further away lies in a gap.
constexpr double kReach = 1500;

} // namespace

std::optional<QPointF> Chart::Series::at(qint64 time) const
{
    const auto wanted = static_cast<double>(time);
    std::optional<QPointF> nearest;
    for (const Run &run : runs) {
        const auto after = std::lower_bound(run.begin(), run.end(), wanted,
                                            [](const QPointF &point, double x) { return point.x() < x; });
        const auto consider = [&](const QPointF &point) {
            if (std::abs(point.x() - wanted) <= (nearest ? std::abs(nearest->x() - wanted) : kReach))
                nearest = point;
        };
        if (after != run.end())
            consider(*after);
        if (after != run.begin())
            consider(*std::prev(after));
    }
    return nearest;
}

std::optional<QPointF> Chart::Series::last() const
{
    return runs.empty() || runs.back().empty() ? std::nullopt : std::optional(runs.back().back());
}

QString Chart::csv() const
{
    QString text = u"time"_s;
    for (const Series &one : series())
        text += u',' + QString::fromStdString(csvCell(std::string_view(one.name.toStdString())));
    text += u"\r\n";
    if (series().empty())
        return text;
    for (const Run &run : series().front().runs) {
        for (const QPointF &point : run) {
            const auto time = static_cast<qint64>(point.x());
            text += QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs);
            for (const Series &one : series()) {
                const auto sample = one.at(time);
                text += u',' + (sample ? QString::number(sample->y(), 'f', 0) : QString());
            }
            text += u"\r\n";
        }
    }
    return text;
}

} // namespace turnpike::ui
