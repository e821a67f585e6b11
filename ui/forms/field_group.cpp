// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/field_group.h"

#include "ui/forms/problem_notes.h"
#include "ui/style/theme.h"
#include "ui/widgets/folded_section.h"
#include "ui/widgets/note.h"
#include "ui/widgets/tone_label.h"
#include "ui/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace turnpike::ui {

using document::PropertyPath;

FieldGroup::FieldGroup(Workspace &workspace, const QString &title, const QString &help, Style style,
                       QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_panel(new QWidget(this))
    , m_style(style)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    outer->setSpacing(4);
    if (!title.isEmpty()) {
        auto *heading = new QLabel(title, this);
        QFont bold = heading->font();
        bold.setBold(true);
        heading->setFont(bold);
        outer->addWidget(heading);
        setAccessibleName(title);
    }
    if (!help.isEmpty()) {
        auto *text = new ToneLabel(help, Theme::Tone::Second, this);
        text->setContentsMargins(0, 0, 0, 4);
        outer->addWidget(text);
    }
    outer->addWidget(m_panel);
    m_body = new QVBoxLayout(m_panel);
    const int margin = style == Style::Panel ? Theme::kPageMargin : 0;
    m_body->setContentsMargins(margin, margin, margin, margin);
    m_body->setSpacing(Theme::kBetweenFields);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FieldGroup::paintEvent(QPaintEvent *)
{
    if (m_style == Style::Plain)
        return;
    const Theme::Colors &colors = Theme::current().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.border, 1));
    painter.setBrush(colors.base);
    painter.drawRoundedRect(QRectF(m_panel->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kCornerRadius,
                            Theme::kCornerRadius);
}

FieldRow *FieldGroup::addField(const PropertyPath &path, const FieldTexts &texts)
{
    auto *row = new FieldRow(m_workspace, path, texts, m_panel);
    addWidget(row);
    return row;
}

FieldRow *FieldGroup::addAdvancedField(const PropertyPath &path, const FieldTexts &texts)
{
    QVBoxLayout *body = advanced();
    auto *row = new FieldRow(m_workspace, path, texts, body->parentWidget());
    body->addWidget(row);
    ++m_count;
    return row;
}

void FieldGroup::addFieldsOf(const PropertyPath &objectPath, const QStringList &except)
{
    const auto place = document::resolve(*m_workspace.document().working(), objectPath);
    if (!place)
        return;
    const auto properties = place->objectClass->properties();
    for (const bool wantsAdvanced : {false, true}) {
        for (const model::PropertyInfo &property : properties) {
            if (!property.isValue() || property.isAdvanced() != wantsAdvanced ||
                except.contains(property.name()))
                continue;
            const PropertyPath path = objectPath.child(property.name());
            if (wantsAdvanced)
                addAdvancedField(path);
            else
                addField(path);
        }
    }
}

ObjectListEditor *FieldGroup::addList(const PropertyPath &listPath, const ObjectListOptions &options)
{
    auto *editor = new ObjectListEditor(m_workspace, listPath, options, m_panel);
    addWidget(editor);
    return editor;
}

Note *FieldGroup::addNote(const QString &icon, const QString &text)
{
    auto *note = new Note(icon, Theme::Tone::Second, text, m_panel);
    addWidget(note);
    return note;
}

void FieldGroup::addProblemsOf(const PropertyPath &path)
{
    addWidget(new ProblemNotes(m_workspace, path, m_panel));
}

void FieldGroup::addWidget(QWidget *widget)
{
    // Before the folded part, which stays last.
    const int end = m_advanced != nullptr ? m_body->count() - 1 : m_body->count();
    m_body->insertWidget(end, widget);
    ++m_count;
}

void FieldGroup::addLabeled(const QString &label, QWidget *widget)
{
    auto *row = new QWidget(m_panel);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kBetweenFields);
    auto *text = new QLabel(label, row);
    text->setWordWrap(true);
    text->setFixedWidth(FieldRow::labelWidth(this));
    text->setBuddy(widget);
    layout->addWidget(text, 0, Qt::AlignTop);
    layout->addWidget(widget, 1);
    addWidget(row);
}

QVBoxLayout *FieldGroup::advanced()
{
    if (m_advanced == nullptr) {
        auto *body = new QWidget(m_panel);
        m_advanced = new QVBoxLayout(body);
        m_advanced->setContentsMargins({});
        m_advanced->setSpacing(Theme::kBetweenFields);
        m_body->addWidget(new FoldedSection(tr("Advanced settings"), body, m_panel));
    }
    return m_advanced;
}

} // namespace turnpike::ui
