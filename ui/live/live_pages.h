// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/page.h"
#include "ui/forms/page_node.h"

#include <memory>

namespace turnpike::ui {

/// The live part of the navigator: "live.overview", "live.calls", "live.ports", "live.traffic".
[[nodiscard]] std::vector<PageNode> livePages();
/// Null when there is no such page.
[[nodiscard]] std::unique_ptr<Page> makeLivePage(const QString &id, Workspace &workspace, QWidget *parent);

} // namespace turnpike::ui
