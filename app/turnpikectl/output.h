// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"
#include "core/validation/problem.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>

namespace turnpike::ctl {

inline constexpr char16_t kDots[] = u"••••••";

// Everything that is printed goes through here, and texts from relays and files do nothing to the terminal:
// see core/base/inert_text.h.

/// One line, whatever is in it.
void print(const QString &line);
/// A layout of several lines: help, a table().
void printLines(const QString &text);
/// The terminal begins anew at its top.
void clearScreen();
/// To standard error: what a person should know and a program need not read.
void note(const QString &line);
void printError(const Error &error);
/// A question on standard error; the answer is a line of standard input, trimmed.
[[nodiscard]] QString ask(const QStringList &lines);
void printJson(const QJsonObject &json);
void printJson(const QJsonArray &json);
/// A text that is JSON already.
void printJson(const QByteArray &json);

/// Columns as wide as their widest cell; the first row is the heading. The columns in `right` hold numbers.
[[nodiscard]] QString table(const QList<QStringList> &rows, const QList<int> &right = {});

void printChanges(const model::Deployment &deployment, const document::Changes &changes);
void printProblems(const validation::Problems &problems);

/// As the window writes them, in the plain locale: what reads it need not know whose terminal it was.
[[nodiscard]] QString byteText(double bytes);
[[nodiscard]] QString duration(std::chrono::milliseconds span);

} // namespace turnpike::ctl
