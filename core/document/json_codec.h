// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace turnpike::document {

/// Which properties are written.
enum class JsonForm {
    Complete,       ///< every property
    WithoutDefaults ///< what differs from the default: files that people read and keep
};

/// Deterministic: declaration order, two spaces, final newline. Begins with "schemaVersion": 1.
[[nodiscard]] QByteArray toJson(const model::Deployment &deployment,
                                JsonForm form = JsonForm::WithoutDefaults);
/// Refuses syntax errors, unknown keys, wrong types, values out of range, duplicate keys and names, a newer
/// schema version. Errors carry "file:line:column", the value, what is allowed, the nearest known name.
[[nodiscard]] Result<model::Deployment> fromJson(const QByteArray &json, const QString &fileName = {});
[[nodiscard]] Result<model::Deployment> readDeployment(const QString &fileName);
/// What keeps a file from being a configuration; never without an error.
struct FileErrors {
    static constexpr std::size_t kMostNamed = 20;
    std::vector<Error> errors; ///< in the order of the file, at most kMostNamed
    std::size_t count = 0;     ///< of all
};
/// As readDeployment(), for whoever mends the file: names every error and not only the first.
[[nodiscard]] tl::expected<model::Deployment, FileErrors> readNamingAllErrors(const QString &fileName);
[[nodiscard]] tl::expected<model::Deployment, FileErrors> fromJsonNamingAllErrors(const QByteArray &json,
                                                                                  const QString &fileName);
/// Atomic (temporary file, flush to disk, rename).
[[nodiscard]] Result<void> writeDeployment(const model::Deployment &deployment, const QString &fileName);

/// One object or entry, for diffs, clipboards and the journal.
[[nodiscard]] QJsonObject objectToJson(const model::ClassInfo &info, const void *object, JsonForm form);
/// Replaces the object's contents; on failure it is unchanged.
[[nodiscard]] Result<void> objectFromJson(const model::ClassInfo &info, void *object,
                                          const QJsonObject &json);

/// JSON Schema (draft 7) of deployment.json, made from the property declarations.
[[nodiscard]] QByteArray jsonSchema();
/// SHA-256 over the complete form, hexadecimal: the ETag of a configuration.
[[nodiscard]] QByteArray fingerprint(const model::Deployment &deployment);

} // namespace turnpike::document
