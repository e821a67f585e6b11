// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/secret_store.h"

#include <QHash>

namespace turnpike::client {

/// Secrets in memory, overwritten when they are let go.
class SessionSecretStore final : public SecretStore {
    Q_OBJECT
public:
    explicit SessionSecretStore(QString explanation, QObject *parent = nullptr);
    ~SessionSecretStore() override;

    [[nodiscard]] Keeping keeping() const override { return Keeping::SessionOnly; }
    [[nodiscard]] QString explanation() const override { return m_explanation; }
    [[nodiscard]] QFuture<Result<QByteArray>> read(const QString &name) override;
    [[nodiscard]] QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    [[nodiscard]] QFuture<Result<void>> remove(const QString &name) override;

private:
    QString m_explanation;
    QHash<QString, QByteArray> m_secrets;
};

} // namespace turnpike::client
