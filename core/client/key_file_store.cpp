// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_file_store.h"

#include "core/document/atomic_file.h"

#include <QFile>
#include <QSaveFile>

namespace turnpike::client {

namespace {

constexpr auto kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
constexpr auto kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;

Result<QByteArray> readKey(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? Error::Code::Io : Error::Code::NotFound,
                    "the key file cannot be read: " + file.errorString().toStdString(),
                    fileName.toStdString(), {}, "name the file that \"turnpikectl pair --key-file\" wrote");
    if (file.permissions() & kOthers)
        return fail(Error::Code::Forbidden, "others may read this private key", fileName.toStdString(),
                    "mode 0600", "chmod 600, and pair again if somebody may have read it");
    return file.readAll();
}

tl::unexpected<Error> notWritten(const QString &fileName, const QString &reason)
{
    return fail(Error::Code::Io, "the key file cannot be written: " + reason.toStdString(),
                fileName.toStdString(), {}, "check the folder's owner and the free space on the disk");
}

Result<void> writeKey(const QString &fileName, const QByteArray &secret)
{
    QSaveFile file(fileName);
    // The permissions are set before the key is in the file, so nobody can read it in between.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kOwnerOnly))
        return notWritten(fileName, file.errorString());
    if (const auto written = document::writeAll(file, secret); !written) {
        file.cancelWriting();
        return notWritten(fileName, written.error());
    }
    if (!file.commit())
        return notWritten(fileName, file.errorString());
    return {};
}

} // namespace

KeyFileStore::KeyFileStore(QString fileName, QObject *parent)
    : SecretStore(parent)
    , m_fileName(std::move(fileName))
{
}

QFuture<Result<QByteArray>> KeyFileStore::read(const QString &)
{
    return QtFuture::makeReadyFuture(readKey(m_fileName));
}

QFuture<Result<void>> KeyFileStore::write(const QString &, const QByteArray &secret)
{
    return QtFuture::makeReadyFuture(writeKey(m_fileName, secret));
}

QFuture<Result<void>> KeyFileStore::remove(const QString &)
{
    if (QFile::exists(m_fileName) && !QFile::remove(m_fileName))
        return QtFuture::makeReadyFuture(
            Result<void>(fail(Error::Code::Io, "the key file cannot be removed", m_fileName.toStdString())));
    return QtFuture::makeReadyFuture(Result<void>());
}

std::unique_ptr<SecretStore> openKeyFileStore(const QString &fileName)
{
    return std::make_unique<KeyFileStore>(fileName);
}

} // namespace turnpike::client
