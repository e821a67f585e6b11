// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/wire/types.h"

namespace turnpike::trust {

/// A secret that lets one stranger in, once: 80 random bits as four groups of four letters and digits,
/// valid for ten minutes, void after a hundred wrong tries in all.
class PairingCode {
public:
    static constexpr std::chrono::minutes kLifetime{10};
    static constexpr int kMostWrongTries = 100;

    PairingCode(wire::Role role, MonotonicTime now);
    /// One that another process made for this relay ("turnpiked --pair" beside a running relay). Both read
    /// the machine's one monotonic clock; a file of before its last start holds a code that has expired.
    [[nodiscard]] static Result<PairingCode> read(const QString &fileName);
    [[nodiscard]] Result<void> write(const QString &fileName) const;

    [[nodiscard]] const QString &text() const { return m_text; } ///< "ABCD-EFGH-IJKL-MN23"
    [[nodiscard]] wire::Role role() const { return m_role; }
    [[nodiscard]] bool isValid(MonotonicTime now) const;
    /// Whether this is how the code was typed. Letter case, spaces and dashes do not matter; takes the same
    /// time for every other text.
    [[nodiscard]] bool isTypedAs(const QString &code) const;
    /// Which code it is, to somebody who has it before him: "ABCD-…". Tells nobody else what it is.
    [[nodiscard]] QString beginning() const;
    /// Takes the same time for every wrong code. Letter case, spaces and dashes do not matter.
    [[nodiscard]] Result<void> check(const QString &code, MonotonicTime now);

private:
    PairingCode() = default;
    QString m_text;
    wire::Role m_role = wire::Role::Viewer;
    MonotonicTime m_validUntil;
    int m_wrongTries = 0;
};

} // namespace turnpike::trust
