// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_text.h"

#include "core/base/inert_text.h"

#include <QAbstractItemModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

QString cellOfCsv(const QString &text)
{
    return QString::fromStdString(csvCell(std::string_view(text.toStdString())));
}

} // namespace

QString oneCell(const QString &text)
{
    // A tab or a line break inside of a cell would begin another one, and a spreadsheet runs formulas that
    // are pasted as it runs those of a file.
    const QString inert = QString::fromStdString(escapedForTerminal(std::string_view(text.toStdString())));
    static constexpr QStringView kFormulas = u"=+-@＝＋－＠";
    return !inert.isEmpty() && kFormulas.contains(inert.front()) ? u'\'' + inert : inert;
}

QString tableText(const QAbstractItemModel &model, const QString &format)
{
    QList<QStringList> lines;
    for (int row = -1; row < model.rowCount(); ++row) {
        QStringList line;
        for (int column = 0; column < model.columnCount(); ++column) {
            line << (row < 0 ? model.headerData(column, Qt::Horizontal) : model.index(row, column).data())
                        .toString();
        }
        lines << line;
    }
    if (format == u"json") {
        QJsonArray rows;
        for (const QStringList &line : lines.sliced(1)) {
            QJsonObject object;
            for (int column = 0; column < line.size(); ++column)
                object.insert(lines.first().at(column), line.at(column));
            rows.append(object);
        }
        return QString::fromUtf8(QJsonDocument(rows).toJson());
    }
    QString text;
    for (QStringList line : std::as_const(lines)) {
        if (format == u"csv")
            std::transform(line.begin(), line.end(), line.begin(), cellOfCsv);
        else
            std::transform(line.begin(), line.end(), line.begin(), oneCell);
        text += line.join(format == u"csv" ? u',' : u'\t') % (format == u"csv" ? u"\r\n"_s : u"\n"_s);
    }
    return text;
}

} // namespace turnpike::ui
