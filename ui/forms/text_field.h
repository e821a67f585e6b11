// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QLineEdit;

namespace turnpike::ui {

/// A line of text that is parsed while it is typed: names, URLs, addresses, port ranges.
class TextField : public FieldEditor {
    Q_OBJECT
public:
    TextField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    void keepTextOver(const QVariant &value) override { m_value = value; }
    [[nodiscard]] QWidget *control() const override;
    [[nodiscard]] QString typedText() const override;
    void showTyped(const QString &text) override;
    void setReadOnly(bool readOnly) override;
    [[nodiscard]] bool isWide() const override { return m_isWide; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] int usualLength() const;
    QLineEdit *m_line;
    QVariant m_value;
    bool m_isWide = false;
};

} // namespace turnpike::ui
