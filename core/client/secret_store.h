// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QFuture>
#include <QObject>
#include <QString>

#include <memory>

namespace turnpike::client {

/// Where private keys are kept. Never plain text on disk unless a person names the file: where no keychain
/// answers, a secret lasts as long as the program, and keeping() says so. Use on the thread it lives on;
/// futures finish there.
class SecretStore : public QObject {
    Q_OBJECT
public:
    enum class Keeping {
        Untried,     ///< the keychain has not been asked yet: nothing can be promised
        Keychain,    ///< the desktop's keychain: there again at the next start
        SessionOnly, ///< in memory: gone when the program ends
        KeyFile      ///< in a file of the person's own choosing
    };
    Q_ENUM(Keeping)

    using QObject::QObject;

    /// Where the next write goes. May turn from Keychain to SessionOnly when the keychain does not answer.
    /// tryOut() finds out before anything depends on it.
    [[nodiscard]] virtual Keeping keeping() const = 0;
    /// Why keeping() is SessionOnly, for the person; empty otherwise.
    [[nodiscard]] virtual QString explanation() const = 0;

    /// Writes something of no value, reads it and removes it: what keeping() says afterwards is true. May ask
    /// for the keychain's password. The error is why nothing can be kept.
    [[nodiscard]] virtual QFuture<Result<void>> tryOut() { return QtFuture::makeReadyFuture(Result<void>()); }
    /// NotFound when there is no such secret; other errors when the keychain could not be asked (see
    /// Keychain).
    [[nodiscard]] virtual QFuture<Result<QByteArray>> read(const QString &name) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    /// Removing what is not there succeeds.
    [[nodiscard]] virtual QFuture<Result<void>> remove(const QString &name) = 0;

Q_SIGNALS:
    void keepingChanged(turnpike::client::SecretStore::Keeping keeping);
};

class Keychain;

/// The keychain, or memory where none answers.
[[nodiscard]] std::unique_ptr<SecretStore> openSecretStore();
[[nodiscard]] std::unique_ptr<SecretStore> openSecretStore(std::unique_ptr<Keychain> keychain);
/// Memory only: for tests, and for people who want nothing kept.
[[nodiscard]] std::unique_ptr<SecretStore> openSessionSecretStore();
/// One private key in a PEM file that nobody else may read (mode 0600), whatever its name: for scripts,
/// when a person asked for it. Holds that one secret.
[[nodiscard]] std::unique_ptr<SecretStore> openKeyFileStore(const QString &fileName);

} // namespace turnpike::client
