// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Values and random edits made from the property declarations: what tests of every property use.

#include "core/document/edit.h"
#include "core/document/json_codec.h"
#include "core/document/place_walk.h"

#include <QRandomGenerator>

namespace turnpike::testing {

using namespace Qt::StringLiterals;

/// A text that fits the format; different numbers give different texts.
inline QString sampleText(model::TextFormat format, int number)
{
    const QString n = QString::number(number);
    switch (format) {
    case model::TextFormat::Free:
        return u"text \"%1\" – ünïcode"_s.arg(n);
    case model::TextFormat::Message:
        return u"text \"%1\"\nand a second line"_s.arg(n);
    case model::TextFormat::Name:
        return u"name-"_s + n;
    case model::TextFormat::HostName:
        return u"host%1.example.org"_s.arg(n);
    case model::TextFormat::CertificateName:
        return u"*.host%1.example.org"_s.arg(n);
    case model::TextFormat::HttpUrl:
        return u"https://host%1.example.org/a?b=c"_s.arg(n);
    case model::TextFormat::LdapUrl:
        return u"ldaps://host%1.example.org"_s.arg(n);
    case model::TextFormat::FilePath:
        return u"/somewhere/file %1"_s.arg(n);
    case model::TextFormat::FileExtension:
        return u".x"_s + n;
    case model::TextFormat::UrlScheme:
        return u"scheme%1:"_s.arg(n);
    case model::TextFormat::HexKey:
        // Never the mask of a secret (document::secretMask()).
        return u"a%1"_s.arg(number, 31, 16, QLatin1Char('0'));
    case model::TextFormat::UserName:
        return u"grüße %1"_s.arg(n);
    case model::TextFormat::Realm:
        return u"example-%1.org"_s.arg(n);
    case model::TextFormat::Separator:
        return QString(QLatin1String("!#$%&*+-.~").at(number % 10));
    case model::TextFormat::AddressAndPort:
        return u"192.0.2.1:%1"_s.arg(1 + number % 65535);
    case model::TextFormat::Moment:
        return u"%1-12-31T23:59:59Z"_s.arg(2000 + number % 1000);
    case model::TextFormat::RegularExpression:
        return u"^(\\d{%1})$"_s.arg(1 + number % 20);
    }
    return {};
}

/// A valid value of the property; usually not its default.
inline QVariant sampleValue(const model::PropertyInfo &property, int number)
{
    using model::ValueKind;
    const model::ValueType &type = property.type();
    const int least = property.minimum() ? static_cast<int>(*property.minimum()) : 0;
    const int most = property.maximum() ? static_cast<int>(*property.maximum()) : 1000000;
    const int inRange = least + number % (most - least + 1);
    const auto parsed = [&type](const QString &text) { return type.parse(text).value(); };
    switch (type.kind()) {
    case ValueKind::Text:
        return sampleText(type.format(), number);
    case ValueKind::Boolean:
        return number % 2 == 0;
    case ValueKind::Integer:
    case ValueKind::Duration:
    case ValueKind::BitRate:
        return parsed(QString::number(inRange));
    case ValueKind::Real:
        return inRange + (inRange < most ? 0.5 : 0.0);
    case ValueKind::Enumeration:
        return parsed(type.enumerators().at(number % type.enumerators().size()));
    case ValueKind::Port:
        return parsed(QString::number(1 + number % 65535));
    case ValueKind::PortRange:
        return parsed(u"%1-65535"_s.arg(1024 + number % 60000));
    case ValueKind::TimeOfDay:
        return QTime(number % 24, number % 60);
    case ValueKind::Address:
        return parsed(number % 2 == 0 ? u"192.0.2.%1"_s.arg(number % 256)
                                      : u"2001:db8::%1"_s.arg(1 + number % 9999));
    case ValueKind::TextList:
        return QStringList{sampleText(type.format(), number), sampleText(type.format(), number + 1)};
    case ValueKind::NetworkList:
        return parsed(u"192.0.2.%1/32 2001:db8::/32"_s.arg(number % 256));
    }
    return {};
}

/// A valid value that is not the property's default.
inline QVariant otherValue(const model::PropertyInfo &property)
{
    for (int number = 1;; ++number) {
        const QVariant value = sampleValue(property, number);
        if (value != property.defaultValue())
            return value;
    }
}

inline void fill(const model::ClassInfo &info, void *object)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue()) {
            property.write(object, otherValue(property));
        } else if (property.isObject()) {
            fill(*property.elementClass(), property.member(object));
        } else {
            void *entries = property.member(object);
            for (int i = 0; i < 2; ++i) {
                property.list()->insertDefault(entries, i);
                void *entry = property.list()->mutableAt(entries, i);
                fill(*property.elementClass(), entry);
                property.elementClass()->find(u"name")->write(entry, u"entry%1"_s.arg(i));
            }
        }
    }
}

/// Every property differs from its default, every list has two entries.
inline model::Deployment everythingSet()
{
    model::Deployment deployment;
    fill(model::ClassInfo::of<model::Deployment>(), &deployment);
    return deployment;
}

/// Paths of all object lists of a deployment.
inline QList<document::PropertyPath> listPaths(const model::ClassInfo &info, const void *object,
                                               const document::PropertyPath &path = {})
{
    QList<document::PropertyPath> paths;
    for (const model::PropertyInfo &property : info.properties()) {
        const document::PropertyPath below = path.child(property.name());
        if (property.isObject())
            paths << listPaths(*property.elementClass(), property.member(object), below);
        if (!property.isObjectList())
            continue;
        paths << below;
        const void *entries = property.member(object);
        const QStringList names = document::entryNames(property, entries);
        for (int i = 0; i < names.size(); ++i)
            paths << listPaths(*property.elementClass(), property.list()->at(entries, i),
                               below.entry(names.at(i)));
    }
    return paths;
}

/// Makes edits that a person could make; the same seed makes the same ones.
class RandomEditor {
public:
    explicit RandomEditor(quint32 seed)
        : m_random(seed)
    {
    }

    model::SharedDeployment edited(model::SharedDeployment deployment, int count)
    {
        for (int i = 0; i < count; ++i) {
            // An edit that is refused, as the removal of an entry in use, is one that did not happen.
            if (const auto next = document::applied(*deployment, {{}, {edit(*deployment)}}))
                deployment = *next;
        }
        return deployment;
    }

    document::Edit edit(const model::Deployment &deployment)
    {
        using document::Edit;
        if (below(2) == 0)
            return valueEdit(deployment);
        const auto lists = listPaths(model::ClassInfo::of<model::Deployment>(), &deployment);
        const auto &list = lists.at(below(lists.size()));
        const QStringList names = document::entryNames(deployment, list);
        const QString fresh = u"new%1"_s.arg(below(30));
        if (names.isEmpty() || below(4) == 0)
            return Edit::insert(list, {{u"name"_s, fresh}}, static_cast<int>(below(names.size() + 1)));
        const auto entry = list.entry(names.at(below(names.size())));
        switch (below(4)) {
        case 0:
            return Edit::remove(entry);
        case 1:
            return Edit::rename(entry, fresh);
        default:
            return Edit::move(entry, static_cast<int>(below(names.size())));
        }
    }

    qsizetype below(qsizetype limit) { return m_random.bounded(static_cast<int>(limit)); }

private:
    document::Edit valueEdit(const model::Deployment &deployment)
    {
        const auto paths = document::valuePaths(deployment);
        const auto &path = paths.at(below(paths.size()));
        const auto place = document::resolve(deployment, path).value();
        if (!place.property->reference().isEmpty()) {
            const QStringList known =
                document::entryNames(deployment, document::PropertyPath::of(place.property->reference()));
            return document::Edit::set(path, known.isEmpty() ? QString() : known.at(below(known.size())));
        }
        return document::Edit::set(path, sampleValue(*place.property, static_cast<int>(below(50))));
    }

    QRandomGenerator m_random;
};

} // namespace turnpike::testing
