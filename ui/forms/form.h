// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_group.h"

class QVBoxLayout;

namespace turnpike::ui {

/// A form made from a class's declaration: its values in one group, every nested object and list in a group
/// of its own, all in the order of declaration. What has no hand-made page is edited with this.
class Form : public QWidget {
    Q_OBJECT
public:
    /// `except`: properties of the object itself that stand elsewhere.
    Form(Workspace &workspace, const document::PropertyPath &objectPath, const QString &title,
         const QString &help, const QStringList &except = {}, QWidget *parent = nullptr);

private:
    void add(const document::PropertyPath &objectPath, const QString &title, const QString &help,
             const QStringList &except);
    Workspace &m_workspace;
    QVBoxLayout *m_layout;
};

} // namespace turnpike::ui
