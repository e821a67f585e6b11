// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/voided_keys.h"

#include <QStringList>

namespace turnpike::ui {

/// A change in words, the same in the pending list, the review and the merge page.

/// "pool1 › Address book › Days to keep"; found in whichever of the two still has the place.
[[nodiscard]] QString placeText(const document::PropertyPath &path, const model::Deployment &working,
                                const model::Deployment &base);
/// "Days to keep", or the entry's name.
[[nodiscard]] QString settingText(const document::PropertyPath &path, const model::Deployment &working,
                                  const model::Deployment &base);
/// "on", "30 days", "empty", "•••"; `change` tells the property and whether it is secret.
[[nodiscard]] QString beforeText(const document::Change &change, const model::Deployment &base);
[[nodiscard]] QString afterText(const document::Change &change, const model::Deployment &working);
/// Text of one JSON value of the property at this path.
[[nodiscard]] QString valueText(const QJsonValue &value, const document::PropertyPath &path,
                                const model::Deployment &deployment, bool isSecret);
/// For lists: what came and what went; both empty for other values.
struct ListDifference {
    QStringList added;
    QStringList removed;
};
[[nodiscard]] ListDifference listDifference(const document::Change &change);

/// "live", "new calls only", "reopens ports", "restart", "read by servers".
[[nodiscard]] QString effectLabel(model::Effect effect);
/// What a rename breaks, for whoever looks at it: a derived key belongs to a name. Empty: nothing.
[[nodiscard]] QString renameNote(const document::Change &change);
/// Who is locked out by another realm, and what to do: "2 of 5 users of hq cannot sign in …: alice, bob. …"
[[nodiscard]] QString lockedOutSentence(const document::VoidedKeys &voided);
/// The same for a push of some or all changes between the two; a line a site, empty when everybody can sign
/// in.
[[nodiscard]] QString lockedOutText(const document::Changes &changes, const model::Deployment &working,
                                    const model::Deployment &base);
/// The first of many: "alice, bob, carol and 4,997 more".
[[nodiscard]] QString firstOf(const QStringList &names, qsizetype most);
/// "Takes effect at once, also for running calls."
[[nodiscard]] QString effectSentence(model::Effect effect);
/// What is to be known of a whole page: that no relay acts on anything below the object or list at `path`;
/// empty where one does.
[[nodiscard]] QString sectionNote(const document::PropertyPath &path);

} // namespace turnpike::ui
