// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/text_field.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using model::TextFormat;
using model::ValueKind;

namespace {

bool isMachineReadable(const model::ValueType &type)
{
    return type.kind() != ValueKind::Text || type.format() == TextFormat::AddressAndPort ||
           type.format() == TextFormat::RegularExpression || type.format() == TextFormat::FilePath;
}

} // namespace

TextField::TextField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_line(new QLineEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    // As wide as its content may be; what is below it has the whole column.
    layout->addWidget(m_line, 1);
    layout->addStretch(0);
    const int length = usualLength();
    m_isWide = length > 50;
    m_line->setMinimumWidth(widthFor(qMin(length, 24)));
    m_line->setMaximumWidth(widthFor(length));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_line->setPlaceholderText(property.placeholder());
    if (isMachineReadable(property.type()))
        m_line->setFont(Theme::current().fixedFont());
    m_line->installEventFilter(this);
    // Escape gives back what the document holds.
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) {
        const Result<QVariant> parsed = this->property().type().parse(text);
        if (parsed && this->property().check(*parsed))
            m_value = *parsed;
        offer(parsed, true);
    });
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        // " edge1 " becomes the way in which it is kept.
        const auto typed = this->property().type().parse(m_line->text());
        if (typed && *typed == m_value && m_line->text() != this->property().type().toText(m_value))
            m_line->setText(this->property().type().toText(m_value));
        Q_EMIT finished();
    });
}

int TextField::usualLength() const
{
    switch (property().type().kind()) {
    case ValueKind::PortRange:
        return 13;
    case ValueKind::Address:
        return 30;
    default:
        break;
    }
    switch (property().type().format()) {
    case TextFormat::Separator:
        return 3;
    case TextFormat::Name:
    case TextFormat::Moment:
        return 24;
    case TextFormat::HostName:
    case TextFormat::CertificateName:
        return 40;
    case TextFormat::AddressAndPort:
        return 30;
    default:
        return 64;
    }
}

void TextField::setValue(const QVariant &value)
{
    const QString text = property().type().toText(value);
    // While a person types, their way of writing the same value stays.
    if (m_line->hasFocus() && m_value.isValid() && m_value == value && m_line->text() != text) {
        const auto typed = property().type().parse(m_line->text());
        if (typed && *typed == value)
            return;
    }
    m_value = value;
    if (m_line->text() == text)
        return;
    m_line->setText(text);
    m_line->setCursorPosition(0);
    Q_EMIT accepted();
}

QString TextField::typedText() const
{
    return m_line->text();
}

void TextField::showTyped(const QString &text)
{
    m_line->setText(text);
}

QWidget *TextField::control() const
{
    return m_line;
}

void TextField::setReadOnly(bool readOnly)
{
    m_line->setReadOnly(readOnly);
}

bool TextField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        m_value.isValid() && m_line->text() != property().type().toText(m_value)) {
        m_line->setText(property().type().toText(m_value));
        Q_EMIT accepted();
        return true;
    }
    return FieldEditor::eventFilter(watched, event);
}

} // namespace turnpike::ui
