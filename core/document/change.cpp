// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/change.h"

#include "core/document/place_walk.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

const QString &dots()
{
    static const QString text = u"••••••••"_s;
    return text;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("difference", text);
}

QJsonValue masked(const model::ClassInfo &info, const QJsonObject &object)
{
    QJsonObject shown = object;
    for (const model::PropertyInfo &property : info.properties()) {
        const auto member = shown.find(property.name());
        if (member == shown.end())
            continue;
        if (property.isSecret()) {
            *member = dots();
        } else if (property.isObject()) {
            *member = masked(*property.elementClass(), member->toObject());
        } else if (property.isObjectList()) {
            QJsonArray entries;
            const QJsonArray originals = member->toArray();
            for (const QJsonValue entry : originals)
                entries.append(masked(*property.elementClass(), entry.toObject()));
            *member = entries;
        }
    }
    return shown;
}

QJsonValue shownValue(const Change &change, const QJsonValue &value)
{
    if (!change.isSecret || value.isNull())
        return value;
    const model::ClassInfo *info = declaredAt(change.path).info;
    return value.isObject() && info != nullptr ? masked(*info, value.toObject()) : QJsonValue(dots());
}

QString valueText(const PropertyPath &path, const QJsonValue &json)
{
    const model::PropertyInfo *property = declaredAt(path).property;
    if (property == nullptr || !property->isValue())
        return {};
    const auto value = property->type().fromJson(json);
    const QString text = value ? property->type().toText(*value) : json.toVariant().toString();
    return text.isEmpty() ? translated("(empty)") : text;
}

PropertyPath withKey(const PropertyPath &path, qsizetype step, const QString &key)
{
    PropertyPath changed;
    for (qsizetype i = 0; i < path.steps().size(); ++i) {
        const PropertyPath::Step &at = path.steps().at(i);
        changed = changed.child(at.property);
        if (i == step || !at.key.isEmpty())
            changed = changed.entry(i == step ? key : at.key);
    }
    return changed;
}

QString kindName(Change::Kind kind)
{
    switch (kind) {
    case Change::Kind::Modified:
        return u"modified"_s;
    case Change::Kind::Added:
        return u"added"_s;
    case Change::Kind::Removed:
        return u"removed"_s;
    case Change::Kind::Moved:
        return u"moved"_s;
    case Change::Kind::Renamed:
        return u"renamed"_s;
    }
    return {};
}

QString effectName(model::Effect effect)
{
    switch (effect) {
    case model::Effect::Live:
        return u"live"_s;
    case model::Effect::NewCalls:
        return u"newCalls"_s;
    case model::Effect::Rebind:
        return u"rebind"_s;
    case model::Effect::Restart:
        return u"restart"_s;
    case model::Effect::Consumers:
        return u"consumers"_s;
    case model::Effect::NotServed:
        return u"notServed"_s;
    }
    return {};
}

} // namespace

QString Change::text() const
{
    switch (kind) {
    case Kind::Added:
        return translated("added");
    case Kind::Removed:
        return translated("removed");
    case Kind::Moved:
        return before.toInt() > after.toInt() ? translated("moved up") : translated("moved down");
    case Kind::Renamed:
        return translated("renamed %1 → %2").arg(before.toString(), after.toString());
    case Kind::Modified:
        break;
    }
    if (isSecret)
        return (before.toString().isEmpty() ? translated("(empty)") : dots()) % u" → " %
               (after.toString().isEmpty() ? translated("(empty)") : dots());
    return valueText(path, before) % u" → " % valueText(path, after);
}

PropertyPath placeBefore(const Change &change)
{
    return change.kind == Change::Kind::Renamed ? change.path.parent().entry(change.before.toString())
                                                : change.path;
}

PropertyPath pathBefore(PropertyPath path, const Changes &changes)
{
    // Whoever is inside comes behind what it is in.
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        if (change->kind == Change::Kind::Renamed && path.startsWith(change->path))
            path = withKey(path, change->path.steps().size() - 1, change->before.toString());
    }
    return path;
}

EditSet editsForPart(const Changes &chosen, const Changes &all)
{
    Changes leftOut;
    for (const Change &change : all) {
        if (change.kind == Change::Kind::Renamed &&
            std::find(chosen.begin(), chosen.end(), change) == chosen.end())
            leftOut.push_back(change);
    }
    if (leftOut.empty())
        return editsFor(chosen);
    Changes part = chosen;
    for (Change &change : part)
        change.path = pathBefore(change.path, leftOut);
    return editsFor(part);
}

EditSet editsFor(const Changes &changes)
{
    EditSet set;
    for (const Change &change : changes) {
        switch (change.kind) {
        case Change::Kind::Added:
            set.edits.push_back(Edit::insert(change.path.parent(), change.after.toObject(), change.index));
            break;
        case Change::Kind::Removed:
            set.edits.push_back(Edit::remove(change.path));
            break;
        case Change::Kind::Moved:
            set.edits.push_back(Edit::move(change.path, change.index));
            break;
        case Change::Kind::Renamed:
            set.edits.push_back(Edit::rename(placeBefore(change), change.after.toString()));
            break;
        case Change::Kind::Modified:
            const model::PropertyInfo *property = declaredAt(change.path).property;
            const auto value =
                property != nullptr ? property->type().fromJson(change.after) : Result<QVariant>();
            // A value that cannot be read stays invalid, and applied() refuses it with its path.
            set.edits.push_back(Edit::set(change.path, value.value_or(QVariant())));
            break;
        }
    }
    return set;
}

Changes reversed(const Changes &changes)
{
    Changes back;
    back.reserve(changes.size());
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        Change turned = *change;
        std::swap(turned.before, turned.after);
        if (change->kind == Change::Kind::Added)
            turned.kind = Change::Kind::Removed;
        else if (change->kind == Change::Kind::Removed)
            turned.kind = Change::Kind::Added;
        else if (change->kind == Change::Kind::Moved)
            turned.index = turned.after.toInt();
        else if (change->kind == Change::Kind::Renamed)
            turned.path = placeBefore(*change);
        back.push_back(std::move(turned));
    }
    return back;
}

QJsonArray toJson(const Changes &changes)
{
    QJsonArray array;
    for (const Change &change : changes) {
        QJsonObject object{{u"kind"_s, kindName(change.kind)},
                           {u"path"_s, change.path.toString()},
                           {u"effect"_s, effectName(change.effect)},
                           {u"text"_s, change.text()}};
        if (change.kind != Change::Kind::Added)
            object.insert(u"before"_s, shownValue(change, change.before));
        if (change.kind != Change::Kind::Removed)
            object.insert(u"after"_s, shownValue(change, change.after));
        array.append(object);
    }
    return array;
}

} // namespace turnpike::document
