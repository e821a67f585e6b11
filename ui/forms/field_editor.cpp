// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/field_editor.h"

#include "ui/forms/choice_field.h"
#include "ui/forms/list_field.h"
#include "ui/forms/name_field.h"
#include "ui/forms/number_field.h"
#include "ui/forms/reference_field.h"
#include "ui/forms/secret_field.h"
#include "ui/forms/switch_field.h"
#include "ui/forms/text_field.h"
#include "ui/forms/time_field.h"
#include "ui/workspace/value_text.h"

namespace turnpike::ui {

using model::ValueKind;

FieldEditor::FieldEditor(const model::PropertyInfo &property, QWidget *parent)
    : QWidget(parent)
    , m_property(property)
{
}

void FieldEditor::setReadOnly(bool readOnly)
{
    m_isClosed = readOnly;
    updateEnabled();
}

void FieldEditor::setUsable(bool usable)
{
    m_isUsable = usable;
    updateEnabled();
}

void FieldEditor::updateEnabled()
{
    setEnabled(m_isUsable && !m_isClosed);
}

void FieldEditor::offer(const Result<QVariant> &value, bool isTyping)
{
    if (!value) {
        Q_EMIT refused(value.error());
        return;
    }
    if (const auto checked = m_property.check(*value); !checked) {
        Q_EMIT refused(checked.error());
        return;
    }
    Q_EMIT accepted();
    Q_EMIT edited(*value, isTyping);
}

int FieldEditor::widthFor(int letters) const
{
    return fontMetrics().averageCharWidth() * letters + 20;
}

FieldEditor *makeFieldEditor(Workspace &workspace, const document::PropertyPath &path,
                             const model::PropertyInfo &property, QWidget *parent)
{
    if (isEntryName(path))
        return new NameField(property, parent);
    if (!property.reference().isEmpty())
        return new ReferenceField(workspace, property, parent);
    if (property.isSecret())
        return new SecretField(workspace, path, property, parent);
    switch (property.type().kind()) {
    case ValueKind::Boolean:
        return new SwitchField(property, parent);
    case ValueKind::Enumeration:
        return new ChoiceField(property, parent);
    case ValueKind::Integer:
    case ValueKind::Real:
    case ValueKind::Port:
    case ValueKind::Duration:
    case ValueKind::BitRate:
        return new NumberField(property, parent);
    case ValueKind::TimeOfDay:
        return new TimeField(property, parent);
    case ValueKind::TextList:
    case ValueKind::NetworkList:
        return new ListField(property, parent);
    case ValueKind::Text:
    case ValueKind::PortRange:
    case ValueKind::Address:
        break;
    }
    return new TextField(property, parent);
}

} // namespace turnpike::ui
