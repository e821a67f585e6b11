// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/secret_store.h"

namespace turnpike::client {

class SessionSecretStore;

/// The desktop's keychain through QtKeychain. When none answers, what is written stays in memory, and
/// keeping() turns to SessionOnly.
class KeychainSecretStore final : public SecretStore {
    Q_OBJECT
public:
    explicit KeychainSecretStore(QObject *parent = nullptr);
    ~KeychainSecretStore() override;

    [[nodiscard]] Keeping keeping() const override;
    [[nodiscard]] QString explanation() const override { return m_explanation; }
    [[nodiscard]] QFuture<Result<QByteArray>> read(const QString &name) override;
    [[nodiscard]] QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    [[nodiscard]] QFuture<Result<void>> remove(const QString &name) override;

private:
    void fallBack(const QString &reason);

    QString m_explanation; ///< empty: the keychain answers, or was not asked yet
    std::unique_ptr<SessionSecretStore> m_session;
};

} // namespace turnpike::client
