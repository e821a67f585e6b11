// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTableView;

namespace turnpike::ui {

/// The columns of a table share its width: each has what its content needs, what is left over is spread among
/// all of them, and where there is too little the widest give way first, down to their headings. Whoever
/// moves a border by hand keeps it.
class ColumnFit final : public QObject {
    Q_OBJECT
public:
    /// The table owns this.
    explicit ColumnFit(QTableView &table);
    void fit();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTableView &m_table;
    bool m_isFitting = false;
    bool m_isByHand = false;
};

} // namespace turnpike::ui
