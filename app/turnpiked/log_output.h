// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/enumerations.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <cstdio>
#include <vector>

namespace turnpike::daemon {

/// How lines of the log leave the process.
enum class LogFormat {
    Text,   ///< "turnpiked: …", for people
    Json,   ///< an object a line
    Journal ///< systemd's, with fields
};

/// "text", "json" or "journal".
[[nodiscard]] Result<LogFormat> logFormatFromText(const QString &text);
/// Whether it is the journal that reads what is written there (JOURNAL_STREAM, systemd.exec(5)).
[[nodiscard]] bool isReadByJournal(int descriptor);
/// Where no format was asked for: Journal when the journal reads standard error, else Text.
[[nodiscard]] LogFormat usualLogFormat();

/// What is said of a start, before it is an entry of the log: the level is no part of the text.
struct LogLine {
    model::LogLevel level = model::LogLevel::info;
    QString text;

    bool operator==(const LogLine &) const = default;
};
using LogLines = std::vector<LogLine>;

struct LogEntry {
    QDateTime time;
    model::LogLevel level = model::LogLevel::info;
    QString subsystem; ///< "relay", "authentication", "management", "start", or one of Qt's categories
    QString text;
};

/// One line each, with the line feed; nothing in it acts on whoever reads it. For people an error and a
/// warning are called so.
[[nodiscard]] QByteArray asTextLine(const LogEntry &entry);
/// {"level":"info","message":"…","subsystem":"relay","time":"2026-11-28T14:00:00.000Z"}
[[nodiscard]] QByteArray asJsonLine(const LogEntry &entry);
/// "NAME=value" each, as sd_journal_sendv(3) takes them.
[[nodiscard]] std::vector<QByteArray> journalFields(const LogEntry &entry);

/// The subsystems of this program, for Qt's logging.
[[nodiscard]] const QLoggingCategory &relayLog();
[[nodiscard]] const QLoggingCategory &authenticationLog();
[[nodiscard]] const QLoggingCategory &managementLog();
[[nodiscard]] const QLoggingCategory &startLog();

/// Gives an entry to the journal; false when none took it.
using JournalSender = bool (*)(const std::vector<QByteArray> &fields);
/// To the journal of this machine.
[[nodiscard]] bool sendToJournal(const std::vector<QByteArray> &fields);

/// From now on all that is logged through Qt, by this program or by Qt itself, leaves in this format on
/// standard error; what no journal takes, as text. Once, before the second thread.
void startLogging(LogFormat format, JournalSender sender = sendToJournal);
/// A line through Qt's logging.
void write(const QLoggingCategory &category, model::LogLevel level, const QString &text);
/// The same on standard output, for what a start promises whoever started it. Only where the journal reads
/// standard output, too, is it an entry like any other: who sends it elsewhere wants to read it there.
void writeToOutput(const QString &text);

} // namespace turnpike::daemon
