// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/log_output.h"

#include "core/model/inert_text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

/// Set once, before they are read.
LogFormat s_format = LogFormat::Text;
JournalSender s_sender = sendToJournal;

QString nameOf(model::LogLevel level)
{
    return QString::fromLatin1(QMetaEnum::fromType<model::LogLevel>().valueToKey(static_cast<int>(level)));
}

model::LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return model::LogLevel::debug;
    case QtInfoMsg:
        return model::LogLevel::info;
    case QtWarningMsg:
        return model::LogLevel::warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return model::LogLevel::error;
}

int priorityOf(model::LogLevel level)
{
    switch (level) {
    case model::LogLevel::error:
        return LOG_ERR;
    case model::LogLevel::warning:
        return LOG_WARNING;
    case model::LogLevel::info:
        return LOG_INFO;
    case model::LogLevel::debug:
        break;
    }
    return LOG_DEBUG;
}

void writeLine(const LogEntry &entry, std::FILE *stream)
{
    const QByteArray line = s_format == LogFormat::Json ? asJsonLine(entry) : asTextLine(entry);
    std::fputs(line.constData(), stream);
    std::fflush(stream);
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    const QString category = QString::fromLatin1(context.category);
    static const QString own = u"turnpike."_s;
    const LogEntry entry{QDateTime::currentDateTimeUtc(), levelOf(type),
                         category.startsWith(own) ? category.mid(own.size()) : category, text};
    if (s_format != LogFormat::Journal || !s_sender(journalFields(entry)))
        writeLine(entry, stderr);
}

} // namespace

Result<LogFormat> logFormatFromText(const QString &text)
{
    if (text == u"text")
        return LogFormat::Text;
    if (text == u"json")
        return LogFormat::Json;
    if (text == u"journal")
        return LogFormat::Journal;
    return fail(Error::Code::InvalidValue, "\"" + text.toStdString() + "\" is not possible", "--log-format",
                "text, json or journal");
}

bool isReadByJournal(int descriptor)
{
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return false;
    const QByteArray own =
        QByteArray::number(quint64{status.st_dev}) + ':' + QByteArray::number(quint64{status.st_ino});
    return qgetenv("JOURNAL_STREAM") == own;
}

LogFormat usualLogFormat()
{
    return isReadByJournal(STDERR_FILENO) ? LogFormat::Journal : LogFormat::Text;
}

QByteArray asTextLine(const LogEntry &entry)
{
    const char *const kind = entry.level == model::LogLevel::error     ? "error: "
                             : entry.level == model::LogLevel::warning ? "warning: "
                                                                       : "";
    return "turnpiked: " + (kind + escapedForLog(entry.text).toUtf8()) + '\n';
}

QByteArray asJsonLine(const LogEntry &entry)
{
    const QJsonObject object{{u"time"_s, entry.time.toUTC().toString(Qt::ISODateWithMs)},
                             {u"level"_s, nameOf(entry.level)},
                             {u"subsystem"_s, entry.subsystem},
                             {u"message"_s, escapedForLog(entry.text)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::vector<QByteArray> journalFields(const LogEntry &entry)
{
    return {"MESSAGE=" + escapedForLog(entry.text).toUtf8(),
            "PRIORITY=" + QByteArray::number(priorityOf(entry.level)),
            "TURNPIKE_SUBSYSTEM=" + entry.subsystem.toUtf8(), "SYSLOG_IDENTIFIER=turnpiked"};
}

bool sendToJournal(const std::vector<QByteArray> &fields)
{
    // Where no journal runs the library says that all is well.
    if (::access("/run/systemd/journal/socket", W_OK) != 0)
        return false;
    std::vector<iovec> parts;
    for (const QByteArray &field : fields)
        parts.push_back({const_cast<char *>(field.constData()), static_cast<std::size_t>(field.size())});
    return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

const QLoggingCategory &relayLog()
{
    static const QLoggingCategory category("turnpike.relay");
    return category;
}

const QLoggingCategory &authenticationLog()
{
    static const QLoggingCategory category("turnpike.authentication");
    return category;
}

const QLoggingCategory &managementLog()
{
    static const QLoggingCategory category("turnpike.management");
    return category;
}

const QLoggingCategory &startLog()
{
    static const QLoggingCategory category("turnpike.start");
    return category;
}

void startLogging(LogFormat format, JournalSender sender)
{
    s_format = format;
    s_sender = sender;
    qInstallMessageHandler(handle);
}

void write(const QLoggingCategory &category, model::LogLevel level, const QString &text)
{
    const QMessageLogger logger;
    switch (level) {
    case model::LogLevel::error:
        logger.critical(category).noquote() << text;
        break;
    case model::LogLevel::warning:
        logger.warning(category).noquote() << text;
        break;
    case model::LogLevel::info:
        logger.info(category).noquote() << text;
        break;
    case model::LogLevel::debug:
        logger.debug(category).noquote() << text;
        break;
    }
}

void writeToOutput(const QString &text)
{
    const LogEntry entry{QDateTime::currentDateTimeUtc(), model::LogLevel::info, u"start"_s, text};
    if (s_format != LogFormat::Journal || !isReadByJournal(STDOUT_FILENO) || !s_sender(journalFields(entry)))
        writeLine(entry, stdout);
}

} // namespace turnpike::daemon
