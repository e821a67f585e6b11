// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

namespace turnpike::ui {

class Switch;

/// On or off.
class SwitchField : public FieldEditor {
    Q_OBJECT
public:
    SwitchField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;
    [[nodiscard]] bool mayRefuse() const override { return false; }

private:
    Switch *m_switch;
};

} // namespace turnpike::ui
