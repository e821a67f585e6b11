// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/inert_text.h"

#include <QString>

namespace turnpike {

// The functions of core/base/inert_text.h for Qt's strings; half a surrogate pair is written as `?`.

[[nodiscard]] inline bool isPlainLine(const QString &text)
{
    return text.isValidUtf16() && isPlainLine(std::string_view(text.toStdString()));
}
[[nodiscard]] inline QString escapedForTerminal(const QString &text)
{
    return QString::fromStdString(escapedForTerminal(std::string_view(text.toStdString())));
}
[[nodiscard]] inline QString escapedLinesForTerminal(const QString &text)
{
    return QString::fromStdString(escapedLinesForTerminal(std::string_view(text.toStdString())));
}
[[nodiscard]] inline QString escapedForLog(const QString &text)
{
    return QString::fromStdString(escapedForLog(std::string_view(text.toStdString())));
}
[[nodiscard]] inline QString csvCell(const QString &text)
{
    return QString::fromStdString(csvCell(std::string_view(text.toStdString())));
}

} // namespace turnpike
