// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/journal_place.h"

#include <QStandardPaths>
#include <QUrl>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

QString journalFile(const QString &dataFolder, const QString &relayIdentity)
{
    const QString folder =
        dataFolder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) : dataFolder;
    const QByteArray name = QUrl::toPercentEncoding(relayIdentity, {}, ".");
    return folder + "/journals/"_L1 + QString::fromLatin1(name) + ".journal"_L1;
}

} // namespace turnpike::ui
