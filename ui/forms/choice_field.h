// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QButtonGroup;
class QComboBox;

namespace turnpike::ui {

/// One of a few: radio buttons for up to three choices, with what each does below it; else a list that folds
/// out.
class ChoiceField : public FieldEditor {
    Q_OBJECT
public:
    ChoiceField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;
    [[nodiscard]] bool mayRefuse() const override { return false; }
    [[nodiscard]] bool isWide() const override { return m_hasConsequences; }

private:
    void makeButtons();
    void makeCombo();
    void choose(int index);
    QStringList m_names;
    QButtonGroup *m_buttons = nullptr;
    QComboBox *m_combo = nullptr;
    bool m_hasConsequences = false;
};

} // namespace turnpike::ui
