// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QString>

#include <vector>

namespace turnpike::ui {

/// One row of the navigator: what it says and which page it opens.
struct PageNode {
    QString id; ///< "live.calls", "pool:pool1:fileTransfer"; stable while names are
    QString text;
    QString icon;                ///< Theme::icon()
    document::PropertyPath path; ///< the part of the configuration the page is about; root for live pages
    std::vector<PageNode> children;
    bool operator==(const PageNode &) const = default;
};

} // namespace turnpike::ui
