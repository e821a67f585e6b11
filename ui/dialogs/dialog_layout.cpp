// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/dialog_layout.h"

#include <QDialog>
#include <QVBoxLayout>

namespace turnpike::ui {

QVBoxLayout *makeDialogLayout(QDialog &dialog, int spacing)
{
    auto *layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(Theme::kPageMargin, Theme::kPageMargin, Theme::kPageMargin,
                               Theme::kPageMargin);
    layout->setSpacing(spacing);
    return layout;
}

} // namespace turnpike::ui
