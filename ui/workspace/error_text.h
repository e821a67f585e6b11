// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace turnpike::ui {

/// An error as sentences: what happened and where, what is allowed, what to do.
[[nodiscard]] QString errorText(const Error &error);
/// The same without the place, for where it is said beside that place.
[[nodiscard]] QString errorSentence(Error error);

/// A line as a program writes it, to be read in the window: it begins with a capital letter, unless it begins
/// with a path, a file or a setting.
[[nodiscard]] QString capitalized(QString line);

} // namespace turnpike::ui
