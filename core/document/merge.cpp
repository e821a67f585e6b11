// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/merge.h"

#include "core/document/common_names.h"
#include "core/document/json_codec.h"
#include "core/document/list_order.h"
#include "core/document/place_walk.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <cstddef>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

QJsonValue entryJson(const model::Deployment &deployment, const PropertyPath &entry)
{
    const auto place = resolve(deployment, entry);
    if (!place || place->property != nullptr)
        return QJsonValue(QJsonValue::Null);
    return objectToJson(*place->objectClass, place->object, JsonForm::WithoutDefaults);
}

QJsonValue valueJson(const model::Deployment &deployment, const PropertyPath &path)
{
    const auto place = resolve(deployment, path);
    if (!place || place->property == nullptr || !place->property->isValue())
        return QJsonValue(QJsonValue::Null);
    return place->property->type().toJson(place->property->read(place->object));
}

QStringList namesFrom(const QJsonValue &array)
{
    QStringList names;
    const QJsonArray items = array.toArray();
    for (const QJsonValue item : items)
        names << item.toString();
    return names;
}

// The order of `wanted` for what it names; every other entry stays behind the one it stands behind now.
QStringList ordered(const QStringList &current, const QStringList &wanted)
{
    QStringList result = common(wanted, current);
    const QSet<QString> settled(result.begin(), result.end());
    for (qsizetype i = 0; i < current.size(); ++i) {
        if (settled.contains(current.at(i)))
            continue;
        const qsizetype behind = i > 0 ? result.indexOf(current.at(i - 1)) + 1 : 0;
        result.insert(behind, current.at(i));
    }
    return result;
}

EditSet reorderingEdits(const model::Deployment &deployment, const PropertyPath &list,
                        const QStringList &wanted)
{
    EditSet set;
    const QStringList current = entryNames(deployment, list);
    for (const ListMove &move : movesBetween(current, ordered(current, wanted)))
        set.edits.push_back(Edit::move(list.entry(move.name), static_cast<int>(move.to)));
    return set;
}

class Merge {
public:
    Merge(const model::Deployment &base, const model::Deployment &mine, const model::Deployment &theirs)
        : m_base(base)
        , m_mine(mine)
        , m_theirs(theirs)
        , m_theirChanges(difference(base, theirs, Matching::ByNameAlone))
    {
        indexTheirs();
    }

    Result<MergeResult> run()
    {
        for (const Change &change : difference(m_base, m_mine, Matching::ByNameAlone))
            classify(change);
        holdBackDanglingReferences();
        if (const auto checked = holdBackRemovalsInUse(); !checked)
            return tl::make_unexpected(checked.error());

        auto merged = applied(m_theirs, editsFor(m_kept));
        if (!merged)
            return tl::make_unexpected(merged.error());
        for (const PropertyPath &list : m_reordered) {
            const EditSet moves = reorderingEdits(**merged, list, entryNames(m_mine, list));
            merged = applied(**merged, moves);
            if (!merged)
                return tl::make_unexpected(merged.error());
        }
        m_result.merged = *merged;
        return std::move(m_result);
    }

private:
    // Theirs took away the entry that this place is in.
    const Change *theirRemovalAround(PropertyPath path) const
    {
        for (;; path = path.parent()) {
            if (const Change *removal = theirChangeOf(path, Change::Kind::Removed))
                return removal;
            if (path.isRoot())
                return nullptr;
        }
    }

    const Change *theirChangeOf(const PropertyPath &path, Change::Kind kind) const
    {
        const auto [first, last] = m_theirsAt.equal_range(path);
        for (auto at = first; at != last; ++at) {
            if (m_theirChanges[*at].kind == kind)
                return &m_theirChanges[*at];
        }
        return nullptr;
    }

    // With thousands of changes on both sides, each is looked up and not searched for.
    void indexTheirs()
    {
        for (std::size_t i = 0; i < m_theirChanges.size(); ++i) {
            const Change &their = m_theirChanges[i];
            m_theirsAt.insert(their.path, i);
            if (their.kind == Change::Kind::Moved)
                m_reorderedByThem << their.path.parent();
            for (PropertyPath above = their.path; !above.isRoot();) {
                above = above.parent();
                m_changedInsideByThem << above;
            }
        }
    }

    void classify(const Change &mine)
    {
        const Change *removal = theirRemovalAround(mine.path);
        if (removal != nullptr) {
            if (mine.kind == Change::Kind::Modified || mine.kind == Change::Kind::Added ||
                (mine.kind == Change::Kind::Removed && mine.path != removal->path))
                addEntryConflict(removal->path);
            return;
        }
        switch (mine.kind) {
        case Change::Kind::Modified:
            if (const Change *their = theirChangeOf(mine.path, Change::Kind::Modified)) {
                if (their->after != mine.after)
                    addConflict({mine.path, mine.before, mine.after, their->after, mine.isSecret});
                return;
            }
            break;
        case Change::Kind::Added:
            if (const Change *their = theirChangeOf(mine.path, Change::Kind::Added)) {
                if (their->after != mine.after)
                    addEntryConflict(mine.path);
                return;
            }
            break;
        case Change::Kind::Removed:
            if (m_changedInsideByThem.contains(mine.path)) {
                addEntryConflict(mine.path);
                return;
            }
            break;
        case Change::Kind::Moved:
            sortMove(mine.path.parent());
            return;
        case Change::Kind::Renamed: // entries have their common names
            break;
        }
        m_kept.push_back(mine);
    }

    void sortMove(const PropertyPath &list)
    {
        if (!m_reorderedByThem.contains(list)) {
            if (!m_reordered.contains(list))
                m_reordered << list;
            return;
        }
        const QStringList mine = entryNames(m_mine, list);
        const QStringList theirs = entryNames(m_theirs, list);
        if (common(mine, theirs) != common(theirs, mine))
            addConflict({list, QJsonArray::fromStringList(entryNames(m_base, list)),
                         QJsonArray::fromStringList(mine), QJsonArray::fromStringList(theirs), false});
    }

    // Mine points to an entry that theirs took away.
    void holdBackDanglingReferences()
    {
        QSet<PropertyPath> added;
        for (const Change &change : m_kept) {
            if (change.kind == Change::Kind::Added)
                added << change.path;
        }
        std::erase_if(m_kept, [&, this](const Change &change) {
            if (change.kind != Change::Kind::Modified)
                return false;
            const QString reference = declaredAt(change.path).property->reference();
            const QString target = change.after.toString();
            if (reference.isEmpty() || target.isEmpty())
                return false;
            const PropertyPath list = PropertyPath::of(reference);
            if (added.contains(list.entry(target)) || entryNames(m_theirs, list).contains(target) ||
                !entryNames(m_mine, list).contains(target))
                return false;
            addConflict({change.path, change.before, change.after, valueJson(m_theirs, change.path),
                         change.isSecret});
            return true;
        });
    }

    // Theirs points to an entry that mine takes away.
    Result<void> holdBackRemovalsInUse()
    {
        Changes others = m_kept;
        std::erase_if(others, [](const Change &change) { return change.kind == Change::Kind::Removed; });
        const auto before = applied(m_theirs, editsFor(others));
        if (!before)
            return tl::make_unexpected(before.error());
        QList<PropertyPath> removed;
        for (const Change &change : m_kept) {
            if (change.kind == Change::Kind::Removed)
                removed << change.path;
        }
        std::erase_if(m_kept, [&](const Change &change) {
            if (change.kind != Change::Kind::Removed)
                return false;
            const auto referrers = referencesTo(**before, change.path);
            const bool isInUse =
                std::any_of(referrers.begin(), referrers.end(), [&removed](const PropertyPath &referrer) {
                    return std::none_of(
                        removed.begin(), removed.end(),
                        [&referrer](const PropertyPath &gone) { return referrer.startsWith(gone); });
                });
            if (isInUse)
                addEntryConflict(change.path);
            return isInUse;
        });
        return {};
    }

    void addEntryConflict(const PropertyPath &entry)
    {
        addConflict({entry, entryJson(m_base, entry), entryJson(m_mine, entry), entryJson(m_theirs, entry),
                     holdsSecret(*declaredAt(entry).info)});
    }

    void addConflict(MergeConflict conflict)
    {
        if (m_conflictPlaces.contains(conflict.path))
            return;
        m_conflictPlaces << conflict.path;
        m_result.conflicts.push_back(std::move(conflict));
    }

    const model::Deployment &m_base;
    const model::Deployment &m_mine;
    const model::Deployment &m_theirs;
    Changes m_theirChanges;
    QMultiHash<PropertyPath, std::size_t> m_theirsAt;
    QSet<PropertyPath> m_reorderedByThem;     ///< lists
    QSet<PropertyPath> m_changedInsideByThem; ///< what they changed something below of
    QSet<PropertyPath> m_conflictPlaces;
    Changes m_kept;
    QList<PropertyPath> m_reordered;
    MergeResult m_result;
};

} // namespace

Result<MergeResult> threeWayMerge(const model::Deployment &base, const model::Deployment &mine,
                                  const model::Deployment &theirs)
{
    const CommonNames names = withCommonNames(base, mine, theirs);
    auto result = Merge(*names.base, *names.mine, *names.theirs).run();
    if (!result)
        return result;
    // Theirs stand until they are decided, and what else is decided is found under their names: they come
    // last.
    result->conflicts.insert(result->conflicts.end(), names.conflicts.begin(), names.conflicts.end());
    result->mineOnly = difference(theirs, *result->merged);
    result->mine = names.mine;
    return result;
}

namespace {

/// The order of a list, all of an entry, or one value.
EditSet editsTowardsMine(const model::Deployment &merged, const model::Deployment &mine,
                         const MergeConflict &conflict)
{
    const Declared declared = declaredAt(conflict.path);
    const bool isList = declared.property != nullptr && !declared.property->isValue() &&
                        conflict.path.steps().last().key.isEmpty();
    // A name that both changed is in neither of two deployments with common names.
    const bool isName =
        declared.property != nullptr && declared.property->name() == u"name" && !conflict.mine.isNull();
    if (isList || isName)
        return editsForMine(merged, conflict);
    const Changes all = difference(merged, mine);
    Changes changes = all;
    std::erase_if(changes, [&](const Change &change) {
        const PropertyPath place = pathBefore(change.path, all);
        const bool isThere = place.startsWith(conflict.path) || (change.kind == Change::Kind::Renamed &&
                                                                 place.child(u"name"_s) == conflict.path);
        return !isThere || change.kind == Change::Kind::Moved;
    });
    return editsForPart(changes, all);
}

} // namespace

model::SharedDeployment withMine(model::SharedDeployment merged, const model::Deployment &mine,
                                 const std::vector<MergeConflict> &conflicts)
{
    for (const MergeConflict &conflict : conflicts) {
        if (auto settled = applied(*merged, editsTowardsMine(*merged, mine, conflict)))
            merged = *std::move(settled);
    }
    return merged;
}

Result<MergeResult> mergeKeepingMine(const model::Deployment &base, const model::Deployment &mine,
                                     const model::Deployment &theirs)
{
    auto result = threeWayMerge(base, mine, theirs);
    if (!result)
        return result;
    result->merged = withMine(std::move(result->merged), *result->mine, result->conflicts);
    result->mineOnly = difference(theirs, *result->merged);
    return result;
}

EditSet editsForMine(const model::Deployment &merged, const MergeConflict &conflict)
{
    EditSet set;
    const Declared declared = declaredAt(conflict.path);
    if (declared.property == nullptr)
        return set;
    if (declared.property->isValue()) {
        if (auto value = declared.property->type().fromJson(conflict.mine))
            set.edits.push_back(Edit::set(conflict.path, *std::move(value)));
    } else if (conflict.path.steps().last().key.isEmpty()) {
        set = reorderingEdits(merged, conflict.path, namesFrom(conflict.mine));
    } else {
        const PropertyPath list = conflict.path.parent();
        const auto index = entryNames(merged, list).indexOf(conflict.path.steps().last().key);
        if (index >= 0)
            set.edits.push_back(Edit::remove(conflict.path));
        if (!conflict.mine.isNull())
            set.edits.push_back(Edit::insert(list, conflict.mine.toObject(), static_cast<int>(index)));
    }
    set.description =
        QCoreApplication::translate("merge", "Keep my change of %1").arg(displayPath(merged, conflict.path));
    return set;
}

} // namespace turnpike::document
