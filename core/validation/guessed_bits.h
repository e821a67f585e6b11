// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace turnpike::validation {

/// How much there is to guess in a secret, in bits, by somebody who tries what people think of first: words,
/// runs
/// ("abcdef", "97531", "qwertz"), repetitions, and `known` texts, such as the realm. Each of these costs a
/// few bits however long it is; what remains is taken as drawn at random from the kinds of characters that
/// occur. Only the first 64 characters count: whoever has to guess those has enough to do.
[[nodiscard]] double guessedBits(const QString &secret, const QStringList &known = {});

/// Whether a secret can be tried out offline, from one credential that anybody overhears.
[[nodiscard]] bool isGuessable(const QString &secret, const QStringList &known = {});

/// The passwords that anyone tries first at an account.
[[nodiscard]] QStringList firstGuesses(const QString &user, const QString &realm);
[[nodiscard]] bool isAmongFirstGuesses(const QString &password, const QString &user, const QString &realm);

} // namespace turnpike::validation
