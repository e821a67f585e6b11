// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/list_file.h"

#include "core/base/inert_text.h"
#include "core/document/regular_file.h"

#include <QDir>

namespace turnpike::document {

namespace {

constexpr qint64 kMostFileBytes = 8 * 1024 * 1024;
/// Each user costs two digests while the relay reads them.
constexpr std::size_t kMostEntries = 100'000;

} // namespace

Result<ListFile> readListFile(const QString &fileName)
{
    // A pipe would keep the relay waiting, and a device never ends.
    auto content = readRegularFile(fileName, kMostFileBytes, "the list");
    if (!content)
        return errorOf(content);
    ListFile list;
    int number = 0;
    for (const QByteArray &raw : content->split('\n')) {
        ++number;
        QByteArray line = number == 1 && raw.startsWith("\xef\xbb\xbf") ? raw.mid(3) : raw;
        if (line.endsWith('\r'))
            line.chop(1);
        // Before it is decoded, which would replace what is no UTF-8.
        if (!isPlainLine(std::string_view(line.constData(), static_cast<std::size_t>(line.size())))) {
            return fail(Error::Code::InvalidValue,
                        "line " + std::to_string(number) + " holds characters that cannot be seen",
                        fileName.toStdString(), "lines of UTF-8 text");
        }
        if (list.entries.size() >= kMostEntries && !line.isEmpty()) {
            return fail(Error::Code::TooLarge,
                        "line " + std::to_string(number) + " is one entry more than a list may have",
                        fileName.toStdString(), "at most " + std::to_string(kMostEntries) + " entries");
        }
        if (line.startsWith('#'))
            list.skipped.push_back(number);
        else if (!line.isEmpty())
            list.entries.push_back({QString::fromUtf8(line.startsWith("\\#") ? line.mid(1) : line), number});
    }
    content->fill('\0');
    if (list.entries.empty()) {
        return fail(Error::Code::InvalidValue, "the file holds no entry", fileName.toStdString(),
                    "a file with at least one entry");
    }
    return list;
}

Result<QString> credentialPath(const QString &configured)
{
    if (configured.contains(u'/'))
        return configured;
    const QString folder = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    if (folder.isEmpty()) {
        return fail(Error::Code::NotFound,
                    "this process was given no credentials, so there is none of this name",
                    configured.toStdString(), "an absolute path, or the name of a credential",
                    "name a file by its path, or put LoadCredential=" + configured.toStdString() +
                        ":PATH into the unit of the relay");
    }
    return QDir(folder).filePath(configured);
}

} // namespace turnpike::document
