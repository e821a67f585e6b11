// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace turnpike::ui {

class AllocationTableModel;

/// Rows of the table of calls for the clipboard: what was seen, with a header.
class TableExport {
public:
    /// In the order given.
    TableExport(const AllocationTableModel &model, QList<int> rows, QList<int> columns);
    /// As shown, with tabs.
    [[nodiscard]] QString text() const;
    /// RFC 4180, with plain numbers (bit/s, seconds).
    [[nodiscard]] QString csv() const;
    /// A list of objects, with plain numbers.
    [[nodiscard]] QString json() const;

private:
    const AllocationTableModel &m_model;
    QList<int> m_rows;
    QList<int> m_columns;
};

} // namespace turnpike::ui
