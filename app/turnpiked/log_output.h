// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/enumerations.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <cstdio>

namespace turnpike::daemon {

/// How lines of the log leave the process.
enum class LogFormat {
    Text,   ///< "turnpiked: …", for people
    Json,   ///< an object a line
    Journal ///< systemd's, with fields
};

/// "text", "json" or "journal".
[[nodiscard]] Result<LogFormat> logFormatFromText(const QString &text);
/// Where no format was asked for: Journal when it is the journal that reads standard error (JOURNAL_STREAM,
/// systemd.exec(5)), else Text.
[[nodiscard]] LogFormat usualLogFormat();

struct LogEntry {
    QDateTime time;
    model::LogLevel level = model::LogLevel::info;
    QString subsystem; ///< "relay", "authentication", "management", "start", or one of Qt's categories
    QString text;
};

/// One line each, with the line feed; nothing in it acts on whoever reads it.
[[nodiscard]] QByteArray asTextLine(const LogEntry &entry);
/// {"level":"info","message":"…","subsystem":"relay","time":"2026-11-28T14:00:00.000Z"}
[[nodiscard]] QByteArray asJsonLine(const LogEntry &entry);

/// The subsystems of this program, for Qt's logging.
[[nodiscard]] const QLoggingCategory &relayLog();
[[nodiscard]] const QLoggingCategory &authenticationLog();
[[nodiscard]] const QLoggingCategory &managementLog();
[[nodiscard]] const QLoggingCategory &startLog();

/// From now on all that is logged through Qt, by this program or by Qt itself, leaves in this format on
/// standard error. Once, before the second thread.
void startLogging(LogFormat format);
/// A line through Qt's logging.
void write(const QLoggingCategory &category, model::LogLevel level, const QString &text);
/// The same on standard output, for what a start promises whoever started it; in the journal it is a line
/// like any other.
void writeToOutput(const QString &text);

} // namespace turnpike::daemon
