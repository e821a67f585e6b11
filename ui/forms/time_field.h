// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QTimeEdit;

namespace turnpike::ui {

/// A time of day, to the minute.
class TimeField : public FieldEditor {
    Q_OBJECT
public:
    TimeField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;
    void setReadOnly(bool readOnly) override;

private:
    QTimeEdit *m_edit;
    QVariant m_value;
};

} // namespace turnpike::ui
