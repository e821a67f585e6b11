// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_pair.h"

#include "core/model/inert_text.h"
#include "core/wire/x509.h"

namespace turnpike::client {

namespace x509 = wire::x509;

namespace {

/// X.520 ub-common-name.
constexpr qsizetype kLongestCommonName = 64;

} // namespace

Result<KeyPair> KeyPair::generate(const QString &commonName)
{
    if (commonName.trimmed().isEmpty() || commonName.size() > kLongestCommonName || !isPlainLine(commonName))
        return fail(Error::Code::InvalidValue,
                    '"' + commonName.toStdString() + "\" cannot be the name in a certificate", {},
                    "1 to 64 visible characters");
    const auto key = x509::makeKey();
    if (!key)
        return tl::make_unexpected(key.error());
    const auto request = x509::makeRequest(*key, commonName.trimmed());
    if (!request)
        return tl::make_unexpected(request.error());
    return KeyPair{x509::toPem(*key), x509::toPem(*request)};
}

bool belongTogether(const QByteArray &certificate, const QByteArray &privateKey)
{
    const auto read = x509::certificateFromPem(certificate);
    const auto key = x509::keyFromPem(privateKey);
    return read && key && x509::belongTogether(*read, *key);
}

} // namespace turnpike::client
