// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/value_text.h"

#include "ui/workspace/written_number.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::Edit;
using document::EditSet;
using document::PropertyPath;
using model::ValueKind;

namespace {

struct Choice {
    const char *type;
    const char *enumerator;
    const char *text;
    const char *consequence;
};

// clang-format off
constexpr Choice kChoices[] = {
    {"PoolEdition", "standard", QT_TRANSLATE_NOOP("choices", "Standard"), ""},
    {"PoolEdition", "enterprise", QT_TRANSLATE_NOOP("choices", "Enterprise"), ""},
    {"LoadBalancerKind", "none", QT_TRANSLATE_NOOP("choices", "None"), ""},
    {"LoadBalancerKind", "hardware", QT_TRANSLATE_NOOP("choices", "Load balancer"), ""},
    {"LoadBalancerKind", "dns", QT_TRANSLATE_NOOP("choices", "DNS"), ""},
    {"EncryptionLevel", "require", QT_TRANSLATE_NOOP("choices", "Required"),
     QT_TRANSLATE_NOOP("choices", "Clients that cannot encrypt do not get into a conference.")},
    {"EncryptionLevel", "support", QT_TRANSLATE_NOOP("choices", "Supported"),
     QT_TRANSLATE_NOOP("choices", "Media are encrypted where the client can.")},
    {"EncryptionLevel", "none", QT_TRANSLATE_NOOP("choices", "Off"),
     QT_TRANSLATE_NOOP("choices", "Whoever can read the network can listen.")},
    {"UrlFilterAction", "block", QT_TRANSLATE_NOOP("choices", "Block the message"),
     QT_TRANSLATE_NOOP("choices", "It is not delivered; the sender gets an error.")},
    {"UrlFilterAction", "allowAsText", QT_TRANSLATE_NOOP("choices", "Deliver links as plain text"),
     QT_TRANSLATE_NOOP("choices", "An underscore before the link makes it unclickable; the notice stands first.")},
    {"UrlFilterAction", "warn", QT_TRANSLATE_NOOP("choices", "Deliver with a warning"),
     QT_TRANSLATE_NOOP("choices", "Links stay active; the warning stands first. Without a warning text links are not filtered.")},
    {"FileFilterAction", "blockAll", QT_TRANSLATE_NOOP("choices", "Block every file"), ""},
    {"FileFilterAction", "blockList", QT_TRANSLATE_NOOP("choices", "Block these types"), ""},
    {"EdgeTopology", "consolidated", QT_TRANSLATE_NOOP("choices", "Consolidated: all roles on one machine"), ""},
    {"EdgeTopology", "singleSite", QT_TRANSLATE_NOOP("choices", "Single site: A/V edge on a machine of its own"), ""},
    {"EdgeTopology", "scaledSingleSite", QT_TRANSLATE_NOOP("choices", "Scaled single site: several machines behind a balancer"), ""},
    {"EdgeTopology", "multipleSite", QT_TRANSLATE_NOOP("choices", "Multiple sites with a remote perimeter"), ""},
    {"ManagementRole", "viewer", QT_TRANSLATE_NOOP("choices", "Viewer"), ""},
    {"ManagementRole", "operator", QT_TRANSLATE_NOOP("choices", "Operator"), ""},
    {"ManagementRole", "administrator", QT_TRANSLATE_NOOP("choices", "Administrator"), ""},
    {"RevisionStoreKind", "sqlite", QT_TRANSLATE_NOOP("choices", "SQLite, on the relay itself"), ""},
    {"RevisionStoreKind", "postgresql", QT_TRANSLATE_NOOP("choices", "PostgreSQL, shared by several edges"), ""},
    {"LogLevel", "error", QT_TRANSLATE_NOOP("choices", "Errors"), ""},
    {"LogLevel", "warning", QT_TRANSLATE_NOOP("choices", "Warnings"), ""},
    {"LogLevel", "info", QT_TRANSLATE_NOOP("choices", "Information"), ""},
    {"LogLevel", "debug", QT_TRANSLATE_NOOP("choices", "Debugging"), ""},
};

struct Entry {
    const char *type;
    const char *stem;
    const char *noun;
};
constexpr Entry kEntries[] = {
    {"AvAuthenticationServiceEntry", "avauth", QT_TRANSLATE_NOOP("entries", "A/V authentication service")},
    {"TrustedServer", "edge", QT_TRANSLATE_NOOP("entries", "server")},
    {"FrontEnd", "fe", QT_TRANSLATE_NOOP("entries", "front end")},
    {"NormalizationRule", "rule", QT_TRANSLATE_NOOP("entries", "rule")},
    {"Pool", "pool", QT_TRANSLATE_NOOP("entries", "pool")},
    {"EdgeSite", "site", QT_TRANSLATE_NOOP("entries", "edge site")},
    {"EdgeServer", "edge", QT_TRANSLATE_NOOP("entries", "edge server")},
    {"EdgeCertificate", "certificate", QT_TRANSLATE_NOOP("entries", "certificate")},
    {"EdgeUser", "user", QT_TRANSLATE_NOOP("entries", "user")},
    {"EdgeUserFile", "users", QT_TRANSLATE_NOOP("entries", "file of users")},
    {"EdgeSharedSecret", "secret", QT_TRANSLATE_NOOP("entries", "shared secret")},
    {"EdgeOAuthKey", "key", QT_TRANSLATE_NOOP("entries", "OAuth key")},
    {"Directory", "directory", QT_TRANSLATE_NOOP("entries", "directory")},
    {"AttributeMapping", "attribute", QT_TRANSLATE_NOOP("entries", "attribute")},
    {"RoleAssignment", "client", QT_TRANSLATE_NOOP("entries", "role")},
};
// clang-format on

struct ValueTextWords {
    Q_DECLARE_TR_FUNCTIONS(ValueText)
};

QString unqualified(const model::ValueType &type)
{
    const QString name = QString::fromLatin1(type.metaType().name());
    return name.mid(name.lastIndexOf(u':') + 1);
}

const Choice *choiceOf(const model::ValueType &type, const QString &enumerator)
{
    const QString name = unqualified(type);
    for (const Choice &choice : kChoices) {
        if (name == QLatin1StringView(choice.type) && enumerator == QLatin1StringView(choice.enumerator))
            return &choice;
    }
    return nullptr;
}

const Entry *entryOf(const model::ClassInfo &info)
{
    for (const Entry &entry : kEntries) {
        if (info.name() == QLatin1StringView(entry.type))
            return &entry;
    }
    return nullptr;
}

QString shortened(QString text)
{
    constexpr qsizetype kLongest = 48;
    if (text.size() > kLongest)
        text = text.left(kLongest - 1) % u'…';
    return text;
}

} // namespace

QString choiceText(const model::ValueType &type, const QString &enumerator)
{
    const Choice *choice = choiceOf(type, enumerator);
    return choice != nullptr ? QCoreApplication::translate("choices", choice->text) : enumerator;
}

QString choiceConsequence(const model::ValueType &type, const QString &enumerator)
{
    const Choice *choice = choiceOf(type, enumerator);
    return choice != nullptr && *choice->consequence != '\0'
               ? QCoreApplication::translate("choices", choice->consequence)
               : QString();
}

QString valueText(const model::PropertyInfo &property, const QVariant &value)
{
    const model::ValueType &type = property.type();
    const QString text = type.toText(value);
    if (property.isSecret())
        return text.isEmpty() ? ValueTextWords::tr("not set") : u"••••••••"_s;
    switch (type.kind()) {
    case ValueKind::Boolean:
        return value.toBool() ? ValueTextWords::tr("on") : ValueTextWords::tr("off");
    case ValueKind::Enumeration:
        return choiceText(type, text);
    case ValueKind::TextList:
    case ValueKind::NetworkList: {
        const qsizetype count = text.isEmpty() ? 0 : text.count(u' ') + 1;
        if (count > 3)
            return ValueTextWords::tr("%n entries", nullptr, static_cast<int>(count));
        break;
    }
    case ValueKind::Text:
    case ValueKind::Integer:
    case ValueKind::Real:
    case ValueKind::Port:
    case ValueKind::PortRange:
    case ValueKind::Duration:
    case ValueKind::BitRate:
    case ValueKind::TimeOfDay:
    case ValueKind::Address:
        break;
    }
    if (text.isEmpty())
        return property.reference().isEmpty() ? ValueTextWords::tr("empty")
                                              : ValueTextWords::tr("not selected");
    const QString shown = shortened(type.kind() == ValueKind::Real ? withWrittenNumber(text) : text);
    const QString suffix = unitSuffix(property);
    return suffix.isEmpty() ? shown : shown % u' ' % suffix;
}

QString clipboardText(const model::PropertyInfo &property, const QVariant &value)
{
    return property.isSecret() ? QString() : property.type().toText(value);
}

QString unitSuffix(const model::PropertyInfo &property)
{
    const ValueKind kind = property.type().kind();
    if (kind != ValueKind::Integer && kind != ValueKind::Real)
        return {};
    switch (property.unit()) {
    case model::Unit::None:
        return {};
    case model::Unit::Seconds:
        return ValueTextWords::tr("seconds");
    case model::Unit::Minutes:
        return ValueTextWords::tr("minutes");
    case model::Unit::Days:
        return ValueTextWords::tr("days");
    case model::Unit::Percent:
        return u"%"_s;
    case model::Unit::KilobitsPerSecond:
        return u"kbit/s"_s;
    }
    return {};
}

bool isEntryName(const PropertyPath &path)
{
    return !path.isRoot() && path.steps().last().property == u"name" && path.steps().last().key.isEmpty() &&
           path.steps().size() > 1 && !path.steps().at(path.steps().size() - 2).key.isEmpty();
}

EditSet settingEdit(const model::Deployment &deployment, const PropertyPath &path, const QVariant &value)
{
    const auto place = document::resolve(deployment, path);
    if (!place || place->property == nullptr)
        return {};
    const model::PropertyInfo &property = *place->property;
    const QString where =
        path.parent().isRoot() ? QString() : u" (" % document::displayPath(deployment, path.parent()) % u')';
    if (isEntryName(path)) {
        return {ValueTextWords::tr("Rename %1 to %2").arg(path.parent().steps().last().key, value.toString()),
                {Edit::rename(path.parent(), value.toString())}};
    }
    const ValueKind kind = property.type().kind();
    const QString label = property.label();
    QString what;
    if (kind == ValueKind::Boolean)
        what = value.toBool() ? ValueTextWords::tr("Turn on %1").arg(label)
                              : ValueTextWords::tr("Turn off %1").arg(label);
    else if (property.isSecret() || kind == ValueKind::TextList || kind == ValueKind::NetworkList)
        what = ValueTextWords::tr("Change %1").arg(label);
    else if (property.type().toText(value).isEmpty())
        what = ValueTextWords::tr("Clear %1").arg(label);
    else
        what = ValueTextWords::tr("Set %1 to %2").arg(label, valueText(property, value));
    return {what % where, {Edit::set(path, value)}};
}

QString freeEntryName(const model::ClassInfo &entryClass, const QStringList &taken)
{
    const Entry *entry = entryOf(entryClass);
    const QString stem = entry != nullptr ? QString::fromLatin1(entry->stem) : u"entry"_s;
    QSet<QString> lower;
    for (const QString &name : taken)
        lower << name.toLower();
    for (int number = 1;; ++number) {
        const QString name = stem % QString::number(number);
        if (!lower.contains(name.toLower()))
            return name;
    }
}

QString entryNoun(const model::ClassInfo &entryClass)
{
    const Entry *entry = entryOf(entryClass);
    return entry != nullptr ? QCoreApplication::translate("entries", entry->noun)
                            : ValueTextWords::tr("entry");
}

} // namespace turnpike::ui
