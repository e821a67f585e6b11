// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpikectl/command.h"
#include "core/base/result.h"

#include <QHash>
#include <QStringList>

#include <chrono>
#include <optional>

namespace turnpike::ctl {

/// One call of the program, taken apart. Null command: only help or the version was asked for.
struct Invocation {
    const Command *command = nullptr;
    QStringList arguments;           ///< without the command
    QHash<QString, QString> options; ///< a switch has an empty value

    /// Errors name the option or command, and the nearest one that exists.
    [[nodiscard]] static Result<Invocation> parse(const QStringList &arguments);

    [[nodiscard]] bool has(const char *option) const { return options.contains(QLatin1StringView(option)); }
    [[nodiscard]] QString value(const char *option) const { return options.value(QLatin1StringView(option)); }
    /// A whole number from `least` to `most`, or the fallback when the option is absent.
    [[nodiscard]] Result<int> number(const char *option, int fallback, int least, int most) const;
};

/// All commands, or one in full.
[[nodiscard]] QString helpText(const Command *command = nullptr);

} // namespace turnpike::ctl
