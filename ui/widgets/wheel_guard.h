// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace turnpike::ui {

/// The wheel scrolls the page; it turns a number or a choice only after the control was clicked.
void guardWheel(QWidget *control);

} // namespace turnpike::ui
