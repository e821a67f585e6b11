// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/form.h"

#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QVBoxLayout>

namespace turnpike::ui {

using document::PropertyPath;

Form::Form(Workspace &workspace, const PropertyPath &objectPath, const QString &title, const QString &help,
           const QStringList &except, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kBetweenGroups);
    add(objectPath, title, help, except);
}

void Form::add(const PropertyPath &objectPath, const QString &title, const QString &help,
               const QStringList &except)
{
    const auto place = document::resolve(*m_workspace.document().working(), objectPath);
    if (!place)
        return;
    auto *values = new FieldGroup(m_workspace, title, help, FieldGroup::Style::Panel, this);
    values->addProblemsOf(objectPath);
    values->addFieldsOf(objectPath, except);
    // The problem notes are always there.
    if (values->count() > 1)
        m_layout->addWidget(values);
    else
        values->deleteLater();
    for (const model::PropertyInfo &property : place->objectClass->properties()) {
        if (property.isValue() || except.contains(property.name()))
            continue;
        const PropertyPath path = objectPath.child(property.name());
        if (property.isObject()) {
            add(path, property.label(), property.helpText(), {});
        } else {
            auto *group = new FieldGroup(m_workspace, property.label(), property.helpText(),
                                         FieldGroup::Style::Panel, this);
            group->addList(path);
            m_layout->addWidget(group);
        }
    }
}

} // namespace turnpike::ui
