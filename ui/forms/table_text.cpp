// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/table_text.h"

#include <QAbstractItemModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

QString quoted(QString text)
{
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n'))
        return text;
    return u'"' % text.replace(u'"', u"\"\""_s) % u'"';
}

} // namespace

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
            std::transform(line.begin(), line.end(), line.begin(), quoted);
        text += line.join(format == u"csv" ? u',' : u'\t') % (format == u"csv" ? u"\r\n"_s : u"\n"_s);
    }
    return text;
}

} // namespace turnpike::ui
