// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"

#include <QStringList>

namespace turnpike::ui {

/// A fingerprint in lines of eight pairs: short enough to stay whole in every dialog and font, and people
/// compare it line by line.
[[nodiscard]] inline QString fingerprintLines(const QSslCertificate &certificate)
{
    const QStringList pairs = client::fingerprintText(certificate).split(QLatin1Char(':'));
    constexpr qsizetype kPairsInALine = 8;
    QStringList lines;
    for (qsizetype first = 0; first < pairs.size(); first += kPairsInALine)
        lines += pairs.mid(first, kPairsInALine).join(QLatin1Char(':'));
    return lines.join(QLatin1Char('\n'));
}

} // namespace turnpike::ui
