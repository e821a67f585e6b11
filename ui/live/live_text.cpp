// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_text.h"

#include "core/base/inert_text.h"
#include "core/live/figures.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace turnpike::ui::text {

using namespace Qt::StringLiterals;

namespace {

/// The locale "C" has no group separators, and "10000 of 10000" is not read at a glance.
QLocale locale()
{
    const QLocale system;
    return system.language() == QLocale::C ? QLocale(QLocale::English) : system;
}

/// Three significant digits below 1000.
QString threeDigits(double value)
{
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return locale().toString(value, 'f', decimals);
}

QString scaled(double value, const std::array<QString, 4> &units)
{
    std::size_t unit = 0;
    while (unit + 1 < units.size() && value >= 999.5) {
        value /= 1000;
        ++unit;
    }
    // Below the first prefix there are only whole bits and bytes.
    const QString digits = unit == 0 ? locale().toString(std::round(value), 'f', 0) : threeDigits(value);
    return digits + u' ' + units[unit];
}

} // namespace

QString number(std::uint64_t value)
{
    return locale().toString(quint64{value});
}

QString bitRate(double bitsPerSecond)
{
    static const std::array<QString, 4> kUnits{u"bit/s"_s, u"kbit/s"_s, u"Mbit/s"_s, u"Gbit/s"_s};
    return scaled(std::max(0.0, bitsPerSecond), kUnits);
}

QString unbroken(QString figure)
{
    constexpr QChar kNoBreakSpace(0x00A0);
    return figure.replace(u' ', kNoBreakSpace);
}

QString kilobits(double bitsPerSecond)
{
    if (bitsPerSecond <= 0)
        return u"0"_s;
    if (bitsPerSecond < 1000)
        return u"<1"_s;
    return locale().toString(std::round(bitsPerSecond / 1000), 'f', 0);
}

QString perSecond(double events)
{
    return locale().toString(std::round(std::max(0.0, events)), 'f', 0) + u"/s";
}

QString percent(double share)
{
    const double value = std::max(0.0, share) * 100;
    if (value > 0 && value < 0.1)
        return u"<%1 %"_s.arg(locale().toString(0.1, 'f', 1));
    // 99.96 % of the ports are not all of them.
    if (value < 10 || (value < 100 && value > 99))
        return locale().toString(value < 100 ? std::min(value, 99.9) : value, 'f', value == 0 ? 0 : 1) +
               u" %";
    return locale().toString(value, 'f', 0) + u" %";
}

QString bytes(std::uint64_t count)
{
    return turnpike::live::bytesText(count, locale());
}

QString duration(std::chrono::seconds duration)
{
    return turnpike::live::durationText(duration);
}

QString address(const TransportAddress &address)
{
    return address.address.isNone() ? QString() : QString::fromStdString(address.toString());
}

QString transport(const std::string &name)
{
    return ofUtf8(name).toUpper();
}

QString dialect(const std::string &name)
{
    if (name == "rfc")
        return u"RFC 8656"_s;
    if (name == "officeCommunicator")
        return u"Office Communicator"_s;
    return ofUtf8(name);
}

QString ofUtf8(std::string_view utf8)
{
    return QString::fromStdString(escapedForTerminal(utf8));
}

} // namespace turnpike::ui::text
