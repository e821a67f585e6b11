// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

class QWidget;

namespace turnpike::ui {

/// A widget that shows one place of the configuration, or everything below it.
class PlaceView {
public:
    virtual ~PlaceView() = default;
    [[nodiscard]] virtual document::PropertyPath place() const = 0;
    /// Makes the place visible inside this widget and returns what should have the focus; null when the place
    /// is not shown here. The way from the page down to this widget is the caller's business.
    [[nodiscard]] virtual QWidget *revealPlace(const document::PropertyPath &path) = 0;
};

/// The widget below `root` that shows the path most exactly, made visible inside its own view.
[[nodiscard]] QWidget *targetIn(QWidget *root, const document::PropertyPath &path);
/// Finds the widget below `root` that shows the path most exactly, opens the tabs and folded sections around
/// it, scrolls to it and focuses it.
[[nodiscard]] bool revealIn(QWidget *root, const document::PropertyPath &path);
/// Opens the tabs and folded sections around that widget, and nothing else.
void openTabOf(QWidget *root, const document::PropertyPath &path);

} // namespace turnpike::ui
