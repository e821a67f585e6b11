// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

class QDialog;
class QVBoxLayout;

namespace turnpike::ui {

/// What every dialog stands in: the margins of a page, and room between its rows. Belongs to the dialog.
[[nodiscard]] QVBoxLayout *makeDialogLayout(QDialog &dialog, int spacing = Theme::kBetweenFields);

} // namespace turnpike::ui
