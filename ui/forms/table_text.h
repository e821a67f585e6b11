// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;

namespace turnpike::ui {

/// A table as it is seen, with its header: "text" (tabs between columns), "csv" (RFC 4180), "json".
[[nodiscard]] QString tableText(const QAbstractItemModel &model, const QString &format);

} // namespace turnpike::ui
