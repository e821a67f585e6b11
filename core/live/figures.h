// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <chrono>
#include <cstdint>

// How amounts and times of a live picture are written, in the window and on a terminal alike.

namespace turnpike::live {

/// "842 bytes", "1.50 MB": as this locale writes it, in steps of a thousand.
[[nodiscard]] QString bytesText(std::uint64_t count, const QLocale &locale);
/// "0:07", "12:04", "1:02:33", "3 d 01:02:33"; a negative one is "0:00".
[[nodiscard]] QString durationText(std::chrono::seconds duration);

} // namespace turnpike::live
