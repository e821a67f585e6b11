// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/chart.h"

#include <QDateTime>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

QString Chart::csv() const
{
    QString text = u"time"_s;
    for (const Series &one : series())
        text += u",\"" + QString(one.name).replace(u'"', u"\"\""_s) + u'"';
    text += u"\r\n";
    if (series().empty())
        return text;
    const std::size_t count = series().front().points.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto time = static_cast<qint64>(series().front().points[i].x());
        text += QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs);
        for (const Series &one : series())
            text += u',' + QString::number(i < one.points.size() ? one.points[i].y() : 0.0, 'f', 0);
        text += u"\r\n";
    }
    return text;
}

} // namespace turnpike::ui
