// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/figures.h"

#include <QCoreApplication>
#include <QTime>

#include <algorithm>

namespace turnpike::live {

using namespace Qt::StringLiterals;

QString bytesText(std::uint64_t count, const QLocale &locale)
{
    return locale.formattedDataSize(static_cast<qint64>(count), 2, QLocale::DataSizeSIFormat);
}

QString durationText(std::chrono::seconds duration)
{
    constexpr qint64 kDay = 86400;
    const qint64 total = std::max<qint64>(0, duration.count());
    const QTime clock = QTime(0, 0).addSecs(static_cast<int>(total % kDay));
    if (total >= kDay)
        return QCoreApplication::translate("LiveText", "%1 d %2", "days and a time of day")
            .arg(total / kDay)
            .arg(clock.toString(u"HH:mm:ss"));
    return clock.toString(clock.hour() > 0 ? u"H:mm:ss" : u"m:ss");
}

} // namespace turnpike::live
