// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/state_key.h"

#include "core/base/random.h"
#include "core/document/atomic_file.h"
#include "core/document/regular_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QMessageAuthenticationCode>

#include <openssl/crypto.h>

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kBytes = 32;

QString fileIn(const QString &folder)
{
    return QDir(folder).filePath(u"state.key"_s);
}

QByteArray randomKey()
{
    QByteArray bytes(kBytes, '\0');
    fillRandom(std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(kBytes))));
    return bytes;
}

} // namespace

StateKey::StateKey(QByteArray bytes)
    : m_bytes(std::move(bytes))
{
}

StateKey::~StateKey()
{
    if (!m_bytes.isEmpty())
        OPENSSL_cleanse(m_bytes.data(), static_cast<std::size_t>(m_bytes.size()));
}

bool StateKey::exists(const QString &folder)
{
    return QFile::exists(fileIn(folder));
}

Result<StateKey> StateKey::open(const QString &folder)
{
    if (folder == u":memory:")
        return StateKey(randomKey());
    const QString fileName = fileIn(folder);
    if (!QFile::exists(fileName)) {
        StateKey made(randomKey());
        if (auto written = document::writeFileAtomically(fileName, made.m_bytes); !written)
            return tl::make_unexpected(written.error());
        return made;
    }
    return openExisting(folder);
}

Result<StateKey> StateKey::openExisting(const QString &folder)
{
    const QString fileName = fileIn(folder);
    // It opens everything else that is kept, so there is no serving on with it.
    if (auto checked = document::checkPrivate(fileName, "the key of the state folder"); !checked)
        return tl::make_unexpected(checked.error());
    auto read = document::readRegularFile(fileName, kBytes, "the key of the state folder");
    if (!read)
        return tl::make_unexpected(read.error());
    QByteArray bytes = std::move(*read);
    if (bytes.size() != kBytes) {
        return fail(Error::Code::Io, "this is no key of a state folder", fileName.toStdString(),
                    std::to_string(kBytes) + " bytes", "put back a copy from your backup");
    }
    return StateKey(std::move(bytes));
}

QByteArray StateKey::derived(QByteArrayView purpose) const
{
    return QMessageAuthenticationCode::hash(purpose.toByteArray(), m_bytes, QCryptographicHash::Sha256);
}

QByteArray keyedHash(const QByteArray &key, QByteArrayView bytes)
{
    return QMessageAuthenticationCode::hash(bytes.toByteArray(), key, QCryptographicHash::Sha256).toHex();
}

} // namespace turnpike::store
