// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

using model::TextFormat;
using model::ValueKind;

// Only what ECMA-262 patterns can say; the exact syntax stays with the model's own check.
QString patternOf(const model::ValueType &type)
{
    switch (type.kind()) {
    case ValueKind::PortRange:
        return u"^[0-9]{1,5}(-[0-9]{1,5})?$"_s;
    case ValueKind::TimeOfDay:
        return u"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"_s;
    case ValueKind::Address:
        return u"^[0-9A-Fa-f:.]*$"_s;
    case ValueKind::NetworkList:
        return u"^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$"_s;
    default:
        break;
    }
    switch (type.format()) {
    case TextFormat::HostName:
        return u"^[A-Za-z0-9.-]*$"_s;
    case TextFormat::CertificateName:
        return u"^((\\*\\.)?[A-Za-z0-9.-]+)?$"_s;
    case TextFormat::HttpUrl:
        return u"^([Hh][Tt][Tt][Pp][Ss]?://\\S+)?$"_s;
    case TextFormat::LdapUrl:
        return u"^([Ll][Dd][Aa][Pp][Ss]?://\\S+)?$"_s;
    case TextFormat::FileExtension:
        return u"^\\.[A-Za-z0-9_-]{1,16}$"_s;
    case TextFormat::HexKey:
        return u"^([0-9A-Fa-f]{32}([0-9A-Fa-f]{64})?)?$"_s;
    case TextFormat::Moment:
        return u"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$"_s;
    case TextFormat::Separator:
        return u"^[!-/:-@\\[-`{-~]?$"_s;
    default:
        return {};
    }
}

void addPattern(QJsonObject &schema, const model::ValueType &type)
{
    if (const QString pattern = patternOf(type); !pattern.isEmpty())
        schema.insert(u"pattern"_s, pattern);
}

QJsonObject valueSchema(const model::PropertyInfo &property)
{
    const model::ValueType &type = property.type();
    QJsonObject schema;
    switch (type.kind()) {
    case ValueKind::Boolean:
        schema.insert(u"type"_s, u"boolean"_s);
        break;
    case ValueKind::Real:
        schema.insert(u"type"_s, u"number"_s);
        break;
    case ValueKind::Port:
        schema.insert(u"type"_s, u"integer"_s);
        schema.insert(u"minimum"_s, 1);
        schema.insert(u"maximum"_s, 65535);
        break;
    case ValueKind::Integer:
    case ValueKind::Duration:
    case ValueKind::BitRate:
        schema.insert(u"type"_s, u"integer"_s);
        schema.insert(u"minimum"_s, 0);
        break;
    case ValueKind::Enumeration:
        schema.insert(u"enum"_s, QJsonArray::fromStringList(type.enumerators()));
        break;
    case ValueKind::TextList:
    case ValueKind::NetworkList: {
        QJsonObject item{{u"type"_s, u"string"_s}, {u"minLength"_s, 1}};
        addPattern(item, type);
        schema.insert(u"type"_s, u"array"_s);
        schema.insert(u"items"_s, item);
        break;
    }
    case ValueKind::Text:
    case ValueKind::PortRange:
    case ValueKind::TimeOfDay:
    case ValueKind::Address:
        schema.insert(u"type"_s, u"string"_s);
        addPattern(schema, type);
        break;
    }
    if (property.minimum()) {
        schema.insert(u"minimum"_s, *property.minimum());
        schema.insert(u"maximum"_s, *property.maximum());
    }
    schema.insert(u"default"_s, type.toJson(property.defaultValue()));
    return schema;
}

QJsonObject referenceTo(const model::ClassInfo &info)
{
    return {{u"$ref"_s, QString(u"#/definitions/" % info.name())}};
}

void defineClass(const model::ClassInfo &info, QJsonObject &definitions);

QJsonObject propertySchema(const model::PropertyInfo &property, QJsonObject &definitions)
{
    QJsonObject schema;
    if (property.isValue()) {
        schema = valueSchema(property);
    } else {
        defineClass(*property.elementClass(), definitions);
        if (property.isObjectList())
            schema = {{u"type"_s, u"array"_s}, {u"items"_s, referenceTo(*property.elementClass())}};
        else // draft 7 ignores what stands beside $ref
            schema = {{u"allOf"_s, QJsonArray{referenceTo(*property.elementClass())}}};
    }
    schema.insert(u"title"_s, property.label());
    schema.insert(u"description"_s, property.helpText());
    return schema;
}

QJsonObject classSchema(const model::ClassInfo &info, QJsonObject &definitions)
{
    QJsonObject properties;
    for (const model::PropertyInfo &property : info.properties())
        properties.insert(property.name(), propertySchema(property, definitions));
    return {{u"type"_s, u"object"_s}, {u"properties"_s, properties}, {u"additionalProperties"_s, false}};
}

void defineClass(const model::ClassInfo &info, QJsonObject &definitions)
{
    if (definitions.contains(info.name()))
        return;
    QJsonObject schema = classSchema(info, definitions);
    if (info.isNamed())
        schema.insert(u"required"_s, QJsonArray{u"name"_s});
    definitions.insert(info.name(), schema);
}

} // namespace

QByteArray jsonSchema()
{
    QJsonObject definitions;
    QJsonObject root = classSchema(model::ClassInfo::of<model::Deployment>(), definitions);
    QJsonObject properties = root.value(u"properties"_s).toObject();
    properties.insert(u"schemaVersion"_s,
                      QJsonObject{{u"const"_s, 1}, {u"description"_s, u"Version of this format."_s}});
    root.insert(u"properties"_s, properties);
    root.insert(u"definitions"_s, definitions);
    root.insert(u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s);
    root.insert(u"title"_s, u"Turnpike deployment"_s);
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

} // namespace turnpike::document
