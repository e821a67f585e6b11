// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the layers around the document walk a deployment by its property declarations.

#include "core/document/property_path.h"

#include <functional>
#include <type_traits>

namespace turnpike::document {

/// Place of a deployment that is being changed: members reached through it are detached from snapshots.
struct MutablePlace {
    const model::ClassInfo *objectClass = nullptr;
    void *object = nullptr;
    const model::PropertyInfo *property = nullptr;
};

/// Names of a list's entries, in order.
[[nodiscard]] QStringList entryNames(const model::PropertyInfo &list, const void *entries);
/// Position of the entry with this name, or -1.
[[nodiscard]] int entryIndex(const model::PropertyInfo &list, const void *entries, const QString &name);
/// The same for whoever knows about where it is: looks there first, and from there to both sides.
[[nodiscard]] int entryIndexNear(const model::PropertyInfo &list, const void *entries, const QString &name,
                                 int place);
/// How many names of entries this thread has read to find one or to list them: for tests of what an edit
/// costs.
[[nodiscard]] qsizetype namesRead();
/// Whether both lists are one and the same in memory: snapshots share what did not change between them.
[[nodiscard]] bool isSharedList(const model::PropertyInfo &list, const void *entries, const void *others);
/// "edgeSites.servers": the path of a list without saying in which entry, as references name it.
[[nodiscard]] QString listPattern(const PropertyPath &path);
/// What an entry of an object list is called.
[[nodiscard]] QString nameOf(const model::ClassInfo &info, const void *entry);

using ValueVisitor =
    std::function<void(const PropertyPath &path, const model::PropertyInfo &property, const void *object)>;
/// Calls the visitor for every value property of the object and all below it, in declaration order.
void visitValues(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                 const ValueVisitor &visit);

/// The declaration that a path leads to, without a deployment: entries may no longer exist.
struct Declared {
    const model::ClassInfo *info = nullptr;        ///< of an object, an entry or a list's entries
    const model::PropertyInfo *property = nullptr; ///< null for the root and for paths that lead nowhere
};
[[nodiscard]] Declared declaredAt(const PropertyPath &path);
/// Whether a property of this class, or of one below it, is secret.
[[nodiscard]] bool holdsSecret(const model::ClassInfo &info);

/// Remedy of an error about an unknown name: "did you mean …?", or nothing when no name is near.
[[nodiscard]] std::string nearestHint(const QString &word, const QStringList &known);
/// Errors of a walk that leads nowhere.
[[nodiscard]] tl::unexpected<Error> noSuchProperty(const PropertyPath &path, qsizetype step,
                                                   const model::ClassInfo &info);
[[nodiscard]] tl::unexpected<Error> noSuchEntry(const PropertyPath &path, qsizetype step,
                                                const QStringList &names);
[[nodiscard]] tl::unexpected<Error> takesNoKey(const PropertyPath &path, qsizetype step);
[[nodiscard]] tl::unexpected<Error> needsKey(const PropertyPath &path, qsizetype step,
                                             const QStringList &names);
[[nodiscard]] tl::unexpected<Error> hasNothingBelow(const PropertyPath &path, qsizetype step);

/// Follows a path. `PlaceType` is Place or MutablePlace.
template <class PlaceType, class Root>
Result<PlaceType> walk(Root *root, const PropertyPath &path)
{
    PlaceType place{&model::ClassInfo::of<model::Deployment>(), root, nullptr};
    const auto &steps = path.steps();
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const bool isLast = i == steps.size() - 1;
        const model::PropertyInfo *property = place.objectClass->find(steps.at(i).property);
        if (property == nullptr)
            return noSuchProperty(path, i, *place.objectClass);
        const QString &key = steps.at(i).key;
        if (!property->isObjectList() && !key.isEmpty())
            return takesNoKey(path, i);
        if (property->isValue()) {
            if (!isLast)
                return hasNothingBelow(path, i);
            place.property = property;
        } else if (property->isObject()) {
            place.object = property->member(place.object);
            place.objectClass = property->elementClass();
        } else if (key.isEmpty()) {
            if (!isLast)
                return needsKey(path, i, entryNames(*property, property->member(place.object)));
            place.property = property;
        } else {
            auto *entries = property->member(place.object);
            const int index = entryIndex(*property, entries, key);
            if (index < 0)
                return noSuchEntry(path, i, entryNames(*property, entries));
            if constexpr (std::is_same_v<PlaceType, MutablePlace>)
                place.object = property->list()->mutableAt(entries, index);
            else
                place.object = property->list()->at(entries, index);
            place.objectClass = property->elementClass();
        }
    }
    return place;
}

} // namespace turnpike::document
