// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/number_field.h"

#include "core/model/typed_line.h"
#include "ui/style/theme.h"
#include "ui/widgets/tone_label.h"
#include "ui/widgets/wheel_guard.h"
#include "ui/workspace/value_text.h"
#include "ui/workspace/written_number.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStyleOptionSpinBox>

#include <cmath>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using model::ValueKind;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

double numberIn(const QVariant &value)
{
    if (value.metaType() == QMetaType::fromType<seconds>())
        return static_cast<double>(value.value<seconds>().count());
    if (value.metaType() == QMetaType::fromType<minutes>())
        return static_cast<double>(value.value<minutes>().count());
    if (value.metaType() == QMetaType::fromType<BitRate>())
        return static_cast<double>(value.value<BitRate>().kbitPerSecond);
    if (value.metaType() == QMetaType::fromType<Port>())
        return value.value<Port>().value;
    return value.toDouble();
}

double stepOf(const model::PropertyInfo &property, double number)
{
    switch (property.type().kind()) {
    case ValueKind::Duration:
        return property.type().metaType() == QMetaType::fromType<minutes>() ? 30 : 60;
    case ValueKind::BitRate:
        return number >= 10000 ? 1000 : 100;
    case ValueKind::Real:
        return 0.5;
    default:
        return number >= 10000 && property.type().kind() == ValueKind::Integer ? 1000 : 1;
    }
}

std::pair<double, double> boundsOf(const model::PropertyInfo &property)
{
    if (property.minimum())
        return {*property.minimum(), *property.maximum()};
    if (property.type().kind() == ValueKind::Port)
        return {1, 65535};
    return {property.type().kind() == ValueKind::BitRate ? 0 : -2147483648.0, 2147483647.0};
}

// What a long number of seconds is in words: "1 h 30 min".
QString inWords(qint64 totalSeconds)
{
    if (totalSeconds < 60)
        return {};
    QStringList parts;
    for (const auto &[size, name] :
         {std::pair{86400, NumberField::tr("d")}, std::pair{3600, NumberField::tr("h")},
          std::pair{60, NumberField::tr("min")}, std::pair{1, NumberField::tr("s")}}) {
        if (totalSeconds >= size) {
            parts << QString::number(totalSeconds / size) % u' ' % name;
            totalSeconds %= size;
        }
    }
    return parts.join(u' ');
}

// As it is written in the person's language, also with the unit that stands behind the field.
Result<QVariant> readNumber(const model::PropertyInfo &property, const QString &text)
{
    QString plain = withPlainNumber(model::typedLine(text));
    const QString suffix = unitSuffix(property);
    if (!suffix.isEmpty() && plain.endsWith(suffix, Qt::CaseInsensitive))
        plain.chop(suffix.size());
    return property.type().parse(plain);
}

QString writtenNumber(const model::PropertyInfo &property, const QVariant &value)
{
    return withWrittenNumber(property.type().toText(value));
}

} // namespace

StepBox::StepBox(const model::PropertyInfo &property, QWidget *parent)
    : QAbstractSpinBox(parent)
    , m_property(property)
{
    lineEdit()->setAlignment(Qt::AlignRight);
    lineEdit()->setFont(Theme::current().tabularFont());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QVariant StepBox::valueOf(double number) const
{
    const model::ValueType &type = m_property.type();
    const auto whole = static_cast<qint64>(std::llround(number));
    switch (type.kind()) {
    case ValueKind::Real:
        return number;
    case ValueKind::Port:
        return QVariant::fromValue(Port{static_cast<quint16>(whole)});
    case ValueKind::BitRate:
        return QVariant::fromValue(BitRate{whole});
    case ValueKind::Duration:
        return type.metaType() == QMetaType::fromType<minutes>() ? QVariant::fromValue(minutes{whole})
                                                                 : QVariant::fromValue(seconds{whole});
    default:
        return static_cast<int>(whole);
    }
}

void StepBox::stepBy(int steps)
{
    const auto typed = readNumber(m_property, lineEdit()->text());
    const auto [least, most] = boundsOf(m_property);
    const double before = typed ? numberIn(*typed) : numberIn(m_property.defaultValue());
    const double step = stepOf(m_property, steps > 0 ? before : before - 1);
    const double after = std::clamp(before + step * steps, least, most);
    const QVariant value = valueOf(after);
    lineEdit()->setText(writtenNumber(m_property, value));
    lineEdit()->selectAll();
    Q_EMIT stepped(value);
}

QAbstractSpinBox::StepEnabled StepBox::stepEnabled() const
{
    if (isReadOnly())
        return StepNone;
    const auto typed = readNumber(m_property, lineEdit()->text());
    if (!typed)
        return StepUpEnabled | StepDownEnabled;
    const auto [least, most] = boundsOf(m_property);
    StepEnabled enabled = StepNone;
    if (numberIn(*typed) < most)
        enabled |= StepUpEnabled;
    if (numberIn(*typed) > least)
        enabled |= StepDownEnabled;
    return enabled;
}

QSize StepBox::sizeHint() const
{
    const auto [least, most] = boundsOf(m_property);
    const bool hasUnit =
        m_property.type().kind() == ValueKind::BitRate || m_property.type().kind() == ValueKind::Duration;
    const double widest = m_property.type().kind() == ValueKind::BitRate ? 9999999 : most;
    QString sample =
        m_property.type().kind() == ValueKind::Real ? u"100.55"_s : m_property.type().toText(valueOf(widest));
    if (!hasUnit && sample.size() < 5)
        sample = u"00000"_s;
    QStyleOptionSpinBox option;
    initStyleOption(&option);
    const QSize text(fontMetrics().horizontalAdvance(sample) + 12, lineEdit()->sizeHint().height());
    return style()->sizeFromContents(QStyle::CT_SpinBox, &option, text, this);
}

NumberField::NumberField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_box(new StepBox(property, this))
    , m_suffix(new ToneLabel(unitSuffix(property), Theme::Tone::Second, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup);
    layout->addWidget(m_box);
    layout->addWidget(m_suffix);
    layout->addStretch(1);
    m_suffix->setWordWrap(false);
    guardWheel(m_box);
    m_box->installEventFilter(this);
    connect(m_box->lineEdit(), &QLineEdit::textEdited, this, [this](const QString &text) {
        const Result<QVariant> parsed = readNumber(this->property(), text);
        if (parsed && this->property().check(*parsed))
            m_value = *parsed;
        showRemark();
        offer(parsed, true);
    });
    connect(m_box, &StepBox::stepped, this, [this](const QVariant &value) {
        m_value = value;
        showRemark();
        offer(value, true);
    });
    connect(m_box, &QAbstractSpinBox::editingFinished, this, [this] {
        // "10 min" becomes the way in which it is kept.
        const auto typed = readNumber(this->property(), m_box->lineEdit()->text());
        if (typed && *typed == m_value)
            m_box->lineEdit()->setText(writtenNumber(this->property(), m_value));
        Q_EMIT finished();
    });
}

void NumberField::setValue(const QVariant &value)
{
    if (m_box->hasFocus() && m_value.isValid() && m_value == value) {
        const auto typed = readNumber(property(), m_box->lineEdit()->text());
        if (typed && *typed == value)
            return;
    }
    m_value = value;
    const QString text = writtenNumber(property(), value);
    if (m_box->lineEdit()->text() != text) {
        m_box->lineEdit()->setText(text);
        Q_EMIT accepted();
    }
    showRemark();
}

void NumberField::showRemark()
{
    qint64 count = 0;
    switch (property().type().kind()) {
    case ValueKind::Duration: {
        const bool isMinutes = property().type().metaType() == QMetaType::fromType<minutes>();
        count = isMinutes ? m_value.value<minutes>().count() * 60 : m_value.value<seconds>().count();
        const QString words = inWords(count);
        const bool saysMore = isMinutes ? count >= 3600 : count >= 60;
        m_suffix->setText(saysMore ? u"= "_s % words : QString());
        return;
    }
    case ValueKind::BitRate:
        count = m_value.value<BitRate>().kbitPerSecond;
        m_suffix->setText(count == 0 ? tr("no limit")
                          : count >= 1000
                              ? u"= "_s % QLocale().toString(static_cast<double>(count) / 1000) % u" Mbit/s"
                              : QString());
        return;
    default:
        return;
    }
}

QString NumberField::typedText() const
{
    return m_box->lineEdit()->text();
}

void NumberField::showTyped(const QString &text)
{
    m_box->lineEdit()->setText(text);
}

QWidget *NumberField::control() const
{
    return m_box;
}

void NumberField::setReadOnly(bool readOnly)
{
    m_box->setReadOnly(readOnly);
}

bool NumberField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        m_value.isValid() && m_box->lineEdit()->text() != writtenNumber(property(), m_value)) {
        m_box->lineEdit()->setText(writtenNumber(property(), m_value));
        Q_EMIT accepted();
        return true;
    }
    return FieldEditor::eventFilter(watched, event);
}

} // namespace turnpike::ui
