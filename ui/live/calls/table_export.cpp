// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/table_export.h"

#include "core/model/inert_text.h"
#include "ui/live/calls/allocation_table_model.h"
#include "ui/widgets/table_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

TableExport::TableExport(const AllocationTableModel &model, QList<int> rows, QList<int> columns)
    : m_model(model)
    , m_rows(std::move(rows))
    , m_columns(std::move(columns))
{
}

QString TableExport::text() const
{
    QStringList lines;
    QStringList cells;
    for (const int column : m_columns)
        cells.append(AllocationColumns::title(column));
    lines.append(cells.join(u'\t'));
    for (const int row : m_rows) {
        cells.clear();
        for (const int column : m_columns) {
            const QString shown = m_model.index(row, column).data(Qt::AccessibleTextRole).toString();
            cells.append(AllocationColumns::isNumeric(column) ? shown : oneCell(shown));
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

QString TableExport::csv() const
{
    QString result;
    QStringList cells;
    for (const int column : m_columns)
        cells.append(AllocationColumns::id(column));
    result += cells.join(u',') + u"\r\n";
    for (const int row : m_rows) {
        cells.clear();
        for (const int column : m_columns) {
            const QVariant value = m_model.index(row, column).data(AllocationTableModel::RawRole);
            const bool isText = value.typeId() == QMetaType::QString;
            cells.append(isText ? csvCell(value.toString()) : value.toString());
        }
        result += cells.join(u',') + u"\r\n";
    }
    return result;
}

QString TableExport::json() const
{
    QJsonArray rows;
    for (const int row : m_rows) {
        QJsonObject object;
        for (const int column : m_columns)
            object.insert(
                AllocationColumns::id(column),
                QJsonValue::fromVariant(m_model.index(row, column).data(AllocationTableModel::RawRole)));
        rows.append(object);
    }
    return QString::fromUtf8(QJsonDocument(rows).toJson());
}

} // namespace turnpike::ui
