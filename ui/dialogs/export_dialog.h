// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;

namespace turnpike::ui {

/// Before a configuration with secrets is written to a file: with them, or without as long as nobody says so.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ExportDialog(int secrets, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(bool withSecrets);

private:
    QCheckBox *m_withSecrets;
};

} // namespace turnpike::ui
