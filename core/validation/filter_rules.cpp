// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/rule.h"

#include <QSet>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::FileFilterAction;

namespace {

PropertyPath fileFilterPath(const model::Pool &pool)
{
    return poolPath(pool).child(u"imFilter"_s).child(u"fileTransfer"_s);
}

void checkHandouts(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        const model::FileTransferFilter &filter = pool.imFilter.fileTransfer;
        if (!filter.enabled || filter.action != FileFilterAction::blockAll)
            continue;
        const PropertyPath path = fileFilterPath(pool).child(u"action"_s);
        report
            .warning(path,
                     say("Pool %1 blocks every file, and with them the handouts of meetings: presenters "
                         "see only \"Upload failed\".")
                         .arg(pool.name))
            .fix = fixBySetting(say("Block only the listed types in %1").arg(pool.name), path,
                                QVariant::fromValue(FileFilterAction::blockList));
    }
}

// "EXE" -> ".exe"; empty when nothing can be made of it.
QString cleaned(const QString &extension)
{
    QString text = extension.trimmed().toLower();
    while (text.startsWith(u'*'))
        text.remove(0, 1);
    if (!text.isEmpty() && !text.startsWith(u'.'))
        text.prepend(u'.');
    return model::checkText(model::TextFormat::FileExtension, text) ? text : QString();
}

void checkExtensions(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        const model::FileTransferFilter &filter = pool.imFilter.fileTransfer;
        const PropertyPath path = fileFilterPath(pool).child(u"extensions"_s);
        QStringList kept;
        QSet<QString> seen;
        QStringList wrong;
        for (const QString &extension : filter.extensions) {
            const QString good = cleaned(extension);
            const bool isWellFormed = !good.isEmpty() && good == extension.toLower();
            if (!isWellFormed || seen.contains(good))
                wrong << (extension.isEmpty() ? u"\"\""_s : extension);
            if (!good.isEmpty() && !seen.contains(good)) {
                kept << good;
                seen << good;
            }
        }
        if (!wrong.isEmpty())
            report
                .warning(path, say("The blocked file types of pool %1 hold entries that are malformed or "
                                   "listed twice: %2. Malformed ones block nothing.")
                                   .arg(pool.name, wrong.join(u", ")))
                .fix = fixBySetting(say("Clean up the list"), path, kept);
        if (filter.enabled && filter.action == FileFilterAction::blockList && filter.extensions.isEmpty())
            report.information(path,
                               say("The file transfer filter of pool %1 is on with an empty list: every "
                                   "file passes.")
                                   .arg(pool.name));
    }
}

} // namespace

std::span<const Rule> filterRules()
{
    static constexpr Rule kRules[] = {{"filter.blocks-handouts", checkHandouts},
                                      {"filter.extensions", checkExtensions}};
    return kRules;
}

} // namespace turnpike::validation
