// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/configuration_warnings.h"

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

using validation::Severity;

model::LogLevel levelOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return model::LogLevel::error;
    case Severity::Warning:
        return model::LogLevel::warning;
    case Severity::Information:
        break;
    }
    return model::LogLevel::info;
}

} // namespace

LogLines problemLines(const validation::Problems &problems, Severity least)
{
    LogLines lines;
    for (const auto &problem : problems) {
        if (problem.severity >= least)
            lines.push_back({levelOf(problem.severity), problem.path.toString() + u": "_s + problem.message});
    }
    return lines;
}

} // namespace turnpike::daemon
