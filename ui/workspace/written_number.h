// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace turnpike::ui {

// Numbers are written and read as the person's language has them: "7,5" and "1.500" in German. Everything
// below the window knows one way, "7.5" and "1500".

/// A text that begins with a number, with that number in the plain way: "1.234,5 Mbit/s" → "1234.5 Mbit/s". A
/// number that only the plain way can mean stays ("7.5" in German). What is no number stays as it is, to be
/// refused.
[[nodiscard]] QString withPlainNumber(const QString &text, const QLocale &locale = QLocale());
/// The other way: "7.5 Mbit/s" → "7,5 Mbit/s"; no separators between thousands, so that it can be corrected.
[[nodiscard]] QString withWrittenNumber(const QString &plain, const QLocale &locale = QLocale());

} // namespace turnpike::ui
