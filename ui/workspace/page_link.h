// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QString>

namespace turnpike::ui {

/// A place in the window: a page, and what it should show there. Everything that leads from one page to
/// another goes through one, and through openPage() of workspace or window.
struct PageLink {
    QString pageId; ///< empty: the page that has the argument, a path of the configuration
    /// In the page's own words: a path of the configuration, "call:…", a filter. Empty: the page as it is.
    QString argument;
    bool operator==(const PageLink &) const = default;

    /// To a place of the configuration; which page has it is the window's business.
    [[nodiscard]] static PageLink to(const document::PropertyPath &path) { return {{}, path.toString()}; }
};

} // namespace turnpike::ui
