// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/merge.h"

namespace turnpike::document {

/// Three deployments in which an entry has one name, also where one side has renamed it: merged by name, no
/// rename is lost and none gets in the way of what the other side changed in the entry.
struct CommonNames {
    model::SharedDeployment base;
    model::SharedDeployment mine;
    model::SharedDeployment theirs;
    /// Both gave an entry another name; theirs stands. Who is inside comes before what it is in.
    std::vector<MergeConflict> conflicts;
};

[[nodiscard]] CommonNames withCommonNames(const model::Deployment &base, const model::Deployment &mine,
                                          const model::Deployment &theirs);

} // namespace turnpike::document
