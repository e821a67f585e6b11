// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/derived_key.h"

#include "core/base/opaque_string.h"

#include <QCryptographicHash>

namespace turnpike::model {

Result<QString> derivedKey(const QString &user, const QString &realm, const QString &password)
{
    const auto said = [](Error error, const char *what) {
        error.where = what;
        return tl::make_unexpected(std::move(error));
    };
    const auto preparedUser = preparedUsername(user.toStdString());
    if (!preparedUser)
        return said(preparedUser.error(), "user name");
    const auto realmName = preparedRealm(realm.toStdString());
    if (!realmName)
        return said(realmName.error(), "realm");
    const auto secret = opaqueString(password.toStdString());
    if (!secret)
        return said(secret.error(), "password");
    const std::string text = *preparedUser + ":" + *realmName + ":" + *secret;
    const auto hexOf = [bytes = QByteArray::fromStdString(text)](QCryptographicHash::Algorithm algorithm) {
        return QString::fromLatin1(QCryptographicHash::hash(bytes, algorithm).toHex());
    };
    return hexOf(QCryptographicHash::Md5) + hexOf(QCryptographicHash::Sha256);
}

} // namespace turnpike::model
