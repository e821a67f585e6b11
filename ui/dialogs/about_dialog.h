// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace turnpike::ui {

class Workspace;

/// Version, licence, and what a bug report needs to know about this system.
class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(const Workspace &workspace, QWidget *parent = nullptr);
    /// Plain text, without names of people or relays.
    [[nodiscard]] static QString systemInformation(const Workspace &workspace);
};

} // namespace turnpike::ui
