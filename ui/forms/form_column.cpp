// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/form_column.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {
constexpr int kMostLetters = 150;
}

FormColumn::FormColumn(Workspace &workspace, QWidget *parent)
    : QScrollArea(parent)
    , m_workspace(workspace)
{
    auto *content = new QWidget(this);
    auto *sideways = new QHBoxLayout(content);
    const int margin = Theme::kPageMargin;
    sideways->setContentsMargins(margin, margin, margin, margin);
    auto *column = new QWidget(content);
    column->setMaximumWidth(fontMetrics().averageCharWidth() * kMostLetters);
    sideways->addWidget(column, 1);
    sideways->addStretch(0);
    m_layout = new QVBoxLayout(column);
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kBetweenGroups);
    m_layout->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

FieldGroup *FormColumn::addGroup(const QString &title, const QString &help)
{
    auto *group = new FieldGroup(m_workspace, title, help, FieldGroup::Style::Panel, widget());
    addWidget(group);
    return group;
}

Form *FormColumn::addForm(const document::PropertyPath &objectPath, const QString &title, const QString &help,
                          const QStringList &except)
{
    auto *form = new Form(m_workspace, objectPath, title, help, except, widget());
    addWidget(form);
    return form;
}

void FormColumn::addWidget(QWidget *added)
{
    m_layout->insertWidget(m_layout->count() - 1, added);
}

} // namespace turnpike::ui
