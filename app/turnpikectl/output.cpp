// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/output.h"

#include "core/live/figures.h"
#include "core/model/inert_text.h"

#include <QJsonDocument>
#include <QTextStream>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

QString severityText(validation::Severity severity)
{
    switch (severity) {
    case validation::Severity::Error:
        return u"error"_s;
    case validation::Severity::Warning:
        return u"warning"_s;
    case validation::Severity::Information:
        return u"information"_s;
    }
    return {};
}

} // namespace

void print(const QString &line)
{
    QTextStream(stdout) << escapedForTerminal(line) << '\n';
}

void printLines(const QString &text)
{
    QTextStream(stdout) << escapedLinesForTerminal(text) << '\n';
}

void clearScreen()
{
    QTextStream(stdout) << "\x1b[H\x1b[2J";
}

void note(const QString &line)
{
    QTextStream(stderr) << "turnpikectl: " << escapedForTerminal(line) << '\n';
}

void printError(const Error &error)
{
    note(QString::fromStdString(error.text()));
}

QString ask(const QStringList &lines)
{
    QTextStream out(stderr);
    for (const auto &line : lines)
        out << escapedForTerminal(line) << (&line == &lines.back() ? ' ' : '\n');
    out.flush();
    return QTextStream(stdin).readLine().trimmed();
}

void printJson(const QJsonObject &json)
{
    printJson(QJsonDocument(json).toJson());
}

void printJson(const QJsonArray &json)
{
    printJson(QJsonDocument(json).toJson());
}

void printJson(const QByteArray &json)
{
    QTextStream(stdout) << QString::fromStdString(escapedForJson(json.toStdString()));
}

QString table(const QList<QStringList> &cells, const QList<int> &right)
{
    QList<QStringList> rows;
    for (const auto &row : cells) {
        QStringList shown;
        for (const auto &cell : row)
            shown.append(escapedForTerminal(cell));
        rows.append(shown);
    }
    QList<qsizetype> widths;
    for (const auto &row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (widths.size() <= column)
                widths.append(0);
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    QString text;
    for (const auto &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const bool isNumber = right.contains(static_cast<int>(column));
            line += isNumber ? row[column].rightJustified(widths[column])
                             : row[column].leftJustified(widths[column]);
            line += u"  "_s;
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    text.chop(1);
    return text;
}

void printChanges(const model::Deployment &deployment, const document::Changes &changes)
{
    for (const auto &change : changes) {
        print(change.path.toString() + u"  "_s + change.text());
        if (const auto shown = document::displayPath(deployment, change.path); !shown.isEmpty())
            print(u"    "_s + shown);
    }
}

void printProblems(const validation::Problems &problems)
{
    for (const auto &problem : problems) {
        print(u"%1: %2: %3 [%4]"_s.arg(severityText(problem.severity), problem.path.toString(),
                                       problem.message, problem.ruleId));
        if (problem.fix)
            print(u"    can be put right with: "_s + problem.fix->label);
    }
}

QString byteText(double bytes)
{
    return live::bytesText(static_cast<std::uint64_t>(std::max(0.0, bytes)), QLocale::c());
}

QString duration(std::chrono::milliseconds span)
{
    return live::durationText(std::chrono::duration_cast<std::chrono::seconds>(span));
}

} // namespace turnpike::ctl
