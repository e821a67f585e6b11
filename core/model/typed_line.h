// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"

#include <QString>

namespace turnpike::model {

/// oneLine() for the texts of Qt: what stands in a line edit or an argument, as it was meant.
[[nodiscard]] inline QString typedLine(const QString &text)
{
    return QString::fromStdString(oneLine(text.toStdString()));
}

} // namespace turnpike::model
