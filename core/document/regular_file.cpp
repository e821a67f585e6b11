// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/regular_file.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace turnpike::document {

namespace {

std::string kindOf(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a folder";
    if (S_ISFIFO(mode))
        return "a pipe";
    if (S_ISSOCK(mode))
        return "a socket";
    return "a device";
}

/// What is compiled into the program is no file of the system.
Result<QByteArray> readResource(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error::Code::NotFound, "the program does not contain this", name.toStdString());
    return file.readAll();
}

} // namespace

Result<QByteArray> readRegularFile(const QString &fileName, qint64 most, const char *what)
{
    const auto failed = [&](int error) {
        return fail(error == ENOENT || error == ENOTDIR ? Error::Code::NotFound : Error::Code::Io,
                    std::string(what) + " cannot be read: " + std::strerror(error), fileName.toStdString(),
                    {}, "check the path and its permissions");
    };
    if (fileName.startsWith(QLatin1String(":/")))
        return readResource(fileName);
    // Opening a pipe would wait for somebody who writes to it.
    const int descriptor =
        ::open(QFile::encodeName(fileName).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return failed(errno);
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
        return failed(EIO);
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return failed(errno);
    if (!S_ISREG(status.st_mode)) {
        return fail(Error::Code::InvalidValue,
                    std::string(what) + " is to be read from " + kindOf(status.st_mode),
                    fileName.toStdString(), "a regular file");
    }
    QByteArray content = file.read(most + 1);
    if (file.error() != QFileDevice::NoError)
        return failed(EIO);
    if (content.size() > most) {
        return fail(Error::Code::TooLarge,
                    std::string(what) + " has " + std::to_string(status.st_size) + " bytes",
                    fileName.toStdString(), "at most " + std::to_string(most) + " bytes");
    }
    return content;
}

Result<void> checkPrivate(const QString &fileName, const char *what)
{
    struct stat status {};
    if (fileName.startsWith(QLatin1String(":/")) ||
        ::stat(QFile::encodeName(fileName).constData(), &status) != 0)
        return {};
    const bool isRead = (status.st_mode & S_IROTH) != 0;
    const bool isWritten = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    if (!isRead && !isWritten)
        return {};
    return fail(Error::Code::Forbidden,
                std::string(what) + (isRead ? " can be read by everybody on this machine"
                                            : " can be changed by others on this machine"),
                fileName.toStdString(), "a file of its owner alone",
                "chmod 600 " + fileName.toStdString() +
                    (isRead ? ", and take new secrets if somebody may have read it" : ""));
}

Result<void> checkPrivateFolder(const QString &folder, const char *what)
{
    struct stat status {};
    if (::stat(QFile::encodeName(folder).constData(), &status) != 0)
        return {};
    const std::string name = folder.toStdString();
    const auto refused = [&](const std::string &how, const std::string &remedy) {
        return fail(Error::Code::Forbidden,
                    std::string(what) + how + ", who can put other files in the place of its own", name,
                    "a folder of the user of this program alone", remedy);
    };
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return refused((status.st_mode & S_IWOTH) != 0 ? " can be written to by everybody on this machine"
                                                       : " can be written to by its group",
                       "chmod 700 " + name + ", and look whether its files are still yours");
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return refused(" belongs to another user (number " + std::to_string(status.st_uid) + ')',
                       "chown it to user number " + std::to_string(::geteuid()) +
                           ", or run this program as its owner");
    }
    return {};
}

bool isOpenToEverybody(const QString &folder)
{
    struct stat status {};
    return ::stat(QFile::encodeName(folder).constData(), &status) == 0 && (status.st_mode & S_IWOTH) != 0;
}

} // namespace turnpike::document
