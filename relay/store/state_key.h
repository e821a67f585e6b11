// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace turnpike::store {

/// The secret of a state folder, `state.key`: 32 random bytes that only its owner may read. What the database
/// keeps is sealed and chained with keys made from it, so that a copy of the database alone tells no secret
/// and cannot be forged.
class StateKey {
public:
    /// Makes the file when it is missing. `:memory:`: a key that lives as long as the process.
    [[nodiscard]] static Result<StateKey> open(const QString &folder);
    /// The one that is there; NotFound without one.
    [[nodiscard]] static Result<StateKey> openExisting(const QString &folder);
    /// Whether a folder has one.
    [[nodiscard]] static bool exists(const QString &folder);

    /// HMAC-SHA-256 of the purpose: 32 bytes, different for each purpose.
    [[nodiscard]] QByteArray derived(QByteArrayView purpose) const;

    StateKey(StateKey &&other) noexcept = default;
    StateKey &operator=(StateKey &&other) noexcept = default;
    StateKey(const StateKey &) = delete;
    StateKey &operator=(const StateKey &) = delete;
    /// Leaves nothing of it in memory.
    ~StateKey();

private:
    explicit StateKey(QByteArray bytes);
    QByteArray m_bytes;
};

/// HMAC-SHA-256, hexadecimal.
[[nodiscard]] QByteArray keyedHash(const QByteArray &key, QByteArrayView bytes);

} // namespace turnpike::store
