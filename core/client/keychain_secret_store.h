// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/keychain.h"
#include "core/client/secret_store.h"

namespace turnpike::client {

class SessionSecretStore;

/// A keychain, with memory beside it: what the keychain does not take is there until the program ends, and
/// keeping() says so.
class KeychainSecretStore final : public SecretStore {
    Q_OBJECT
public:
    explicit KeychainSecretStore(std::unique_ptr<Keychain> keychain, QObject *parent = nullptr);
    ~KeychainSecretStore() override;

    [[nodiscard]] Keeping keeping() const override { return m_keeping; }
    [[nodiscard]] QString explanation() const override { return m_explanation; }
    [[nodiscard]] QFuture<Result<void>> tryOut() override;
    [[nodiscard]] QFuture<Result<QByteArray>> read(const QString &name) override;
    [[nodiscard]] QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    [[nodiscard]] QFuture<Result<void>> remove(const QString &name) override;

private:
    void noteReply(const KeychainReply &reply);

    std::unique_ptr<Keychain> m_keychain;
    std::unique_ptr<SessionSecretStore> m_session;
    Keeping m_keeping = Keeping::Untried;
    QString m_explanation;
};

} // namespace turnpike::client
