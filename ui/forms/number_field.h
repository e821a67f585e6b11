// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

#include <QAbstractSpinBox>

class QLabel;

namespace turnpike::ui {

/// A spin box over any value that counts: it keeps what is typed and lets the property's parser judge, so
/// that "3 Mbit/s" and "10 min" are understood and a number out of range is explained instead of swallowed.
class StepBox : public QAbstractSpinBox {
    Q_OBJECT
public:
    StepBox(const model::PropertyInfo &property, QWidget *parent);
    using QAbstractSpinBox::lineEdit;
    void stepBy(int steps) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void stepped(const QVariant &value);

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;

private:
    [[nodiscard]] QVariant valueOf(double number) const;
    const model::PropertyInfo &m_property;
};

/// A number with its unit: counts, ports, durations, bit rates.
class NumberField : public FieldEditor {
    Q_OBJECT
public:
    NumberField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    void keepTextOver(const QVariant &value) override
    {
        m_value = value;
        showRemark();
    }
    [[nodiscard]] QWidget *control() const override;
    [[nodiscard]] QString typedText() const override;
    void showTyped(const QString &text) override;
    void setReadOnly(bool readOnly) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showRemark();
    StepBox *m_box;
    QLabel *m_suffix;
    QVariant m_value;
};

} // namespace turnpike::ui
