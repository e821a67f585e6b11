// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/difference.h"

#include "core/document/json_codec.h"
#include "core/document/list_order.h"
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

int weight(model::Effect effect)
{
    switch (effect) {
    case model::Effect::Consumers:
        return 0;
    case model::Effect::NotServed:
        return 1;
    case model::Effect::Live:
        return 2;
    case model::Effect::NewCalls:
        return 3;
    case model::Effect::Rebind:
        return 4;
    case model::Effect::Restart:
        return 5;
    }
    return 0;
}

// What happens when a whole entry comes or goes: the strongest effect of what is set in it.
model::Effect effectOf(const model::ClassInfo &info, const void *entry)
{
    model::Effect strongest = model::Effect::Consumers;
    visitValues(info, entry, PropertyPath(),
                [&strongest](const PropertyPath &, const model::PropertyInfo &property, const void *object) {
                    if (weight(property.effect()) > weight(strongest) &&
                        property.read(object) != property.defaultValue())
                        strongest = property.effect();
                });
    return strongest;
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

// The way to a property, made into a path only where something differs: most properties do not.
struct Trail {
    const Trail *above;
    QString property;
    QString key;

    PropertyPath path() const
    {
        const PropertyPath list = (above != nullptr ? above->path() : PropertyPath()).child(property);
        return key.isEmpty() ? list : list.entry(key);
    }
};

class Comparison {
public:
    void objects(const model::ClassInfo &info, const void *before, const void *after, const Trail *trail)
    {
        for (const model::PropertyInfo &property : info.properties()) {
            const Trail below{trail, property.name(), {}};
            if (property.isValue())
                values(property, before, after, below);
            else if (property.isObject())
                objects(*property.elementClass(), property.member(before), property.member(after), &below);
            else
                lists(property, property.member(before), property.member(after), below);
        }
    }

    Changes take() { return std::move(m_changes); }

private:
    void values(const model::PropertyInfo &property, const void *before, const void *after,
                const Trail &trail)
    {
        const QVariant old = property.read(before);
        const QVariant current = property.read(after);
        if (old == current)
            return;
        Change change;
        change.path = trail.path();
        change.before = property.type().toJson(old);
        change.after = property.type().toJson(current);
        change.effect = property.effect();
        change.isSecret = property.isSecret();
        m_changes.push_back(std::move(change));
    }

    // The order matters twice. Applied from first to last, the changes lead exactly from one list to the
    // other: what is gone leaves, what stays is put in order, what is new comes in at its final position.
    // Turned round and applied from last to first, they lead exactly back: so entries leave from the end.
    void lists(const model::PropertyInfo &list, const void *before, const void *after, const Trail &trail)
    {
        const model::ClassInfo &info = *list.elementClass();
        const QStringList oldNames = entryNames(list, before);
        const QStringList newNames = entryNames(list, after);
        for (qsizetype i = oldNames.size() - 1; i >= 0; --i) {
            if (!newNames.contains(oldNames.at(i)))
                addEntryChange(Change::Kind::Removed, info, list.list()->at(before, static_cast<int>(i)),
                               trail.path().entry(oldNames.at(i)), i);
        }
        addMoves(common(oldNames, newNames), common(newNames, oldNames), info, trail);
        for (qsizetype i = 0; i < newNames.size(); ++i) {
            if (!oldNames.contains(newNames.at(i)))
                addEntryChange(Change::Kind::Added, info, list.list()->at(after, static_cast<int>(i)),
                               trail.path().entry(newNames.at(i)), i);
        }
        for (int i = 0; i < newNames.size(); ++i) {
            const auto old = oldNames.indexOf(newNames.at(i));
            const Trail entry{trail.above, trail.property, newNames.at(i)};
            if (old >= 0)
                objects(info, list.list()->at(before, static_cast<int>(old)), list.list()->at(after, i),
                        &entry);
        }
    }

    void addEntryChange(Change::Kind kind, const model::ClassInfo &info, const void *entry,
                        const PropertyPath &path, qsizetype index)
    {
        Change change;
        change.kind = kind;
        change.path = path;
        change.effect = effectOf(info, entry);
        change.isSecret = holdsSecret(info);
        change.index = static_cast<int>(index);
        QJsonValue &side = kind == Change::Kind::Added ? change.after : change.before;
        side = objectToJson(info, entry, JsonForm::WithoutDefaults);
        m_changes.push_back(std::move(change));
    }

    void addMoves(const QStringList &current, const QStringList &wanted, const model::ClassInfo &info,
                  const Trail &trail)
    {
        for (const ListMove &move : movesBetween(current, wanted)) {
            Change change;
            change.kind = Change::Kind::Moved;
            change.path = trail.path().entry(move.name);
            change.before = static_cast<qint64>(move.from);
            change.after = static_cast<qint64>(move.to);
            change.index = static_cast<int>(move.to);
            const auto properties = info.properties();
            const bool isForRelay =
                std::any_of(properties.begin(), properties.end(), [](const model::PropertyInfo &property) {
                    return property.effect() != model::Effect::Consumers;
                });
            change.effect = isForRelay ? model::Effect::Live : model::Effect::Consumers;
            m_changes.push_back(std::move(change));
        }
    }

    Changes m_changes;
};

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
    case Kind::Modified:
        break;
    }
    if (isSecret)
        return (before.toString().isEmpty() ? translated("(empty)") : dots()) % u" → " %
               (after.toString().isEmpty() ? translated("(empty)") : dots());
    return valueText(path, before) % u" → " % valueText(path, after);
}

Changes difference(const model::Deployment &before, const model::Deployment &after)
{
    Comparison comparison;
    comparison.objects(model::ClassInfo::of<model::Deployment>(), &before, &after, nullptr);
    return comparison.take();
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
