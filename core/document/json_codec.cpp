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

// Reads a JSON tree into an object by its declaration. With a null object it only checks. What is refused is
// noted and passed over, so that one reading names every error.
class Decoder {
public:
    explicit Decoder(QString fileName)
        : m_fileName(std::move(fileName))
    {
    }

    [[nodiscard]] const FileErrors &found() const { return m_found; }
    [[nodiscard]] Result<void> firstError() const
    {
        if (m_found.errors.empty())
            return {};
        return tl::make_unexpected(m_found.errors.front());
    }

    void deployment(const JsonNode &node, model::Deployment &deployment)
    {
        if (node.kind == JsonNode::Kind::Object) {
            // Another schema has other properties: what is said of them here would be wrong.
            if (const JsonNode *version = node.find(kVersionKey); version != nullptr && !isKnown(*version))
                return;
        }
        object(model::ClassInfo::of<model::Deployment>(), &deployment, node, {});
    }

    void object(const model::ClassInfo &info, void *object, const JsonNode &node, const PropertyPath &path)
    {
        if (node.kind != JsonNode::Kind::Object) {
            refuse(node.position, path, u"this must be an object in braces, not "_s % node.kindText());
            return;
        }
        for (const JsonMember &member : node.members) {
            if (path.isRoot() && member.name == kVersionKey)
                continue;
            if (const model::PropertyInfo *property = info.find(member.name); property != nullptr)
                this->property(*property, object, member.value, path.child(member.name));
            else
                refuseUnknown(info, member, path);
        }
    }

private:
    bool isKnown(const JsonNode &version)
    {
        const double number = version.scalar.toDouble(0);
        if (number < 1 || number != static_cast<double>(version.scalar.toInteger(0))) {
            refuse(version.position, {}, u"\"schemaVersion\" must be a whole number from 1 on"_s, u"1"_s);
            return false;
        }
        if (number > kSchemaVersion) {
            Error error =
                makeError(version.position, {},
                          u"schema version %1 was written by a newer Turnpike"_s.arg(number), u"1"_s);
            error.remedy = "update this program, or export the configuration with the older schema";
            note(std::move(error));
            return false;
        }
        return true;
    }

    void property(const model::PropertyInfo &property, void *object, const JsonNode &node,
                  const PropertyPath &path)
    {
        if (property.isValue())
            return value(property, object, node, path);
        void *member = object != nullptr ? property.member(object) : nullptr;
        if (property.isObject())
            return this->object(*property.elementClass(), member, node, path);
        list(property, member, node, path);
    }

    void value(const model::PropertyInfo &property, void *object, const JsonNode &node,
               const PropertyPath &path)
    {
        if (node.items.size() > kMostEntries)
            return refuseLength(node, path);
        if (const auto read = accepted(property, node.toValue()); !read)
            refuseValue(property, node, path, read.error());
        else if (object != nullptr)
            property.write(object, *read);
    }

    /// In a list of texts, points at the items that are wrong.
    void refuseValue(const model::PropertyInfo &property, const JsonNode &node, const PropertyPath &path,
                     const Error &cause)
    {
        bool isOfItems = false;
        for (const JsonNode &item : node.items) {
            if (const auto one = accepted(property, QJsonArray{item.toValue()}); !one) {
                refuse(item.position, path, one.error());
                isOfItems = true;
            }
        }
        if (!isOfItems)
            refuse(node.position, path, cause);
    }

    static Result<QVariant> accepted(const model::PropertyInfo &property, const QJsonValue &json)
    {
        auto value = property.type().fromJson(json);
        if (value) {
            if (const auto checked = property.check(*value); !checked)
                return tl::make_unexpected(checked.error());
        } else if (value.error().allowed.empty() || property.minimum()) {
            Error error = value.error();
            error.allowed = property.allowedText().toStdString();
            return tl::make_unexpected(std::move(error));
        }
        return value;
    }

    void list(const model::PropertyInfo &property, void *entries, const JsonNode &node,
              const PropertyPath &path)
    {
        if (node.kind != JsonNode::Kind::Array)
            return refuse(node.position, path, u"this must be a list in brackets, not "_s % node.kindText());
        if (node.items.size() > kMostEntries)
            return refuseLength(node, path);
        QSet<QString> names;
        int index = 0;
        for (const JsonNode &item : node.items) {
            const JsonNode *nameNode = item.find(u"name");
            const QString name = nameNode != nullptr ? nameNode->scalar.toString() : QString();
            if (item.kind == JsonNode::Kind::Object && !isNameFree(names, nameNode, item, path))
                continue;
            names.insert(name);
            void *entry = nullptr;
            if (entries != nullptr) {
                property.list()->insertDefault(entries, index);
                entry = property.list()->mutableAt(entries, index);
            }
            object(*property.elementClass(), entry, item, name.isEmpty() ? path : path.entry(name));
            ++index;
        }
    }

    /// `nameNode` may be null.
    bool isNameFree(const QSet<QString> &names, const JsonNode *nameNode, const JsonNode &entry,
                    const PropertyPath &list)
    {
        const QString name = nameNode != nullptr ? nameNode->scalar.toString() : QString();
        if (name.isEmpty())
            refuse(nameNode != nullptr ? nameNode->position : entry.position, list,
                   u"an entry of this list has no \"name\""_s, u"every entry has a \"name\" of its own"_s);
        else if (name.size() > kLongestName)
            refuse(nameNode->position, list, u"this name is too long"_s,
                   u"at most %1 characters"_s.arg(kLongestName));
        else if (names.contains(name))
            refuse(nameNode->position, list, u"the name \""_s % name % u"\" occurs twice in this list"_s,
                   u"every entry has a \"name\" of its own"_s);
        else
            return true;
        return false;
    }

    void refuseLength(const JsonNode &node, const PropertyPath &path)
    {
        refuse(node.position, path, u"this list has %1 entries"_s.arg(node.items.size()),
               u"at most %1 entries in one list"_s.arg(kMostEntries));
    }

    void refuseUnknown(const model::ClassInfo &info, const JsonMember &member, const PropertyPath &path)
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
        note(std::move(error));
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

    void refuse(const JsonPosition &position, const PropertyPath &path, const QString &message,
                const QString &allowed = {})
    {
        note(makeError(position, path, message, allowed));
    }

    void refuse(const JsonPosition &position, const PropertyPath &path, const Error &cause)
    {
        Error error = makeError(position, path, QString::fromStdString(cause.message),
                                QString::fromStdString(cause.allowed));
        error.remedy = cause.remedy;
        note(std::move(error));
    }

    void note(Error error)
    {
        ++m_found.count;
        if (m_found.errors.size() < FileErrors::kMostNamed)
            m_found.errors.push_back(std::move(error));
    }

    FileErrors m_found;
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

tl::expected<model::Deployment, FileErrors> fromJsonNamingAllErrors(const QByteArray &json,
                                                                    const QString &fileName)
{
    const auto root = readJson(json, fileName);
    if (!root)
        return tl::make_unexpected(FileErrors{{root.error()}, 1});
    model::Deployment deployment;
    Decoder decoder(fileName);
    decoder.deployment(*root, deployment);
    if (decoder.found().count > 0)
        return tl::make_unexpected(decoder.found());
    return deployment;
}

tl::expected<model::Deployment, FileErrors> readNamingAllErrors(const QString &fileName)
{
    const auto json = readRegularFile(fileName, JsonLimits{}.bytes, "the configuration");
    if (!json)
        return tl::make_unexpected(FileErrors{{json.error()}, 1});
    return fromJsonNamingAllErrors(*json, fileName);
}

Result<model::Deployment> fromJson(const QByteArray &json, const QString &fileName)
{
    return fromJsonNamingAllErrors(json, fileName).map_error([](const FileErrors &found) {
        return found.errors.front();
    });
}

Result<model::Deployment> readDeployment(const QString &fileName)
{
    return readNamingAllErrors(fileName).map_error(
        [](const FileErrors &found) { return found.errors.front(); });
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
    Decoder decoder{QString()};
    const JsonNode node = JsonNode::of(json);
    decoder.object(info, nullptr, node, {});
    if (const auto checked = decoder.firstError(); !checked)
        return checked;
    resetToDefaults(info, object);
    decoder.object(info, object, node, {});
    return decoder.firstError();
}

QByteArray fingerprint(const model::Deployment &deployment)
{
    return QCryptographicHash::hash(toJson(deployment, JsonForm::Complete), QCryptographicHash::Sha256)
        .toHex();
}

} // namespace turnpike::document
