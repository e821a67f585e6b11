// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"

#include "core/document/atomic_file.h"
#include "core/document/json_reader.h"
#include "core/document/json_writer.h"
#include "core/document/place_walk.h"
#include "core/document/regular_file.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QSet>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSchemaVersion = 1;
constexpr QStringView kVersionKey = u"schemaVersion";
/// Of one list. Every list is looked at as a whole again and again, by rules, by people.
constexpr std::size_t kMostEntries = 20'000;
/// Names stand in the path of everything below them, and in every sentence about it.
constexpr qsizetype kLongestName = 255;

void resetToDefaults(const model::ClassInfo &info, void *object)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue()) {
            property.write(object, property.defaultValue());
        } else if (property.isObject()) {
            resetToDefaults(*property.elementClass(), property.member(object));
        } else {
            void *entries = property.member(object);
            while (property.list()->size(entries) > 0)
                property.list()->removeAt(entries, property.list()->size(entries) - 1);
        }
    }
}

// Reads a JSON tree into an object by its declaration. With a null object it only checks.
class Decoder {
public:
    explicit Decoder(QString fileName)
        : m_fileName(std::move(fileName))
    {
    }

    Result<void> deployment(const JsonNode &node, model::Deployment &deployment) const
    {
        if (node.kind == JsonNode::Kind::Object) {
            if (const JsonNode *version = node.find(kVersionKey)) {
                if (const auto checked = checkVersion(*version); !checked)
                    return checked;
            }
        }
        return object(model::ClassInfo::of<model::Deployment>(), &deployment, node, {});
    }

    Result<void> object(const model::ClassInfo &info, void *object, const JsonNode &node,
                        const PropertyPath &path) const
    {
        if (node.kind != JsonNode::Kind::Object)
            return refused(node.position, path,
                           u"this must be an object in braces, not "_s % node.kindText());
        for (const JsonMember &member : node.members) {
            if (path.isRoot() && member.name == kVersionKey)
                continue;
            const model::PropertyInfo *property = info.find(member.name);
            if (property == nullptr)
                return unknownProperty(info, member, path);
            const auto read = this->property(*property, object, member.value, path.child(member.name));
            if (!read)
                return read;
        }
        return {};
    }

private:
    Result<void> checkVersion(const JsonNode &version) const
    {
        const double number = version.scalar.toDouble(0);
        if (number < 1 || number != static_cast<double>(version.scalar.toInteger(0)))
            return refused(version.position, {}, u"\"schemaVersion\" must be a whole number from 1 on"_s,
                           u"1"_s);
        if (number > kSchemaVersion) {
            Error error =
                makeError(version.position, {},
                          u"schema version %1 was written by a newer Turnpike"_s.arg(number), u"1"_s);
            error.remedy = "update this program, or export the configuration with the older schema";
            return tl::make_unexpected(std::move(error));
        }
        return {};
    }

    Result<void> property(const model::PropertyInfo &property, void *object, const JsonNode &node,
                          const PropertyPath &path) const
    {
        if (property.isValue())
            return value(property, object, node, path);
        void *member = object != nullptr ? property.member(object) : nullptr;
        if (property.isObject())
            return this->object(*property.elementClass(), member, node, path);
        return list(property, member, node, path);
    }

    Result<void> value(const model::PropertyInfo &property, void *object, const JsonNode &node,
                       const PropertyPath &path) const
    {
        if (node.items.size() > kMostEntries)
            return tooMany(node, path);
        const auto read = accepted(property, node.toValue());
        if (!read) {
            // In a list of texts, point at the item that is wrong.
            for (const JsonNode &item : node.items) {
                if (const auto one = accepted(property, QJsonArray{item.toValue()}); !one)
                    return refused(item.position, path, one.error());
            }
            return refused(node.position, path, read.error());
        }
        if (object != nullptr)
            property.write(object, *read);
        return {};
    }

    static Result<QVariant> accepted(const model::PropertyInfo &property, const QJsonValue &json)
    {
        auto value = property.type().fromJson(json);
        if (value) {
            if (const auto checked = property.check(*value); !checked)
                return tl::make_unexpected(checked.error());
        } else if (value.error().allowed.empty() || property.least()) {
            Error error = value.error();
            error.allowed = property.allowedText().toStdString();
            return tl::make_unexpected(std::move(error));
        }
        return value;
    }

    Result<void> list(const model::PropertyInfo &property, void *entries, const JsonNode &node,
                      const PropertyPath &path) const
    {
        if (node.kind != JsonNode::Kind::Array)
            return refused(node.position, path, u"this must be a list in brackets, not "_s % node.kindText());
        if (node.items.size() > kMostEntries)
            return tooMany(node, path);
        QSet<QString> names;
        int index = 0;
        for (const JsonNode &item : node.items) {
            const JsonNode *nameNode = item.find(u"name");
            const QString name = nameNode != nullptr ? nameNode->scalar.toString() : QString();
            if (item.kind == JsonNode::Kind::Object && name.isEmpty())
                return refused(nameNode != nullptr ? nameNode->position : item.position, path,
                               u"an entry of this list has no \"name\""_s,
                               u"every entry has a \"name\" of its own"_s);
            if (name.size() > kLongestName)
                return refused(nameNode->position, path, u"this name is too long"_s,
                               u"at most %1 characters"_s.arg(kLongestName));
            if (names.contains(name))
                return refused(nameNode->position, path,
                               u"the name \""_s % name % u"\" occurs twice in this list"_s,
                               u"every entry has a \"name\" of its own"_s);
            names.insert(name);
            void *entry = nullptr;
            if (entries != nullptr) {
                property.list()->insertDefault(entries, index);
                entry = property.list()->mutableAt(entries, index);
            }
            const PropertyPath entryPath = name.isEmpty() ? path : path.entry(name);
            if (const auto read = object(*property.elementClass(), entry, item, entryPath); !read)
                return read;
            ++index;
        }
        return {};
    }

    Result<void> tooMany(const JsonNode &node, const PropertyPath &path) const
    {
        return refused(node.position, path, u"this list has %1 entries"_s.arg(node.items.size()),
                       u"at most %1 entries in one list"_s.arg(kMostEntries));
    }

    Result<void> unknownProperty(const model::ClassInfo &info, const JsonMember &member,
                                 const PropertyPath &path) const
    {
        QStringList known;
        for (const model::PropertyInfo &property : info.properties())
            known << property.name();
        const bool isDeployment = &info == &model::ClassInfo::of<model::Deployment>();
        QString owner = isDeployment ? u"a deployment"_s : u"this entry"_s;
        if (!path.isRoot()) {
            const PropertyPath::Step &step = path.steps().last();
            owner = step.key.isEmpty() ? step.property : QString(step.property % u'[' % step.key % u']');
        }
        Error error{Error::Code::InvalidValue,
                    QString(u"\"" % member.name.left(80) % u"\" is not a property of " % owner).toStdString(),
                    whereText(m_fileName, member.position),
                    {},
                    nearestHint(member.name, known)};
        if (error.where.empty())
            error.where = path.toString().toStdString();
        if (error.remedy.empty())
            error.allowed = known.join(u", ").toStdString();
        return tl::make_unexpected(std::move(error));
    }

    Error makeError(const JsonPosition &position, const PropertyPath &path, const QString &message,
                    const QString &allowed) const
    {
        const std::string where = whereText(m_fileName, position);
        const QString place = path.toString();
        if (where.empty())
            return {Error::Code::InvalidValue,
                    message.toStdString(),
                    place.toStdString(),
                    allowed.toStdString(),
                    {}};
        const QString text = place.isEmpty() ? message : QString(place % u": " % message);
        return {Error::Code::InvalidValue, text.toStdString(), where, allowed.toStdString(), {}};
    }

    Result<void> refused(const JsonPosition &position, const PropertyPath &path, const QString &message,
                         const QString &allowed = {}) const
    {
        return tl::make_unexpected(makeError(position, path, message, allowed));
    }

    Result<void> refused(const JsonPosition &position, const PropertyPath &path, const Error &cause) const
    {
        Error error = makeError(position, path, QString::fromStdString(cause.message),
                                QString::fromStdString(cause.allowed));
        error.remedy = cause.remedy;
        return tl::make_unexpected(std::move(error));
    }

    QString m_fileName;
};

} // namespace

QByteArray toJson(const model::Deployment &deployment, JsonForm form)
{
    JsonWriter writer(form);
    writer.beginObject();
    writer.writeMember(kVersionKey.toString(), kSchemaVersion);
    writer.writeMembers(model::ClassInfo::of<model::Deployment>(), &deployment);
    writer.endObject();
    return writer.result();
}

Result<model::Deployment> fromJson(const QByteArray &json, const QString &fileName)
{
    const auto root = readJson(json, fileName);
    if (!root)
        return tl::make_unexpected(root.error());
    model::Deployment deployment;
    if (const auto read = Decoder(fileName).deployment(*root, deployment); !read)
        return tl::make_unexpected(read.error());
    return deployment;
}

Result<model::Deployment> readDeployment(const QString &fileName)
{
    const auto json = readRegularFile(fileName, JsonLimits{}.bytes, "the configuration");
    if (!json)
        return tl::make_unexpected(json.error());
    return fromJson(*json, fileName);
}

Result<void> writeDeployment(const model::Deployment &deployment, const QString &fileName)
{
    return writeFileAtomically(fileName, toJson(deployment));
}

QJsonObject objectToJson(const model::ClassInfo &info, const void *object, JsonForm form)
{
    QJsonObject json;
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue()) {
            const QVariant value = property.read(object);
            if (form == JsonForm::Complete || value != property.defaultValue())
                json.insert(property.name(), property.type().toJson(value));
        } else if (property.isObject()) {
            const QJsonObject inner = objectToJson(*property.elementClass(), property.member(object), form);
            if (form == JsonForm::Complete || !inner.isEmpty())
                json.insert(property.name(), inner);
        } else {
            QJsonArray array;
            const void *entries = property.member(object);
            for (int i = 0; i < property.list()->size(entries); ++i)
                array.append(objectToJson(*property.elementClass(), property.list()->at(entries, i), form));
            if (form == JsonForm::Complete || !array.isEmpty())
                json.insert(property.name(), array);
        }
    }
    return json;
}

Result<void> objectFromJson(const model::ClassInfo &info, void *object, const QJsonObject &json)
{
    const Decoder decoder{QString()};
    const JsonNode node = JsonNode::of(json);
    if (const auto checked = decoder.object(info, nullptr, node, {}); !checked)
        return checked;
    resetToDefaults(info, object);
    return decoder.object(info, object, node, {});
}

QByteArray fingerprint(const model::Deployment &deployment)
{
    return QCryptographicHash::hash(toJson(deployment, JsonForm::Complete), QCryptographicHash::Sha256)
        .toHex();
}

} // namespace turnpike::document
