// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/property.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMetaMethod>

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace turnpike::model {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("model", text);
}

// "daysToKeep" -> "Days to keep"
QString spacedOut(const QString &name)
{
    QString text;
    for (const QChar letter : name) {
        if (letter.isUpper())
            text += u' ';
        text += text.isEmpty() ? letter.toUpper() : letter.toLower();
    }
    return text;
}

QString unitText(Unit unit)
{
    switch (unit) {
    case Unit::None:
        return {};
    case Unit::Seconds:
        return QCoreApplication::translate("model", "seconds");
    case Unit::Minutes:
        return QCoreApplication::translate("model", "minutes");
    case Unit::Days:
        return QCoreApplication::translate("model", "days");
    case Unit::Percent:
        return u"%"_s;
    case Unit::KilobitsPerSecond:
        return u"kbit/s"_s;
    }
    return {};
}

std::optional<double> numberIn(const QVariant &value)
{
    if (value.metaType() == QMetaType::fromType<std::chrono::seconds>())
        return static_cast<double>(value.value<std::chrono::seconds>().count());
    if (value.metaType() == QMetaType::fromType<std::chrono::minutes>())
        return static_cast<double>(value.value<std::chrono::minutes>().count());
    if (value.metaType() == QMetaType::fromType<BitRate>())
        return static_cast<double>(value.value<BitRate>().kbitPerSecond);
    if (value.typeId() == QMetaType::Int || value.typeId() == QMetaType::Double)
        return value.toDouble();
    return std::nullopt;
}

} // namespace

PropertyInfo &PropertyInfo::help(const char *text)
{
    m_help = text;
    return *this;
}

PropertyInfo &PropertyInfo::label(const char *text)
{
    m_label = text;
    return *this;
}

PropertyInfo &PropertyInfo::range(double minimum, double maximum)
{
    m_minimum = minimum;
    m_maximum = maximum;
    return *this;
}

PropertyInfo &PropertyInfo::unit(Unit unit)
{
    m_unit = unit;
    return *this;
}

PropertyInfo &PropertyInfo::wmi(const char *classAndProperty)
{
    m_wmi = QString::fromLatin1(classAndProperty);
    return *this;
}

PropertyInfo &PropertyInfo::effect(Effect effect)
{
    m_effect = effect;
    return *this;
}

PropertyInfo &PropertyInfo::promised()
{
    m_isPromised = true;
    return *this;
}

PropertyInfo &PropertyInfo::refersTo(const char *listPath)
{
    m_reference = QString::fromLatin1(listPath);
    return *this;
}

PropertyInfo &PropertyInfo::secret()
{
    m_isSecret = true;
    return *this;
}

PropertyInfo &PropertyInfo::advanced()
{
    m_isAdvanced = true;
    return *this;
}

PropertyInfo &PropertyInfo::required()
{
    m_isRequired = true;
    return *this;
}

PropertyInfo &PropertyInfo::placeholder(const char *text)
{
    m_placeholder = QString::fromUtf8(text);
    return *this;
}

PropertyInfo &PropertyInfo::format(TextFormat format)
{
    m_type.setFormat(format);
    return *this;
}

QString PropertyInfo::label() const
{
    return m_label != nullptr ? translated(m_label) : spacedOut(m_name);
}

QString PropertyInfo::helpText() const
{
    const QString help = translated(m_help);
    return isServed() ? help
                      : help % u' ' %
                            QCoreApplication::translate(
                                "model", "Kept, but this version of the relay does not act on it.");
}

const ClassInfo *PropertyInfo::elementClass() const
{
    return m_elementClass != nullptr ? &ClassInfo::of(*m_elementClass) : nullptr;
}

QVariant PropertyInfo::read(const void *object) const
{
    Q_ASSERT(isValue());
    return m_read(object);
}

void PropertyInfo::write(void *object, const QVariant &value) const
{
    Q_ASSERT(isValue() && value.metaType() == m_type.metaType());
    m_write(object, value);
}

Result<void> PropertyInfo::check(const QVariant &value) const
{
    if (value.metaType() != m_type.metaType())
        return fail(Error::Code::InvalidValue, "the value has the wrong type", {},
                    allowedText().toStdString());
    const auto number = numberIn(value);
    if (number && m_minimum && (*number < *m_minimum || *number > *m_maximum))
        return fail(Error::Code::InvalidValue,
                    QString(u"\"" % m_type.toText(value) % u"\" is out of range").toStdString(), {},
                    allowedText().toStdString());
    auto checked = m_type.check(value);
    // Errors are printed and logged; a secret that does not fit is still a secret.
    if (!checked && m_isSecret)
        checked.error().message = "the value does not fit here";
    return checked;
}

QString PropertyInfo::allowedText() const
{
    if (!m_minimum)
        return m_type.allowedText();
    const QLocale plain = QLocale::c();
    const QString unit = unitText(m_unit);
    const QString range = plain.toString(*m_minimum, 'g', 12) % u" to " % plain.toString(*m_maximum, 'g', 12);
    return unit.isEmpty() ? range : range % u' ' % unit;
}

ClassInfo::ClassInfo(const QMetaObject &metaObject)
    : m_metaObject(&metaObject)
{
    for (int i = 0; i < metaObject.methodCount(); ++i) {
        if (!metaObject.method(i).name().endsWith("Declaration"))
            continue;
        PropertyInfo property;
        void *arguments[] = {nullptr, &property};
        metaObject.static_metacall(QMetaObject::InvokeMetaMethod, i, arguments);
        m_properties.push_back(std::move(property));
    }
    Q_ASSERT_X(!m_properties.empty(), "ClassInfo", metaObject.className());
}

const ClassInfo &ClassInfo::of(const QMetaObject &metaObject)
{
    static std::shared_mutex mutex;
    static std::unordered_map<const QMetaObject *, std::unique_ptr<const ClassInfo>> classes;
    {
        const std::shared_lock lock(mutex);
        if (const auto known = classes.find(&metaObject); known != classes.end())
            return *known->second;
    }
    std::unique_ptr<const ClassInfo> made(new ClassInfo(metaObject));
    const std::unique_lock lock(mutex);
    return *classes.try_emplace(&metaObject, std::move(made)).first->second;
}

QString ClassInfo::name() const
{
    const QString qualified = QString::fromLatin1(m_metaObject->className());
    return qualified.mid(qualified.lastIndexOf(u':') + 1);
}

const PropertyInfo *ClassInfo::find(QStringView name) const
{
    const auto found = std::find_if(m_properties.begin(), m_properties.end(),
                                    [name](const PropertyInfo &property) { return property.name() == name; });
    return found != m_properties.end() ? &*found : nullptr;
}

} // namespace turnpike::model
