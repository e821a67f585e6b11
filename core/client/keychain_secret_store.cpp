// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/keychain_secret_store.h"

#include "core/client/session_secret_store.h"

#include <QPromise>
#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

const QString kService = u"turnpike"_s;

/// Runs a keychain job; `then` gets it when it has finished, just before it is deleted.
template <class Value, class Job, class Then>
QFuture<Result<Value>> run(Job *job, SecretStore *store, Then then)
{
    auto promise = std::make_shared<QPromise<Result<Value>>>();
    promise->start();
    auto future = promise->future();
    job->setParent(store);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, store, [promise, job, then] {
        promise->addResult(then(*job));
        promise->finish();
    });
    job->start();
    return future;
}

} // namespace

KeychainSecretStore::KeychainSecretStore(QObject *parent)
    : SecretStore(parent)
    , m_session(std::make_unique<SessionSecretStore>(u"it was kept for one session only"_s))
{
}

KeychainSecretStore::~KeychainSecretStore() = default;

SecretStore::Keeping KeychainSecretStore::keeping() const
{
    return m_explanation.isEmpty() ? Keeping::Keychain : Keeping::SessionOnly;
}

void KeychainSecretStore::fallBack(const QString &reason)
{
    const bool isNews = m_explanation.isEmpty();
    m_explanation = tr("No keychain answers (%1). Keys are kept until the program ends.").arg(reason);
    if (isNews)
        Q_EMIT keepingChanged(Keeping::SessionOnly);
}

QFuture<Result<QByteArray>> KeychainSecretStore::read(const QString &name)
{
    if (keeping() == Keeping::SessionOnly)
        return m_session->read(name);
    auto *job = new QKeychain::ReadPasswordJob(kService);
    job->setKey(name);
    return run<QByteArray>(job, this, [this, name](auto &finished) -> Result<QByteArray> {
        if (finished.error() == QKeychain::NoError)
            return finished.binaryData();
        if (finished.error() == QKeychain::EntryNotFound)
            return fail(Error::Code::NotFound, "the keychain does not hold this private key",
                        name.toStdString(), {}, "pair with the relay again");
        return fail(
            Error::Code::Unavailable, "the keychain does not answer: " + finished.errorString().toStdString(),
            name.toStdString(), {}, "unlock the keychain, or pair with the relay again for this session");
    });
}

QFuture<Result<void>> KeychainSecretStore::write(const QString &name, const QByteArray &secret)
{
    if (keeping() == Keeping::SessionOnly)
        return m_session->write(name, secret);
    auto *job = new QKeychain::WritePasswordJob(kService);
    job->setKey(name);
    job->setBinaryData(secret);
    return run<void>(job, this, [this, name, secret](auto &finished) -> Result<void> {
        if (finished.error() == QKeychain::NoError)
            return {};
        fallBack(finished.errorString());
        return m_session->write(name, secret).result();
    });
}

QFuture<Result<void>> KeychainSecretStore::remove(const QString &name)
{
    if (keeping() == Keeping::SessionOnly)
        return m_session->remove(name);
    auto *job = new QKeychain::DeletePasswordJob(kService);
    job->setKey(name);
    return run<void>(job, this, [name](auto &finished) -> Result<void> {
        if (finished.error() == QKeychain::NoError || finished.error() == QKeychain::EntryNotFound)
            return {};
        return fail(Error::Code::Unavailable,
                    "the keychain does not answer: " + finished.errorString().toStdString(),
                    name.toStdString(), {}, "unlock the keychain and try again");
    });
}

std::unique_ptr<SecretStore> openSecretStore()
{
    return std::make_unique<KeychainSecretStore>();
}

} // namespace turnpike::client
