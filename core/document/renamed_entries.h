// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <vector>

namespace turnpike::document {

/// One entry under two names: its positions in both lists.
struct RenamedEntry {
    int before = 0;
    int after = 0;
};

/// Entries of a list that are in another one under another name. Entries have no identity but their name, so
/// they are told by what they hold: all the same, or, in the same place among their neighbours, at least as
/// much the same as not. In the order of the first list.
[[nodiscard]] std::vector<RenamedEntry> renamedEntries(const model::PropertyInfo &list, const void *before,
                                                       const QStringList &oldNames, const void *after,
                                                       const QStringList &newNames);

} // namespace turnpike::document
