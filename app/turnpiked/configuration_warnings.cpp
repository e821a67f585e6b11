// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/configuration_warnings.h"

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

using validation::Severity;

QString kindOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error: "_s;
    case Severity::Warning:
        return u"warning: "_s;
    case Severity::Information:
        break;
    }
    return u"note: "_s;
}

} // namespace

QStringList problemLines(const validation::Problems &problems, Severity least)
{
    QStringList lines;
    for (const auto &problem : problems) {
        if (problem.severity >= least)
            lines << kindOf(problem.severity) + problem.path.toString() + u": "_s + problem.message;
    }
    return lines;
}

} // namespace turnpike::daemon
