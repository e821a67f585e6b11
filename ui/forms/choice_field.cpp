// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/choice_field.h"

#include "ui/style/theme.h"
#include "ui/widgets/tone_label.h"
#include "ui/widgets/wheel_guard.h"
#include "ui/workspace/value_text.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QStyle>

#include <algorithm>

namespace turnpike::ui {

namespace {
constexpr int kMostButtons = 3;
constexpr int kLongestInOneRow = 60;
} // namespace

ChoiceField::ChoiceField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_names(property.type().enumerators())
{
    if (m_names.size() <= kMostButtons)
        makeButtons();
    else
        makeCombo();
}

void ChoiceField::makeButtons()
{
    const model::ValueType &type = property().type();
    m_buttons = new QButtonGroup(this);
    qsizetype letters = 0;
    for (const QString &name : std::as_const(m_names)) {
        letters += choiceText(type, name).size();
        m_hasConsequences = m_hasConsequences || !choiceConsequence(type, name).isEmpty();
    }
    const bool oneRow = !m_hasConsequences && letters <= kLongestInOneRow;
    auto *layout = new QBoxLayout(oneRow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom, this);
    layout->setContentsMargins({});
    layout->setSpacing(oneRow ? Theme::kPageMargin : 4);
    for (int i = 0; i < m_names.size(); ++i) {
        auto *button = new QRadioButton(choiceText(type, m_names.at(i)), this);
        m_buttons->addButton(button, i);
        layout->addWidget(button);
        const QString consequence = choiceConsequence(type, m_names.at(i));
        if (!consequence.isEmpty()) {
            button->setAccessibleDescription(consequence);
            auto *text = new ToneLabel(consequence, Theme::Tone::Second, this);
            const int indent = style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) +
                               style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing);
            text->setContentsMargins(indent, 0, 0, 4);
            layout->addWidget(text);
        }
    }
    if (oneRow)
        layout->addStretch(1);
    connect(m_buttons, &QButtonGroup::idClicked, this, &ChoiceField::choose);
}

void ChoiceField::makeCombo()
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    m_combo = new QComboBox(this);
    for (const QString &name : std::as_const(m_names))
        m_combo->addItem(choiceText(property().type(), name));
    // As wide as its longest choice where there is room; never wider than the page.
    m_combo->setMinimumWidth(widthFor(24));
    guardWheel(m_combo);
    layout->addWidget(m_combo);
    layout->addStretch(1);
    connect(m_combo, &QComboBox::activated, this, &ChoiceField::choose);
}

void ChoiceField::choose(int index)
{
    offer(property().type().parse(m_names.at(index)), false);
}

void ChoiceField::setValue(const QVariant &value)
{
    const auto index = static_cast<int>(m_names.indexOf(property().type().toText(value)));
    if (m_combo != nullptr)
        m_combo->setCurrentIndex(index);
    else if (QAbstractButton *button = m_buttons->button(index); button != nullptr && !button->isChecked())
        button->setChecked(true);
}

QWidget *ChoiceField::control() const
{
    if (m_combo != nullptr)
        return m_combo;
    QAbstractButton *checked = m_buttons->checkedButton();
    return checked != nullptr ? checked : m_buttons->button(0);
}

} // namespace turnpike::ui
