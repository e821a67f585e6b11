// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::ui {

/// Text that somebody chose, for a button or a menu: its & is shown and is no access key.
[[nodiscard]] inline QString withoutAccessKey(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace turnpike::ui
