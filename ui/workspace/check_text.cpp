// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/check_text.h"

#include "ui/workspace/workspace.h"

#include <QCoreApplication>
#include <QLocale>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

struct CheckTextWords {
    Q_DECLARE_TR_FUNCTIONS(CheckText)
};

} // namespace

QString checkText(const Workspace &workspace)
{
    if (const QString reason = workspace.whyNoConfiguration(); !reason.isEmpty())
        return CheckTextWords::tr("%1 Nothing has been checked.", "why there is no configuration")
            .arg(reason);
    if (workspace.isValidating() || !workspace.checkedAt())
        return CheckTextWords::tr("The configuration is being checked.");
    return CheckTextWords::tr(
               "No problems were found at %1. The configuration is checked after every change.")
        .arg(QLocale().toString(workspace.checkedAt()->time(), u"HH:mm:ss"_s));
}

} // namespace turnpike::ui
