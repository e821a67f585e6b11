// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "ui/forms/page.h"
#include "ui/forms/page_node.h"

#include <memory>

namespace turnpike::ui {

/// The configuration's part of the navigator: forest, pools, edge sites, management.
[[nodiscard]] std::vector<PageNode> configurationTree(const model::Deployment &deployment);
/// The page of a node of configurationTree(); null when the node's part of the configuration is gone.
[[nodiscard]] std::unique_ptr<Page> makePage(const PageNode &node, Workspace &workspace, QWidget *parent);
/// Id of the page that shows a place. A page is named after its path; where an overview and a page of
/// settings share a path, the latter ends in "#general" or "#global".
[[nodiscard]] QString pageIdFor(const document::PropertyPath &path);

} // namespace turnpike::ui
