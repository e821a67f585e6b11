// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sealed_file.h"

#include "core/document/atomic_file.h"
#include "core/document/regular_file.h"
#include "relay/store/sealed_box.h"
#include "relay/store/state_key.h"

#include <QDir>
#include <QFile>

namespace turnpike::store {

namespace {

constexpr qint64 kLargestSealedFile = 64 * 1024 * 1024;

QByteArray keyFor(const StateKey &key)
{
    return key.derived("seal of files");
}

} // namespace

Result<void> writeSealedFile(const QString &stateFolder, const QString &name, const QByteArray &content)
{
    const auto key = StateKey::open(stateFolder);
    if (!key)
        return tl::make_unexpected(key.error());
    const auto sealed = seal(keyFor(*key), content, name.toUtf8());
    if (!sealed)
        return tl::make_unexpected(sealed.error());
    return document::writeFileAtomically(QDir(stateFolder).filePath(name), *sealed);
}

Result<std::optional<QByteArray>> readSealedFile(const QString &stateFolder, const QString &name)
{
    const QString fileName = QDir(stateFolder).filePath(name);
    if (!QFile::exists(fileName))
        return std::optional<QByteArray>();
    const auto sealed = document::readRegularFile(fileName, kLargestSealedFile, "the file");
    if (!sealed)
        return tl::make_unexpected(sealed.error());
    const auto key = StateKey::openExisting(stateFolder);
    if (!key)
        return tl::make_unexpected(key.error());
    auto content = unseal(keyFor(*key), *sealed, name.toUtf8());
    if (!content) {
        content.error().where = fileName.toStdString();
        return tl::make_unexpected(content.error());
    }
    return std::optional<QByteArray>(std::move(*content));
}

} // namespace turnpike::store
