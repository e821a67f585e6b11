// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

namespace turnpike::document {

/// Two people changed the same place differently.
struct MergeConflict {
    PropertyPath path;
    QJsonValue base;
    QJsonValue mine;
    QJsonValue theirs;
    bool isSecret = false;
};

struct MergeResult {
    model::SharedDeployment merged; ///< conflicts hold *theirs* until resolved
    std::vector<MergeConflict> conflicts;
    Changes mineOnly;             ///< what of mine was taken over silently
    model::SharedDeployment mine; ///< with the names that entries have in `merged`
};

/// What theirs left alone is mine; a conflict's path is a value, an entry (null: removed there), the name of
/// an entry that both renamed, or a list whose order both changed (the names in order). Paths are those of
/// `merged`.
[[nodiscard]] Result<MergeResult> threeWayMerge(const model::Deployment &base, const model::Deployment &mine,
                                                const model::Deployment &theirs);
/// Edits of the merged deployment that settle a conflict the other way: mine instead of theirs.
[[nodiscard]] EditSet editsForMine(const model::Deployment &merged, const MergeConflict &conflict);
/// The merged deployment with mine (best with the names of `merged`: MergeResult::mine) instead of theirs in
/// these conflicts. Where mine does not fit any more (it
/// takes away what theirs has come to need) theirs stays.
[[nodiscard]] model::SharedDeployment withMine(model::SharedDeployment merged, const model::Deployment &mine,
                                               const std::vector<MergeConflict> &conflicts);
/// threeWayMerge() that loses no edit: `merged` holds mine where both changed the same place.
[[nodiscard]] Result<MergeResult> mergeKeepingMine(const model::Deployment &base,
                                                   const model::Deployment &mine,
                                                   const model::Deployment &theirs);

} // namespace turnpike::document
