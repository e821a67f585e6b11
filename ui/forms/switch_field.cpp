// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/switch_field.h"

#include "ui/widgets/switch.h"

#include <QHBoxLayout>

namespace turnpike::ui {

SwitchField::SwitchField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_switch(new Switch(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_switch);
    layout->addStretch(1);
    connect(m_switch, &QCheckBox::clicked, this, [this](bool on) { offer(QVariant(on), false); });
}

void SwitchField::setValue(const QVariant &value)
{
    m_switch->setChecked(value.toBool());
}

QWidget *SwitchField::control() const
{
    return m_switch;
}

} // namespace turnpike::ui
