// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"
#include "core/validation/problem.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace turnpike::ctl {

inline constexpr char16_t kDots[] = u"••••••";

void print(const QString &line);
/// To standard error: what a person should know and a program need not read.
void note(const QString &line);
void printError(const Error &error);
void printJson(const QJsonObject &json);
void printJson(const QJsonArray &json);

/// Columns as wide as their widest cell; the first row is the heading. The columns in `right` hold numbers.
[[nodiscard]] QString table(const QList<QStringList> &rows, const QList<int> &right = {});
[[nodiscard]] QString byteText(double bytes); ///< "1.2 MB"

void printChanges(const model::Deployment &deployment, const document::Changes &changes);
void printProblems(const validation::Problems &problems);

} // namespace turnpike::ctl
