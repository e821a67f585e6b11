// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"

#include <QDialog>

namespace turnpike::ui {

/// Why a file cannot be imported: each error with its place and what is allowed there, for whoever mends it.
class ImportErrorsDialog : public QDialog {
    Q_OBJECT
public:
    /// `fileName` is without its folder.
    ImportErrorsDialog(const QString &fileName, const document::FileErrors &found, QWidget *parent = nullptr);
};

} // namespace turnpike::ui
