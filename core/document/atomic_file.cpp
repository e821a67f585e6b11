// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/atomic_file.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace turnpike::document {

namespace {

tl::unexpected<Error> notWritten(const QString &fileName, const QString &reason)
{
    return fail(Error::Code::Io, "the file could not be written: " + reason.toStdString(),
                fileName.toStdString(), {},
                "check the folder's permissions and the free space; the old content is unchanged");
}

} // namespace

Result<void> writeFileAtomically(const QString &fileName, const QByteArray &content)
{
    const bool isNew = !QFileInfo::exists(fileName);
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly))
        return notWritten(fileName, file.errorString());
    if (isNew && !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        file.cancelWriting();
        return notWritten(fileName, file.errorString());
    }
    if (const auto written = writeAll(file, content); !written) {
        file.cancelWriting();
        return notWritten(fileName, written.error());
    }
    // Brings the file to the disk before it renames.
    if (!file.commit())
        return notWritten(fileName, file.errorString());
    flushFolderOf(fileName);
    return {};
}

tl::expected<void, QString> writeAll(QFileDevice &file, const QByteArray &content)
{
    for (qsizetype done = 0; done < content.size();) {
        const ssize_t written = ::write(file.handle(), content.constData() + done,
                                        static_cast<std::size_t>(content.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return tl::make_unexpected(QString::fromLocal8Bit(std::strerror(errno)));
        done += written;
    }
    return {};
}

void flushFolderOf(const QString &fileName)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(fileName).absolutePath());
    const int descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    // Some file systems cannot flush a folder; the file itself is flushed already.
    (void)::fsync(descriptor);
    ::close(descriptor);
}

} // namespace turnpike::document
