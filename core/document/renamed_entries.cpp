// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/renamed_entries.h"

#include "core/document/place_walk.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <utility>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

/// Where a list is exchanged whole, entries that stand elsewhere now are not searched for among thousands.
constexpr std::size_t kMostFarPairs = 20'000;

/// So many values are the same for each that is not.
constexpr int kAlmostSame = 3;
constexpr int kSame = 1'000'000;

struct Likeness {
    int equal = 0; ///< values that are not the default
    int differing = 0;
};

void weigh(const model::ClassInfo &info, const void *one, const void *other, Likeness &likeness)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isObject()) {
            weigh(*property.elementClass(), property.member(one), property.member(other), likeness);
        } else if (property.isValue()) {
            const QVariant value = property.read(one);
            if (value != property.read(other))
                ++likeness.differing;
            else if (value != property.defaultValue())
                ++likeness.equal;
        } else {
            const void *entries = property.member(one);
            const void *others = property.member(other);
            const int count = property.list()->size(entries);
            Likeness inside{0, count == property.list()->size(others) ? 0 : 1};
            for (int i = 0; inside.differing == 0 && i < count; ++i)
                weigh(*property.elementClass(), property.list()->at(entries, i),
                      property.list()->at(others, i), inside);
            if (inside.differing > 0)
                ++likeness.differing;
            else if (count > 0)
                ++likeness.equal;
        }
    }
}

// The name of an entry differs by itself and says nothing.
Likeness likenessOf(const model::PropertyInfo &list, const void *before, int oldIndex, const void *after,
                    int newIndex)
{
    Likeness likeness;
    weigh(*list.elementClass(), list.list()->at(before, oldIndex), list.list()->at(after, newIndex),
          likeness);
    --likeness.differing;
    return likeness;
}

/// Behind which entry that both lists have, and as the how manieth there.
using Neighbourhood = std::pair<QString, int>;

struct Unmatched {
    int index = 0;
    Neighbourhood neighbourhood;
};

std::vector<Unmatched> unmatched(const QStringList &names, const QStringList &others)
{
    const QSet<QString> known(others.begin(), others.end());
    std::vector<Unmatched> result;
    Neighbourhood place;
    for (int i = 0; i < names.size(); ++i) {
        if (known.contains(names.at(i))) {
            place = {names.at(i), 0};
        } else {
            result.push_back({i, place});
            ++place.second;
        }
    }
    return result;
}

} // namespace

std::vector<RenamedEntry> renamedEntries(const model::PropertyInfo &list, const void *before,
                                         const QStringList &oldNames, const void *after,
                                         const QStringList &newNames)
{
    std::vector<Unmatched> gone = unmatched(oldNames, newNames);
    std::vector<Unmatched> come = unmatched(newNames, oldNames);
    std::vector<RenamedEntry> found;
    if (gone.empty() || come.empty())
        return found;

    QHash<Neighbourhood, int> comeAt;
    for (const Unmatched &entry : come)
        comeAt.insert(entry.neighbourhood, entry.index);
    QSet<int> taken;
    std::erase_if(gone, [&](const Unmatched &entry) {
        const auto there = comeAt.constFind(entry.neighbourhood);
        if (there == comeAt.cend())
            return false;
        const Likeness likeness = likenessOf(list, before, entry.index, after, *there);
        if (likeness.differing > 0 && (likeness.equal == 0 || likeness.equal < likeness.differing))
            return false;
        found.push_back({entry.index, *there});
        taken << *there;
        return true;
    });
    std::erase_if(come, [&taken](const Unmatched &entry) { return taken.contains(entry.index); });
    if (gone.size() * come.size() <= kMostFarPairs) {
        // Somewhere else, almost everything has to be the same; entries in which nothing is set are all
        // alike.
        for (const int sameness : {kSame, kAlmostSame}) {
            std::erase_if(gone, [&](const Unmatched &entry) {
                const auto there = std::find_if(come.begin(), come.end(), [&](const Unmatched &candidate) {
                    const Likeness likeness = likenessOf(list, before, entry.index, after, candidate.index);
                    return likeness.equal > 0 && likeness.equal >= sameness * likeness.differing;
                });
                if (there == come.end())
                    return false;
                found.push_back({entry.index, there->index});
                come.erase(there);
                return true;
            });
        }
    }
    std::sort(found.begin(), found.end(),
              [](const RenamedEntry &one, const RenamedEntry &other) { return one.before < other.before; });
    return found;
}

} // namespace turnpike::document
