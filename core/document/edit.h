// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QJsonObject>
#include <QVariant>

#include <vector>

namespace turnpike::document {

/// One change of a deployment.
struct Edit {
    enum class Kind { SetValue, InsertEntry, RemoveEntry, RenameEntry, MoveEntry };
    Kind kind = Kind::SetValue;
    /// SetValue: the property. RemoveEntry, RenameEntry, MoveEntry: the entry. InsertEntry: the list.
    PropertyPath path;
    QVariant value;    ///< SetValue: of the property's type
    QJsonObject entry; ///< InsertEntry: with its name; what is left out has its default
    QString newName;   ///< RenameEntry; references to the entry follow
    int index = -1;    ///< InsertEntry, MoveEntry: position; -1 or beyond the end appends

    [[nodiscard]] static Edit set(PropertyPath path, QVariant value);
    [[nodiscard]] static Edit insert(PropertyPath list, QJsonObject entry, int index = -1);
    [[nodiscard]] static Edit remove(PropertyPath entry);
    [[nodiscard]] static Edit rename(PropertyPath entry, QString newName);
    [[nodiscard]] static Edit move(PropertyPath entry, int index);
};

/// A set of edits that is applied whole or not at all; the description is what undo shows.
struct EditSet {
    QString description; ///< "Clear \"Block every file\" in pool1"
    std::vector<Edit> edits;
};

/// The deployment with all edits applied. Errors name the path, the value and what is allowed; removing an
/// entry that something refers to is refused, naming who refers (rule avauth.in-use and its like).
[[nodiscard]] Result<model::SharedDeployment> applied(const model::Deployment &deployment,
                                                      const EditSet &edits);
/// From "path=value" as a person types it.
[[nodiscard]] Result<Edit> parseAssignment(const model::Deployment &deployment, const QString &assignment);
/// What refers to a list entry: paths of referring properties.
[[nodiscard]] QList<PropertyPath> referencesTo(const model::Deployment &deployment,
                                               const PropertyPath &entry);

} // namespace turnpike::document
