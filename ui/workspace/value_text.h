// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"
#include "core/model/property.h"

#include <QString>

namespace turnpike::ui {

/// What a choice is called on screen: "Block every file" for FileFilterAction::blockAll.
[[nodiscard]] QString choiceText(const model::ValueType &type, const QString &enumerator);
/// What choosing it does, where the name does not say enough; empty for most.
[[nodiscard]] QString choiceConsequence(const model::ValueType &type, const QString &enumerator);

/// A value as a sentence may quote it: "On", "Block every file", "71 entries", "empty", dots for secrets.
[[nodiscard]] QString valueText(const model::PropertyInfo &property, const QVariant &value);
/// The whole value, for the clipboard. Secrets are left out.
[[nodiscard]] QString clipboardText(const model::PropertyInfo &property, const QVariant &value);
/// What stands behind a number field: "days", "%"; empty when the value's own text carries the unit.
[[nodiscard]] QString unitSuffix(const model::PropertyInfo &property);

/// One edit that sets a property, described as the undo menu shows it: "Set Days to keep to 45 (pool1 ›
/// Address book)". Renames the entry when the property is an entry's name.
[[nodiscard]] document::EditSet settingEdit(const model::Deployment &deployment,
                                            const document::PropertyPath &path, const QVariant &value);
/// Whether the path ends in the name of a list entry: its key, which only a rename changes.
[[nodiscard]] bool isEntryName(const document::PropertyPath &path);
/// "edge1", "edge2" …: a name no entry of the list has yet.
[[nodiscard]] QString freeEntryName(const model::ClassInfo &entryClass, const QStringList &taken);
/// "front end", "A/V authentication service": what one entry of a list is called in a sentence.
[[nodiscard]] QString entryNoun(const model::ClassInfo &entryClass);

} // namespace turnpike::ui
