// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/voided_keys.h"

#include <QHash>

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

const model::EdgeSite *siteOf(const model::Deployment &deployment, const QString &name)
{
    const auto site = std::find_if(deployment.edgeSites.begin(), deployment.edgeSites.end(),
                                   [&name](const model::EdgeSite &each) { return each.name == name; });
    return site == deployment.edgeSites.end() ? nullptr : &*site;
}

} // namespace

std::vector<VoidedKeys> voidedKeys(const model::Deployment &before, const model::Deployment &after,
                                   const Changes &changes)
{
    std::vector<VoidedKeys> voided;
    for (const Change &change : changes) {
        const auto &steps = change.path.steps();
        if (change.kind != Change::Kind::Modified || steps.size() != 3 ||
            steps.front().property != u"edgeSites" || steps.back().property != u"realm")
            continue;
        const PropertyPath place = PropertyPath::of(u"edgeSites").entry(steps.front().key);
        const auto *const now = siteOf(after, steps.front().key);
        const auto *const then = siteOf(before, pathBefore(place, changes).steps().front().key);
        // No key can have been made for a realm that was empty.
        if (now == nullptr || then == nullptr || then->avEdge.realm.isEmpty())
            continue;
        QHash<QString, QString> keys;
        for (const model::EdgeUser &user : then->avEdge.credentials.users)
            keys.insert(user.name, user.key);
        QHash<QString, QString> oldNames;
        const PropertyPath list = place.child(u"avEdge"_s).child(u"credentials"_s).child(u"users"_s);
        for (const Change &rename : changes) {
            if (rename.kind == Change::Kind::Renamed && rename.path.parent() == list)
                oldNames.insert(rename.after.toString(), rename.before.toString());
        }
        VoidedKeys found{change.path, {}, now->avEdge.credentials.users.size()};
        for (const model::EdgeUser &user : now->avEdge.credentials.users) {
            const auto key = keys.constFind(oldNames.value(user.name, user.name));
            if (key != keys.cend() && *key == user.key)
                found.users << user.name;
        }
        if (!found.users.isEmpty())
            voided.push_back(std::move(found));
    }
    return voided;
}

} // namespace turnpike::document
