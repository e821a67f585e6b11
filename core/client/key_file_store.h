// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/secret_store.h"

namespace turnpike::client {

/// One private key in a file that a person named.
class KeyFileStore final : public SecretStore {
    Q_OBJECT
public:
    explicit KeyFileStore(QString fileName, QObject *parent = nullptr);

    [[nodiscard]] Keeping keeping() const override { return Keeping::KeyFile; }
    [[nodiscard]] QString explanation() const override { return {}; }
    /// Refuses a file that others may read.
    [[nodiscard]] QFuture<Result<QByteArray>> read(const QString &name) override;
    [[nodiscard]] QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    [[nodiscard]] QFuture<Result<void>> remove(const QString &name) override;

private:
    QString m_fileName;
};

} // namespace turnpike::client
