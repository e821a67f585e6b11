// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QTreeWidget;

namespace turnpike::ui {

class CommandSet;

/// Every command with its keys, by menu; made from the command set.
class KeyboardDialog : public QDialog {
    Q_OBJECT
public:
    explicit KeyboardDialog(const CommandSet &commands, QWidget *parent = nullptr);

private:
    void filter(const QString &text);
    QLineEdit *m_filter;
    QTreeWidget *m_list;
};

} // namespace turnpike::ui
