// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/time_field.h"

#include "ui/widgets/wheel_guard.h"

#include <QHBoxLayout>
#include <QTimeEdit>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

TimeField::TimeField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_edit(new QTimeEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_edit);
    layout->addStretch(1);
    m_edit->setDisplayFormat(u"HH:mm"_s);
    m_edit->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    guardWheel(m_edit);
    connect(m_edit, &QTimeEdit::userTimeChanged, this, [this](QTime time) {
        // Also said for setTime(); only a difference is a person's doing.
        if (QVariant(time) == m_value)
            return;
        m_value = time;
        offer(m_value, true);
    });
    connect(m_edit, &QTimeEdit::editingFinished, this, &FieldEditor::finished);
}

void TimeField::setValue(const QVariant &value)
{
    m_value = value;
    if (m_edit->time() != value.toTime())
        m_edit->setTime(value.toTime());
}

QWidget *TimeField::control() const
{
    return m_edit;
}

void TimeField::setReadOnly(bool readOnly)
{
    m_edit->setReadOnly(readOnly);
}

} // namespace turnpike::ui
