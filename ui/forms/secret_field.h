// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "ui/forms/field_editor.h"

class QLineEdit;
class QPushButton;
class QToolButton;

namespace turnpike::ui {

/// A secret as dots, with a button that shows it. A user's key can be set from a password, a shared secret or
/// an OAuth key from the system's random numbers.
class SecretField : public FieldEditor {
    Q_OBJECT
public:
    SecretField(Workspace &workspace, document::PropertyPath path, const model::PropertyInfo &property,
                QWidget *parent);
    void setValue(const QVariant &value) override;
    void keepTextOver(const QVariant &value) override { m_value = value; }
    [[nodiscard]] QWidget *control() const override;
    [[nodiscard]] QString typedText() const override;
    void showTyped(const QString &text) override;
    /// Also sets the password that stands in the row for it.
    void takeTyping() override;
    void setReadOnly(bool readOnly) override;
    [[nodiscard]] bool isWide() const override { return true; }

private:
    void addPasswordRow();
    void showPasswordRow(bool show);
    void setPassword();
    void generate();
    Workspace &m_workspace;
    document::PropertyPath m_path;
    QLineEdit *m_line;
    QToolButton *m_reveal;
    QPushButton *m_make = nullptr;
    QWidget *m_passwordRow = nullptr;
    QLineEdit *m_password = nullptr;
    QVariant m_value;
};

} // namespace turnpike::ui
