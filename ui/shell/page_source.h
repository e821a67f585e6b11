// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "ui/forms/page.h"
#include "ui/forms/page_node.h"
#include "ui/workspace/page_link.h"

#include <memory>
#include <vector>

namespace turnpike::ui {

/// Which pages there are and how one is made. The window knows no page by name.
class PageSource {
public:
    virtual ~PageSource() = default;
    /// Live views first, then what is configured.
    [[nodiscard]] virtual std::vector<PageNode> tree(const model::Deployment &deployment) const = 0;
    /// Null when there is no such page any more.
    [[nodiscard]] virtual std::unique_ptr<Page> make(const PageNode &node, Workspace &workspace,
                                                     QWidget *parent) const = 0;
    /// The page on which a place of the configuration is edited.
    [[nodiscard]] virtual QString pageIdFor(const document::PropertyPath &path) const = 0;
    /// The page that lists calls.
    [[nodiscard]] virtual QString callsPageId() const = 0;
    /// That page with the calls of one user.
    [[nodiscard]] virtual PageLink callsOf(const QString &user) const = 0;
};

/// The pages of ui/pages and ui/live.
[[nodiscard]] std::unique_ptr<PageSource> standardPages();

} // namespace turnpike::ui
