// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/keychain_secret_store.h"

#include "core/client/session_secret_store.h"

#include <QPromise>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

/// Holds nothing; removed as soon as it was read.
const QString kTrial = u"trial"_s;

template <class Value>
using Promise = std::shared_ptr<QPromise<Result<Value>>>;

template <class Value>
Promise<Value> begin()
{
    auto promise = std::make_shared<QPromise<Result<Value>>>();
    promise->start();
    return promise;
}

template <class Value>
void end(const Promise<Value> &promise, Result<Value> result)
{
    promise->addResult(std::move(result));
    promise->finish();
}

} // namespace

KeychainSecretStore::KeychainSecretStore(std::unique_ptr<Keychain> keychain, QObject *parent)
    : SecretStore(parent)
    , m_keychain(std::move(keychain))
    , m_session(std::make_unique<SessionSecretStore>(u"it was kept for one session only"_s))
{
}

KeychainSecretStore::~KeychainSecretStore() = default;

void KeychainSecretStore::noteReply(const KeychainReply &reply)
{
    const auto before = m_keeping;
    const QString said = m_explanation;
    switch (reply.answer) {
    case KeychainAnswer::Done:
        m_explanation.clear();
        break;
    case KeychainAnswer::Missing:
        m_explanation =
            tr("No keychain runs in this session. Keys are kept until the program ends; with GNOME "
               "Keyring or KWallet they are kept for good.");
        break;
    case KeychainAnswer::Locked:
        m_explanation =
            tr("The keychain is locked. Keys are kept until the program ends, unless you unlock it "
               "and try again.");
        break;
    case KeychainAnswer::Cancelled:
        m_explanation = tr("The question for the keychain's password was cancelled. Keys are kept until the "
                           "program ends, unless you try again and enter it.");
        break;
    case KeychainAnswer::Empty:
        m_explanation =
            tr("The keychain does not give back what it was given. Keys are kept until the program "
               "ends.");
        break;
    case KeychainAnswer::Failed:
        m_explanation =
            tr("The keychain failed (%1). Keys are kept until the program ends.").arg(reply.detail);
        break;
    }
    m_keeping = reply.answer == KeychainAnswer::Done ? Keeping::Keychain : Keeping::SessionOnly;
    if (before != m_keeping || said != m_explanation)
        Q_EMIT keepingChanged(m_keeping);
}

QFuture<Result<void>> KeychainSecretStore::tryOut()
{
    auto promise = begin<void>();
    const auto ended = [this, promise](const KeychainReply &reply) {
        noteReply(reply);
        end<void>(promise, reply.answer == KeychainAnswer::Done
                               ? Result<void>()
                               : tl::make_unexpected(keychainError(reply, kTrial)));
    };
    m_keychain->write(kTrial, "trial", [this, ended](const KeychainReply &written) {
        if (written.answer != KeychainAnswer::Done) {
            ended(written);
            return;
        }
        m_keychain->read(kTrial, [this, ended](const KeychainReply &read) {
            // Whether it can be removed changes nothing about keys.
            m_keychain->remove(kTrial, [](const KeychainReply &) {});
            ended(read);
        });
    });
    return promise->future();
}

QFuture<Result<QByteArray>> KeychainSecretStore::read(const QString &name)
{
    if (auto kept = m_session->read(name); kept.result())
        return kept;
    auto promise = begin<QByteArray>();
    m_keychain->read(name, [promise, name](const KeychainReply &reply) {
        if (reply.answer == KeychainAnswer::Done)
            end<QByteArray>(promise, reply.secret);
        else
            end<QByteArray>(promise, tl::make_unexpected(keychainError(reply, name)));
    });
    return promise->future();
}

QFuture<Result<void>> KeychainSecretStore::write(const QString &name, const QByteArray &secret)
{
    if (m_keeping == Keeping::SessionOnly)
        return m_session->write(name, secret);
    auto promise = begin<void>();
    m_keychain->write(name, secret, [this, promise, name, secret](const KeychainReply &reply) {
        noteReply(reply);
        end<void>(promise, reply.answer == KeychainAnswer::Done ? Result<void>()
                                                                : m_session->write(name, secret).result());
    });
    return promise->future();
}

QFuture<Result<void>> KeychainSecretStore::remove(const QString &name)
{
    const bool wasInMemory = m_session->read(name).result().has_value();
    if (wasInMemory)
        (void)m_session->remove(name);
    auto promise = begin<void>();
    m_keychain->remove(name, [promise, name, wasInMemory](const KeychainReply &reply) {
        // A key that was never in the keychain is gone with the memory.
        if (reply.answer == KeychainAnswer::Done || wasInMemory)
            end<void>(promise, {});
        else
            end<void>(promise, tl::make_unexpected(keychainError(reply, name)));
    });
    return promise->future();
}

std::unique_ptr<SecretStore> openSecretStore()
{
    return openSecretStore(desktopKeychain());
}

std::unique_ptr<SecretStore> openSecretStore(std::unique_ptr<Keychain> keychain)
{
    return std::make_unique<KeychainSecretStore>(std::move(keychain));
}

} // namespace turnpike::client
