// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form.h"

#include <QScrollArea>

namespace turnpike::ui {

/// The scrolling column that a page, or one tab of it, consists of. Not wider than is good to read.
class FormColumn : public QScrollArea {
    Q_OBJECT
public:
    explicit FormColumn(Workspace &workspace, QWidget *parent = nullptr);
    FieldGroup *addGroup(const QString &title, const QString &help = {});
    Form *addForm(const document::PropertyPath &objectPath, const QString &title = {},
                  const QString &help = {}, const QStringList &except = {});
    void addWidget(QWidget *widget);

private:
    Workspace &m_workspace;
    QVBoxLayout *m_layout;
};

} // namespace turnpike::ui
