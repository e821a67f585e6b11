// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/folder_lock.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace turnpike::store {

namespace {

std::string holderOf(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string("unknown");
}

tl::unexpected<Error> refused(const QString &what, const QString &name)
{
    return fail(Error::Code::Io, what.toStdString() + ": " + std::strerror(errno), name.toStdString(),
                "a folder that this user may write", "choose another one with --state-directory");
}

} // namespace

FolderLock::FolderLock(int descriptor)
    : m_descriptor(descriptor)
{
}

FolderLock::FolderLock(FolderLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FolderLock &FolderLock::operator=(FolderLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool FolderLock::isHeld(const QString &folder)
{
    const QString name = QDir(folder).filePath(QStringLiteral("lock"));
    const FolderLock looked(::open(QFile::encodeName(name).constData(), O_RDONLY | O_CLOEXEC));
    return looked.m_descriptor >= 0 && ::flock(looked.m_descriptor, LOCK_SH | LOCK_NB) != 0 &&
           errno == EWOULDBLOCK;
}

Result<FolderLock> FolderLock::acquire(const QString &folder)
{
    if (!QDir().exists(folder)) {
        const QByteArray path = QFile::encodeName(folder);
        if (!QDir().mkpath(QFileInfo(folder).absolutePath()) || ::mkdir(path.constData(), 0700) != 0)
            return refused(QStringLiteral("the state folder cannot be made"), folder);
    }
    const QString name = QDir(folder).filePath(QStringLiteral("lock"));
    const int descriptor =
        ::open(QFile::encodeName(name).constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return refused(QStringLiteral("the lock file cannot be opened"), name);
    FolderLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return refused(QStringLiteral("the state folder cannot be locked"), name);
        return fail(Error::Code::Conflict,
                    "another relay (process " + holderOf(descriptor) + ") uses this state folder",
                    folder.toStdString(), "one relay for each state folder",
                    "stop it, or give this one another folder with --state-directory");
    }
    // Who holds it is only told to people; a full disk must not keep a relay from starting.
    const std::string process = std::to_string(::getpid());
    const bool isNoted =
        ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, process.data(), process.size(), 0) >= 0;
    static_cast<void>(isNoted);
    return lock;
}

} // namespace turnpike::store
