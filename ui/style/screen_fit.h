// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QSize>

class QWidget;

namespace turnpike::ui {

/// The screen that a window is on or will open on, without panels of the desktop: a dialog over its parent, a
/// window where it was put, else where the pointer is.
[[nodiscard]] QRect screenOf(const QWidget &window);
/// What a window may take of the screen that it opens on: without panels of the desktop, and without its own
/// frame.
[[nodiscard]] QSize roomOnScreen(const QWidget &window);
/// As large as it is or wants to be, but never larger than its screen: what a dialog needs beyond that
/// scrolls inside of it, above its buttons.
void fitScreen(QWidget &window);

} // namespace turnpike::ui
