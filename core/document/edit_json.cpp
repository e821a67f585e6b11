// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/edit_json.h"

#include "core/document/place_walk.h"

#include <QJsonArray>

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

struct KindName {
    Edit::Kind kind;
    QStringView name;
};

constexpr KindName kKindNames[] = {
    {Edit::Kind::SetValue, u"set"},       {Edit::Kind::InsertEntry, u"insert"},
    {Edit::Kind::RemoveEntry, u"remove"}, {Edit::Kind::RenameEntry, u"rename"},
    {Edit::Kind::MoveEntry, u"move"},
};

} // namespace

QJsonObject toJson(const Edit &edit)
{
    const auto *row = std::find_if(std::begin(kKindNames), std::end(kKindNames),
                                   [&edit](const KindName &kind) { return kind.kind == edit.kind; });
    QJsonObject json{{u"kind"_s, row->name.toString()}, {u"path"_s, edit.path.toString()}};
    if (edit.kind == Edit::Kind::SetValue) {
        const model::PropertyInfo *property = declaredAt(edit.path).property;
        if (property != nullptr && property->isValue() &&
            edit.value.metaType() == property->type().metaType())
            json.insert(u"value"_s, property->type().toJson(edit.value));
    }
    if (edit.kind == Edit::Kind::InsertEntry)
        json.insert(u"entry"_s, edit.entry);
    if (edit.kind == Edit::Kind::RenameEntry)
        json.insert(u"newName"_s, edit.newName);
    if (edit.index >= 0)
        json.insert(u"index"_s, edit.index);
    return json;
}

Result<Edit> editFromJson(const QJsonObject &json)
{
    auto path = PropertyPath::parse(json.value(u"path").toString());
    if (!path)
        return tl::make_unexpected(path.error());
    const QString kind = json.value(u"kind").toString();
    const auto *row = std::find_if(std::begin(kKindNames), std::end(kKindNames),
                                   [&kind](const KindName &known) { return known.name == kind; });
    if (row == std::end(kKindNames))
        return fail(Error::Code::InvalidValue, "\"" + kind.toStdString() + "\" is not a kind of edit",
                    path->toString().toStdString(), "set, insert, remove, rename or move");
    Edit edit;
    edit.kind = row->kind;
    edit.path = *std::move(path);
    edit.index = json.value(u"index").toInt(-1);
    edit.entry = json.value(u"entry").toObject();
    edit.newName = json.value(u"newName").toString();
    if (edit.kind == Edit::Kind::SetValue) {
        const model::PropertyInfo *property = declaredAt(edit.path).property;
        if (property == nullptr || !property->isValue())
            return fail(Error::Code::NotFound, "there is no such property",
                        edit.path.toString().toStdString());
        auto value = property->type().fromJson(json.value(u"value"));
        if (!value) {
            value.error().where = edit.path.toString().toStdString();
            return tl::make_unexpected(value.error());
        }
        edit.value = *std::move(value);
    }
    return edit;
}

QJsonObject toJson(const EditSet &edits)
{
    QJsonArray array;
    for (const Edit &edit : edits.edits)
        array.append(toJson(edit));
    return {{u"description"_s, edits.description}, {u"edits"_s, array}};
}

Result<EditSet> editSetFromJson(const QJsonObject &json)
{
    EditSet set;
    set.description = json.value(u"description").toString();
    const QJsonArray array = json.value(u"edits").toArray();
    for (const QJsonValue item : array) {
        auto edit = editFromJson(item.toObject());
        if (!edit)
            return tl::make_unexpected(edit.error());
        set.edits.push_back(*std::move(edit));
    }
    return set;
}

} // namespace turnpike::document
