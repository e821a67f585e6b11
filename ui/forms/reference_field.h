// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QComboBox;

namespace turnpike::ui {

/// One of the entries of another list, or none. An entry that no longer exists is shown as such.
class ReferenceField : public FieldEditor {
    Q_OBJECT
public:
    ReferenceField(Workspace &workspace, const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;

private:
    void rebuild();
    [[nodiscard]] QString entryText(const QString &name) const;
    Workspace &m_workspace;
    QComboBox *m_combo;
    QString m_value;
};

} // namespace turnpike::ui
