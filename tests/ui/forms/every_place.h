// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/default_deployment.h"
#include "core/document/edit.h"

#include <QMap>
#include <QSet>

namespace turnpike::testing {

/// All objects of a deployment: the root, nested ones and entries, each before what is in it.
inline QList<document::PropertyPath> objectPaths(const model::Deployment &deployment,
                                                 const document::PropertyPath &root = {})
{
    QList<document::PropertyPath> paths{root};
    const auto place = document::resolve(deployment, root);
    for (const model::PropertyInfo &property : place->objectClass->properties()) {
        const document::PropertyPath path = root.child(property.name());
        if (property.isObject())
            paths += objectPaths(deployment, path);
        if (!property.isObjectList())
            continue;
        for (const QString &name : document::entryNames(deployment, path))
            paths += objectPaths(deployment, path.entry(name));
    }
    return paths;
}

/// The default deployment with at least one entry in every list, so that there is an object of every class.
inline model::SharedDeployment deploymentWithEveryClass()
{
    static const model::SharedDeployment full = [] {
        model::SharedDeployment deployment = document::defaultDeployment();
        document::EditSet edits{QStringLiteral("Fill"), {}};
        for (const document::PropertyPath &path : objectPaths(*deployment)) {
            for (const model::PropertyInfo &property :
                 document::resolve(*deployment, path)->objectClass->properties()) {
                const document::PropertyPath list = path.child(property.name());
                if (property.isObjectList() && document::entryNames(*deployment, list).isEmpty())
                    edits.edits.push_back(
                        document::Edit::insert(list, {{QStringLiteral("name"), QStringLiteral("new1")}}));
            }
        }
        return document::applied(*deployment, edits).value();
    }();
    return full;
}

/// Class names that can be reached from this one, by their declarations alone.
inline QSet<QString> classNames(const model::ClassInfo &info = model::ClassInfo::of<model::Deployment>())
{
    QSet<QString> names{info.name()};
    for (const model::PropertyInfo &property : info.properties()) {
        if (!property.isValue())
            names += classNames(*property.elementClass());
    }
    return names;
}

/// Class name → an object of it.
inline QMap<QString, document::PropertyPath> oneOfEveryClass(const model::Deployment &deployment)
{
    QMap<QString, document::PropertyPath> objects;
    for (const document::PropertyPath &path : objectPaths(deployment)) {
        const QString name = document::resolve(deployment, path)->objectClass->name();
        if (!objects.contains(name))
            objects.insert(name, path);
    }
    return objects;
}

} // namespace turnpike::testing
