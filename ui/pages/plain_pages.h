// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "ui/forms/page.h"

#include <memory>

namespace turnpike::ui {

// Pages for which the groups of the declaration say all there is to say.

[[nodiscard]] std::unique_ptr<Page> makeDirectoriesPage(Workspace &workspace, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page>
makeDirectoryPage(Workspace &workspace, const document::PropertyPath &directory, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makePoolsPage(Workspace &workspace, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makePoolGeneralPage(Workspace &workspace,
                                                        const document::PropertyPath &pool, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page>
makeFrontEndsPage(Workspace &workspace, const document::PropertyPath &frontEnds, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makeSitesPage(Workspace &workspace, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makeSiteGeneralPage(Workspace &workspace,
                                                        const document::PropertyPath &site, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makeServersPage(Workspace &workspace,
                                                    const document::PropertyPath &servers, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makeManagementPage(Workspace &workspace, QWidget *parent);
/// The generated form of one object: update server, monitoring.
[[nodiscard]] std::unique_ptr<Page> makeObjectPage(Workspace &workspace, const document::PropertyPath &object,
                                                   QWidget *parent);

} // namespace turnpike::ui
