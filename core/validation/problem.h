// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::validation {

enum class Severity { Information, Warning, Error };

/// One click that puts a problem right.
struct Fix {
    QString label; ///< "Update pool URLs"
    document::EditSet edits;
};

/// What a rule found.
struct Problem {
    QString ruleId; ///< "edge.public-address"
    Severity severity = Severity::Warning;
    document::PropertyPath path;
    QString message;  ///< names the objects and says what it means for calls
    QString readMore; ///< RFC section or topic; may be empty
    std::optional<Fix> fix;
};
using Problems = std::vector<Problem>;

/// All rules that need no network, worst first, then by path. What masks stand for is not judged
/// (core/document/secrets.h). Thread-safe.
[[nodiscard]] Problems validate(const model::Deployment &deployment);
/// Texts and names that are refused wherever somebody enters them: those of the rules above that are about a
/// value for itself. `working` is an edit of `before`; what stood there already can be put right later.
[[nodiscard]] Problems problemsAtTheDoor(const model::Deployment &before, const model::Deployment &working);
/// A push is refused while this is true.
[[nodiscard]] bool hasErrors(const Problems &problems);
[[nodiscard]] QJsonArray toJson(const Problems &problems);
/// Back from the relay's answer.
[[nodiscard]] Result<Problems> problemsFromJson(const QJsonArray &json);

} // namespace turnpike::validation
