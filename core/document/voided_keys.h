// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QStringList>

#include <vector>

namespace turnpike::document {

/// Users of one site whom another realm locks out: a derived key belongs to a realm (RFC 8489 section
/// 9.2.2), and the passwords that new keys could be made from are not kept.
struct VoidedKeys {
    PropertyPath realm;  ///< the changed realm, under the names of `after`
    QStringList users;   ///< who cannot sign in until they get their passwords again
    qsizetype count = 0; ///< of all users of the site
};

/// One entry for each site that gets another realm and has users who keep the key that they had.
/// `changes` lead from `before` to `after`.
[[nodiscard]] std::vector<VoidedKeys> voidedKeys(const model::Deployment &before,
                                                 const model::Deployment &after, const Changes &changes);

} // namespace turnpike::document
