// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/difference.h"

#include "core/document/json_codec.h"
#include "core/document/list_order.h"
#include "core/document/place_walk.h"
#include "core/document/renamed_entries.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <cstddef>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

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

bool hasSameValues(const model::ClassInfo &info, const void *one, const void *other)
{
    const auto properties = info.properties();
    return std::all_of(properties.begin(), properties.end(), [&](const model::PropertyInfo &property) {
        if (property.isValue())
            return property.read(one) == property.read(other);
        if (property.isObject())
            return hasSameValues(*property.elementClass(), property.member(one), property.member(other));
        const void *entries = property.member(one);
        const void *others = property.member(other);
        const int count = property.list()->size(entries);
        if (isSharedList(property, entries, others))
            return true;
        if (count != property.list()->size(others))
            return false;
        for (int i = 0; i < count; ++i) {
            if (!hasSameValues(*property.elementClass(), property.list()->at(entries, i),
                               property.list()->at(others, i)))
                return false;
        }
        return true;
    });
}

// The entries that were found to have come or gone the last time: what has not changed since is not described
// again.
class KnownEntries {
public:
    /// `known` may be null; `hasSameBefore`: it was found from the same list.
    KnownEntries(const model::PropertyInfo &list, const PropertyPath &path,
                 const DifferenceMemory::KnownList *known, bool hasSameBefore)
        : m_list(list)
        , m_known(known)
    {
        if (known == nullptr)
            return;
        for (const Change &change : known->changes) {
            // Not those of lists in its entries.
            if (change.path.steps().size() != path.steps().size())
                continue;
            if (change.kind == Change::Kind::Added)
                m_added.insert(change.path.steps().last().key, &change);
            else if (change.kind == Change::Kind::Removed && hasSameBefore)
                m_removed.insert(change.index, &change);
        }
    }

    const Change *removed(qsizetype index) const { return m_removed.value(index); }
    const Change *added(const QString &name, const void *entry) const
    {
        const Change *change = m_added.value(name);
        if (change == nullptr)
            return nullptr;
        const void *old = m_list.list()->at(m_known->afterList, change->index);
        return hasSameValues(*m_list.elementClass(), entry, old) ? change : nullptr;
    }

private:
    const model::PropertyInfo &m_list;
    const DifferenceMemory::KnownList *m_known;
    QHash<QString, const Change *> m_added;
    QHash<qsizetype, const Change *> m_removed;
};

class Comparison {
public:
    /// With the names of entries that have one in each: whether renames are looked for.
    Comparison(const model::Deployment &before, const model::Deployment &after, Matching matching)
        : m_before(before)
        , m_after(after)
        , m_matching(matching)
    {
    }

    void compare()
    {
        objects(model::ClassInfo::of<model::Deployment>(), &m_before, &m_after, nullptr);
        dropFollowers();
    }

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
    qsizetype comparedEntries() const { return m_comparedEntries; }
    qsizetype describedEntries() const { return m_describedEntries; }
    /// Lists that are found in `known` are not looked into; `found` has all of this comparison.
    void remember(const QHash<QString, DifferenceMemory::KnownList> &known,
                  QHash<QString, DifferenceMemory::KnownList> &found)
    {
        m_known = &known;
        m_found = &found;
    }

private:
    static const void *storageOf(const model::PropertyInfo &list, const void *entries)
    {
        return list.list()->size(entries) > 0 ? list.list()->at(entries, 0) : nullptr;
    }
    void values(const model::PropertyInfo &property, const void *before, const void *after,
                const Trail &trail)
    {
        // An entry's name is no value beside others: a change of it is a rename.
        if (trail.above != nullptr && !trail.above->key.isEmpty() && property.name() == u"name")
            return;
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
        if (isSharedList(list, before, after))
            return;
        if (m_known == nullptr) {
            listsInMemory(list, before, after, trail, nullptr);
            return;
        }
        const QString path = trail.path().toString();
        DifferenceMemory::KnownList result{storageOf(list, before), storageOf(list, after), after, {}};
        const auto known = m_known->constFind(path);
        if (known != m_known->cend() && known->before == result.before && known->after == result.after) {
            result.changes = known->changes;
            m_changes.insert(m_changes.end(), result.changes.begin(), result.changes.end());
            // The lists in its entries are the same, too.
            for (auto inside = m_known->cbegin(); inside != m_known->cend(); ++inside) {
                if (inside.key().startsWith(path + u'['))
                    m_found->insert(inside.key(), *inside);
            }
        } else {
            const auto first = static_cast<std::ptrdiff_t>(m_changes.size());
            listsInMemory(list, before, after, trail, known != m_known->cend() ? &*known : nullptr);
            result.changes.assign(m_changes.begin() + first, m_changes.end());
        }
        m_found->insert(path, std::move(result));
    }

    void listsInMemory(const model::PropertyInfo &list, const void *before, const void *after,
                       const Trail &trail, const DifferenceMemory::KnownList *known)
    {
        const model::ClassInfo &info = *list.elementClass();
        const QStringList entryNamesBefore = entryNames(list, before);
        const QStringList newNames = entryNames(list, after);
        if (entryNamesBefore == newNames) {
            for (int i = 0; i < newNames.size(); ++i)
                entries(list, before, i, after, i, newNames.at(i), trail);
            return;
        }
        const std::vector<RenamedEntry> renamed =
            renames(list, before, entryNamesBefore, after, newNames, trail);
        QStringList oldNames = entryNamesBefore;
        for (const RenamedEntry &entry : renamed)
            oldNames[entry.before] = newNames.at(entry.after);
        const PropertyPath path = trail.path();
        const QSet<QString> isNew(newNames.begin(), newNames.end());
        QHash<QString, int> oldPlace;
        oldPlace.reserve(oldNames.size());
        for (int i = 0; i < oldNames.size(); ++i) {
            if (!oldPlace.contains(oldNames.at(i)))
                oldPlace.insert(oldNames.at(i), i);
        }
        const KnownEntries knownEntries(list, path, known,
                                        known != nullptr && known->before == storageOf(list, before));
        for (qsizetype i = oldNames.size() - 1; i >= 0; --i) {
            if (isNew.contains(oldNames.at(i)))
                continue;
            if (const Change *same = knownEntries.removed(i))
                m_changes.push_back(*same);
            else
                addEntryChange(Change::Kind::Removed, info, list.list()->at(before, static_cast<int>(i)),
                               path.entry(oldNames.at(i)), i);
        }
        for (const RenamedEntry &entry : renamed)
            addRename(info, list.list()->at(after, entry.after), trail.path().entry(newNames.at(entry.after)),
                      entryNamesBefore.at(entry.before));
        addMoves(common(oldNames, newNames), common(newNames, oldNames), info, trail);
        for (qsizetype i = 0; i < newNames.size(); ++i) {
            if (oldPlace.contains(newNames.at(i)))
                continue;
            const void *entry = list.list()->at(after, static_cast<int>(i));
            if (const Change *same = knownEntries.added(newNames.at(i), entry)) {
                m_changes.push_back(*same);
                m_changes.back().index = static_cast<int>(i);
            } else {
                addEntryChange(Change::Kind::Added, info, entry, path.entry(newNames.at(i)), i);
            }
        }
        for (int i = 0; i < newNames.size(); ++i) {
            if (const auto old = oldPlace.constFind(newNames.at(i)); old != oldPlace.cend())
                entries(list, before, *old, after, i, newNames.at(i), trail);
        }
    }

    void entries(const model::PropertyInfo &list, const void *before, int oldIndex, const void *after,
                 int newIndex, const QString &name, const Trail &trail)
    {
        ++m_comparedEntries;
        const Trail entry{trail.above, trail.property, name};
        objects(*list.elementClass(), list.list()->at(before, oldIndex), list.list()->at(after, newIndex),
                &entry);
    }

    void addEntryChange(Change::Kind kind, const model::ClassInfo &info, const void *entry,
                        const PropertyPath &path, qsizetype index)
    {
        ++m_describedEntries;
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

    // Whoever refers to an entry follows its new name. Where somebody in either deployment refers to the name
    // that the entry has in the other, taking it for renamed would change them.
    std::vector<RenamedEntry> renames(const model::PropertyInfo &list, const void *before,
                                      const QStringList &oldNames, const void *after,
                                      const QStringList &newNames, const Trail &trail) const
    {
        if (m_matching == Matching::ByNameAlone)
            return {};
        auto found = renamedEntries(list, before, oldNames, after, newNames);
        if (!found.empty()) {
            const PropertyPath path = trail.path();
            std::erase_if(found, [&](const RenamedEntry &entry) {
                return !referencesTo(m_after, path.entry(oldNames.at(entry.before))).isEmpty() ||
                       !referencesTo(m_before, path.entry(newNames.at(entry.after))).isEmpty();
            });
        }
        return found;
    }

    void addRename(const model::ClassInfo &info, const void *entry, const PropertyPath &path,
                   const QString &oldName)
    {
        Change change;
        change.kind = Change::Kind::Renamed;
        change.path = path;
        change.before = oldName;
        change.after = path.steps().last().key;
        change.effect = effectOf(info, entry);
        m_changes.push_back(std::move(change));
    }

    // A reference that follows a rename goes with it.
    void dropFollowers()
    {
        QHash<QString, QHash<QString, QString>> newNames;
        for (const Change &change : m_changes) {
            if (change.kind == Change::Kind::Renamed)
                newNames[listPattern(change.path)].insert(change.before.toString(), change.after.toString());
        }
        if (newNames.isEmpty())
            return;
        std::erase_if(m_changes, [&newNames](const Change &change) {
            if (change.kind != Change::Kind::Modified)
                return false;
            const auto names = newNames.constFind(declaredAt(change.path).property->reference());
            return names != newNames.cend() && names->contains(change.before.toString()) &&
                   names->value(change.before.toString()) == change.after.toString();
        });
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

    const model::Deployment &m_before;
    const model::Deployment &m_after;
    Matching m_matching;
    Changes m_changes;
    const QHash<QString, DifferenceMemory::KnownList> *m_known = nullptr;
    QHash<QString, DifferenceMemory::KnownList> *m_found = nullptr;
    qsizetype m_comparedEntries = 0;
    qsizetype m_describedEntries = 0;
};

} // namespace

Changes difference(const model::Deployment &before, const model::Deployment &after, Matching matching)
{
    Comparison comparison(before, after, matching);
    comparison.compare();
    return comparison.take();
}

Changes DifferenceMemory::difference(const model::SharedDeployment &before,
                                     const model::SharedDeployment &after)
{
    QHash<QString, KnownList> found;
    Comparison comparison(*before, *after, Matching::Renames);
    comparison.remember(m_lists, found);
    comparison.compare();
    m_lists = std::move(found);
    m_before = before;
    m_after = after;
    m_comparedEntries = comparison.comparedEntries();
    m_describedEntries = comparison.describedEntries();
    return comparison.take();
}

} // namespace turnpike::document
