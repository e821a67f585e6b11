// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

namespace turnpike::client {

/// What a keychain said. Each has a remedy of its own, so they are never told as one.
enum class KeychainAnswer {
    Done,
    Missing,   ///< none runs in this session
    Locked,    ///< it would have to be unlocked, and nobody was asked
    Cancelled, ///< somebody was asked for its password and did not give it
    Empty,     ///< it is open and does not hold the entry
    Failed     ///< anything else; the detail says what
};

struct KeychainReply {
    KeychainAnswer answer = KeychainAnswer::Done;
    QByteArray secret; ///< after read()
    QString detail;    ///< the keychain's own words; may be empty
};

/// For the person: what happened and what to do. Not for Done.
[[nodiscard]] Error keychainError(const KeychainReply &reply, const QString &entry);

/// A keychain as the desktop has one; replies come on the calling thread after the call has returned.
class Keychain {
public:
    using Then = std::function<void(const KeychainReply &reply)>;

    virtual ~Keychain() = default;
    virtual void read(const QString &entry, Then then) = 0;
    virtual void write(const QString &entry, const QByteArray &secret, Then then) = 0;
    /// Removing what is not there is Done.
    virtual void remove(const QString &entry, Then then) = 0;
};

/// Through QtKeychain: GNOME Keyring or KWallet.
[[nodiscard]] std::unique_ptr<Keychain> desktopKeychain();

} // namespace turnpike::client
