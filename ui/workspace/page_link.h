// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::ui {

/// A place in the window: a page, and what it should show there. Everything that leads from one page to
/// another goes through one, and through Workspace::openPage().
struct PageLink {
    QString pageId;
    /// In the page's own words: a path of the configuration, "call:…", a filter. Empty: the page as it is.
    QString argument;
    bool operator==(const PageLink &) const = default;
};

} // namespace turnpike::ui
