// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/name_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace turnpike::ui {

NameField::NameField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_line(new QLineEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_line, 1);
    layout->addStretch(0);
    m_line->setMaximumWidth(widthFor(28));
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        const auto name = typed();
        const auto checked = name ? this->property().check(*name) : tl::make_unexpected(name.error());
        if (checked)
            Q_EMIT accepted();
        else
            Q_EMIT refused(checked.error());
    });
    connect(m_line, &QLineEdit::editingFinished, this, &NameField::takeTyping);
}

void NameField::takeTyping()
{
    if (m_line->text() != m_name && !m_line->isReadOnly())
        offer(typed(), false);
    Q_EMIT finished();
}

QString NameField::typedText() const
{
    return m_line->text();
}

void NameField::showTyped(const QString &text)
{
    m_line->setText(text);
}

Result<QVariant> NameField::typed() const
{
    Result<QVariant> name = property().type().parse(m_line->text());
    if (name && name->toString().isEmpty())
        return fail(Error::Code::InvalidValue, tr("a name is needed").toStdString(), {},
                    property().allowedText().toStdString());
    return name;
}

void NameField::setValue(const QVariant &value)
{
    m_name = value.toString();
    if (m_line->text() == m_name)
        return;
    m_line->setText(m_name);
    Q_EMIT accepted();
}

QWidget *NameField::control() const
{
    return m_line;
}

void NameField::setReadOnly(bool readOnly)
{
    m_line->setReadOnly(readOnly);
}

bool NameField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        m_line->text() != m_name) {
        m_line->setText(m_name);
        Q_EMIT accepted();
        return true;
    }
    return FieldEditor::eventFilter(watched, event);
}

} // namespace turnpike::ui
