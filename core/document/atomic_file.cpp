// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/atomic_file.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <fcntl.h>
#include <unistd.h>

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
    // Flushed here, because commit() overlooks a full disk when the last bytes leave the buffer; it does
    // bring the file to the disk before it renames.
    if (file.write(content) != content.size() || !file.flush() || !file.commit())
        return notWritten(fileName, file.errorString());
    flushFolderOf(fileName);
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
