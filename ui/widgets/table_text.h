// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;

namespace turnpike::ui {

/// A table as it is seen, with its header: "text" (tabs between columns), "csv" (RFC 4180), "json".
[[nodiscard]] QString tableText(const QAbstractItemModel &model, const QString &format);

/// A cell of a table that is copied as text, with tabs between its columns: on one line, and no formula.
[[nodiscard]] QString oneCell(const QString &text);

} // namespace turnpike::ui
