// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::ui {

/// A name that somebody chose, where a long one would widen what it stands in: its beginning and its end.
[[nodiscard]] inline QString shortName(const QString &name)
{
    constexpr qsizetype kLongest = 40;
    constexpr qsizetype kEnd = 12;
    if (name.size() <= kLongest)
        return name;
    return name.left(kLongest - kEnd - 1) + QChar(0x2026) + name.right(kEnd);
}

/// The same for a button or a menu: its & is shown and is no access key.
[[nodiscard]] inline QString withoutAccessKey(const QString &name)
{
    return shortName(name).replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace turnpike::ui
