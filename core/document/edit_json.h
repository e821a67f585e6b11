// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

namespace turnpike::document {

/// Edits as they are stored in the journal and sent between programs. Secrets are in them as they are.
[[nodiscard]] QJsonObject toJson(const Edit &edit);
[[nodiscard]] Result<Edit> editFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const EditSet &edits);
[[nodiscard]] Result<EditSet> editSetFromJson(const QJsonObject &json);

} // namespace turnpike::document
