// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QDialog>

namespace turnpike::ui {

/// What a file would change, before it does.
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    struct Proposal {
        QString fileName; ///< without its folder
        model::SharedDeployment before;
        model::SharedDeployment after;
        int keptSecrets = 0; ///< that the file leaves out
    };

    explicit ImportDialog(const Proposal &proposal, QWidget *parent = nullptr);
};

} // namespace turnpike::ui
