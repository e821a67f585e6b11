// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QLineEdit;

namespace turnpike::ui {

/// The name of a list entry. A rename touches everything that refers to the entry, so it happens when the
/// person is done, not with every letter.
class NameField : public FieldEditor {
    Q_OBJECT
public:
    NameField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;
    void setReadOnly(bool readOnly) override;
    [[nodiscard]] QString typedText() const override;
    void showTyped(const QString &text) override;
    void takeTyping() override;
    [[nodiscard]] bool takesEveryLetter() const override { return false; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] Result<QVariant> typed() const;
    QLineEdit *m_line;
    QString m_name;
};

} // namespace turnpike::ui
