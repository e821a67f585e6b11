// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

#include <QDateTime>
#include <QString>

namespace turnpike::ui {

/// What the status of a certificate means to a person, the same wherever it is shown.
struct CertificateState {
    enum class Level { Good, Attention, Bad };
    Level level = Level::Good;
    QString entry;  ///< its name in the configuration
    QString served; ///< for which names, until when, by whom; empty: it is not served
    QString fault;  ///< what is wrong, as a sentence; empty: nothing
    QString remedy; ///< why, and what to do about it; may be empty
    bool operator==(const CertificateState &) const = default;
};

[[nodiscard]] CertificateState certificateState(const wire::CertificateStatus &status, const QDateTime &now);

} // namespace turnpike::ui
