// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/deployment.h"

#include <QList>
#include <QMetaType>
#include <QString>

#include <compare>

namespace turnpike::document {

/// Names a place in a Deployment: `pools[pool1].imFilter.fileTransfer.action`. List entries are
/// addressed by their `name`, never by position. A key that holds `]`, `\` or spaces is written in
/// double quotes: `users["a ]b"]`.
class PropertyPath {
public:
    struct Step {
        QString property;
        QString key; ///< entry of an object list; null when the step names the property itself
        bool operator==(const Step &) const = default;
    };

    PropertyPath() = default; ///< the deployment itself
    /// Syntax only; resolve() tells whether the place exists.
    [[nodiscard]] static Result<PropertyPath> parse(QStringView text);
    /// For paths written in the source: a wrong one is a bug and stops a debug build.
    [[nodiscard]] static PropertyPath of(QStringView text);
    [[nodiscard]] QString toString() const;

    [[nodiscard]] bool isRoot() const { return m_steps.isEmpty(); }
    [[nodiscard]] const QList<Step> &steps() const { return m_steps; }
    [[nodiscard]] PropertyPath child(const QString &property) const;
    [[nodiscard]] PropertyPath entry(const QString &key) const; ///< of the list this path names
    [[nodiscard]] PropertyPath parent() const;                  ///< an entry's parent is its list
    [[nodiscard]] bool startsWith(const PropertyPath &prefix) const;
    bool operator==(const PropertyPath &) const = default;
    bool operator<(const PropertyPath &other) const { return toString() < other.toString(); }

private:
    QList<Step> m_steps;
};

[[nodiscard]] size_t qHash(const PropertyPath &path, size_t seed = 0);

/// What a path leads to. Exactly one of three: a value property (property->isValue(), `object` owns it),
/// an object (`object` of class `objectClass`), or an object list (property->isObjectList(), `object` owns
/// it).
struct Place {
    const model::ClassInfo *objectClass = nullptr; ///< class of `object`
    const void *object = nullptr;                  ///< lives as long as the deployment
    const model::PropertyInfo *property = nullptr; ///< null for objects, entries and the root
};

/// NotFound names the step, what exists there, and the nearest known name.
[[nodiscard]] Result<Place> resolve(const model::Deployment &deployment, const PropertyPath &path);
/// The value at a value property's path.
[[nodiscard]] Result<QVariant> valueAt(const model::Deployment &deployment, const PropertyPath &path);
/// Keys of the object list at a path, in order; empty when there is no such list.
[[nodiscard]] QStringList entryNames(const model::Deployment &deployment, const PropertyPath &listPath);
/// All value-property paths below `root` (depth first, in declaration order).
[[nodiscard]] QList<PropertyPath> valuePaths(const model::Deployment &deployment,
                                             const PropertyPath &root = {});
/// "pool1 › Instant-message filter › File transfer filter": for titles, changes and problems.
[[nodiscard]] QString displayPath(const model::Deployment &deployment, const PropertyPath &path);

} // namespace turnpike::document

Q_DECLARE_METATYPE(turnpike::document::PropertyPath)
