// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/entry_detail.h"

#include "ui/forms/field_group.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

EntryDetail::EntryDetail(Workspace &workspace, const PropertyPath &entry, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::kBetweenFields, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    auto *group = new FieldGroup(workspace, entry.steps().last().key, {}, FieldGroup::Style::Plain, this);
    group->addProblemsOf(entry);
    // The name is the table's business: renaming there keeps the selection.
    group->addFieldsOf(entry, {u"name"_s});
    layout->addWidget(group);

    const auto place = document::resolve(*workspace.document().working(), entry);
    if (!place)
        return;
    for (const model::PropertyInfo &property : place->objectClass->properties()) {
        if (property.isValue())
            continue;
        auto *nested =
            new FieldGroup(workspace, property.label(), property.helpText(), FieldGroup::Style::Plain, this);
        if (property.isObjectList())
            nested->addList(entry.child(property.name()));
        else
            nested->addFieldsOf(entry.child(property.name()));
        layout->addWidget(nested);
    }
}

} // namespace turnpike::ui
