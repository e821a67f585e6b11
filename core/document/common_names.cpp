// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/common_names.h"

#include <QHash>

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

bool isThere(const model::Deployment &deployment, const PropertyPath &entry)
{
    return resolve(deployment, entry).has_value();
}

// A name that another entry has by now is not given; then the merge goes by name.
bool giveName(model::SharedDeployment &deployment, const PropertyPath &entry, const QString &name)
{
    auto renamed = applied(*deployment, {{}, {Edit::rename(entry, name)}});
    if (renamed)
        deployment = *std::move(renamed);
    return renamed.has_value();
}

Changes renamesBetween(const model::Deployment &before, const model::Deployment &after)
{
    Changes changes = difference(before, after);
    std::erase_if(changes, [](const Change &change) { return change.kind != Change::Kind::Renamed; });
    return changes;
}

// Where mine renamed what they renamed, too.
void takeTheirName(CommonNames &names, const Change &their, const QString &myName)
{
    const PropertyPath list = their.path.parent();
    const QString theirName = their.after.toString();
    if (myName != theirName) {
        if (!giveName(names.mine, list.entry(myName), theirName))
            return;
        names.conflicts.push_back({their.path.child(u"name"_s), their.before, myName, theirName, false});
    }
    giveName(names.base, placeBefore(their), theirName);
}

} // namespace

CommonNames withCommonNames(const model::Deployment &base, const model::Deployment &mine,
                            const model::Deployment &theirs)
{
    CommonNames names{std::make_shared<const model::Deployment>(base),
                      std::make_shared<const model::Deployment>(mine),
                      std::make_shared<const model::Deployment>(theirs),
                      {}};
    // What contains comes before what is in it: the way to an entry has its common name already.
    for (const Change &their : renamesBetween(base, theirs)) {
        const PropertyPath old = placeBefore(their);
        if (isThere(*names.mine, their.path) && isThere(*names.mine, old))
            continue; // mine has another entry of their name
        if (isThere(*names.mine, old)) {
            if (giveName(names.mine, old, their.after.toString()))
                giveName(names.base, old, their.after.toString());
            continue;
        }
        const Changes mineNow = renamesBetween(*names.base, *names.mine);
        const auto both = std::find_if(mineNow.begin(), mineNow.end(),
                                       [&old](const Change &change) { return placeBefore(change) == old; });
        if (both != mineNow.end())
            takeTheirName(names, their, both->after.toString());
        else if (!isThere(*names.mine, their.path))
            giveName(names.base, old, their.after.toString()); // mine took the entry away
    }
    std::reverse(names.conflicts.begin(), names.conflicts.end());
    for (const Change &my : renamesBetween(*names.base, *names.mine)) {
        const PropertyPath old = placeBefore(my);
        // Where they took the entry away, mine is one that came: it is not lost.
        if (isThere(*names.theirs, old) && giveName(names.theirs, old, my.after.toString()))
            giveName(names.base, old, my.after.toString());
    }
    return names;
}

} // namespace turnpike::document
