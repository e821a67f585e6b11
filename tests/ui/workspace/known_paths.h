// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::testing {

/// Settings of the default deployment that tests of the console read and change.
inline const QString kDays = QStringLiteral("pools[pool1].addressBook.daysToKeep");
inline const QString kOu = QStringLiteral("pools[pool1].addressBook.partitionOutputByOU");
inline const QString kSharedSecret =
    QStringLiteral("edgeSites[hq].avEdge.credentials.sharedSecrets[web-phone].secret");

} // namespace turnpike::testing
