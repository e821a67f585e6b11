// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/session_secret_store.h"

#include <openssl/crypto.h>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

void wipe(QByteArray &secret)
{
    OPENSSL_cleanse(secret.data(), static_cast<std::size_t>(secret.size()));
}

} // namespace

SessionSecretStore::SessionSecretStore(QString explanation, QObject *parent)
    : SecretStore(parent)
    , m_explanation(std::move(explanation))
{
}

SessionSecretStore::~SessionSecretStore()
{
    for (auto &secret : m_secrets)
        wipe(secret);
}

QFuture<Result<QByteArray>> SessionSecretStore::read(const QString &name)
{
    const auto found = m_secrets.constFind(name);
    if (found != m_secrets.constEnd())
        return QtFuture::makeReadyFuture(Result<QByteArray>(*found));
    return QtFuture::makeReadyFuture(Result<QByteArray>(
        fail(Error::Code::NotFound, "the private key is not there: " + m_explanation.toStdString(),
             name.toStdString(), {}, "pair with the relay again")));
}

QFuture<Result<void>> SessionSecretStore::write(const QString &name, const QByteArray &secret)
{
    m_secrets.insert(name, secret);
    return QtFuture::makeReadyFuture(Result<void>());
}

QFuture<Result<void>> SessionSecretStore::remove(const QString &name)
{
    if (auto found = m_secrets.find(name); found != m_secrets.end()) {
        wipe(*found);
        m_secrets.erase(found);
    }
    return QtFuture::makeReadyFuture(Result<void>());
}

std::unique_ptr<SecretStore> openSessionSecretStore()
{
    return std::make_unique<SessionSecretStore>(u"secrets are kept for this session only"_s);
}

} // namespace turnpike::client
