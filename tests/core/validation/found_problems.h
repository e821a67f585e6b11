// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"

#include <algorithm>

namespace turnpike::testing {

/// Those of one rule.
[[nodiscard]] inline validation::Problems of(const validation::Problems &problems, const QString &ruleId)
{
    validation::Problems found;
    std::copy_if(problems.begin(), problems.end(), std::back_inserter(found),
                 [&ruleId](const validation::Problem &problem) { return problem.ruleId == ruleId; });
    return found;
}

/// To be read beside a test that fails.
[[nodiscard]] inline QString textOf(const validation::Problems &problems)
{
    QString text;
    for (const validation::Problem &problem : problems)
        text += problem.ruleId % QStringLiteral(" at ") % problem.path.toString() % QStringLiteral(": ") %
                problem.message % QLatin1Char('\n');
    return text;
}

} // namespace turnpike::testing
