// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/rule.h"

#include <QRegularExpression>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

PropertyPath bookPath(const model::Pool &pool)
{
    return poolPath(pool).child(u"addressBook"_s);
}

void checkOutput(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        const QString folder = pool.addressBook.outputLocation;
        const PropertyPath path = bookPath(pool).child(u"outputLocation"_s);
        if (folder.isEmpty())
            report.warning(path, say("Pool %1 has no folder for its address book files: clients keep an old "
                                     "address book or have none.")
                                     .arg(pool.name));
        else if (!folder.startsWith(u'/'))
            report.warning(path, say("The address book folder \"%2\" of pool %1 is not a full path: where "
                                     "the files go depends on how the service was started.")
                                     .arg(pool.name, folder));
    }
}

void checkDirectory(Report &report)
{
    const auto &directories = report.deployment().directories;
    for (const model::Pool &pool : report.deployment().pools) {
        if (!pool.addressBook.directory.isEmpty())
            continue;
        Problem &problem =
            report.warning(bookPath(pool).child(u"directory"_s),
                           say("Pool %1 selects no directory: its address book is empty, and users find "
                               "nobody by name.")
                               .arg(pool.name));
        if (directories.size() == 1)
            problem.fix = fixBySetting(say("Select %1").arg(directories.first().name), problem.path,
                                       directories.first().name);
    }
}

void checkPartition(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        if (!pool.addressBook.partitionOutputByOU)
            continue;
        report.information(bookPath(pool).child(u"partitionOutputByOU"_s),
                           say("The address book of pool %1 is divided by organisational unit: users find "
                               "only people of their own unit, though they can still call and message "
                               "others; users outside every unit find nobody.")
                               .arg(pool.name));
    }
}

int highestGroup(const QString &translation)
{
    static const QRegularExpression group(u"\\$(\\d)"_s);
    int highest = 0;
    for (auto match = group.globalMatch(translation); match.hasNext();)
        highest = std::max(highest, match.next().captured(1).toInt());
    return highest;
}

void checkNormalization(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        for (const model::NormalizationRule &rule : pool.addressBook.normalizationRules) {
            const QRegularExpression pattern(rule.pattern);
            const int groups = pattern.captureCount();
            const int used = highestGroup(rule.translation);
            if (groups < 0 || used <= groups)
                continue;
            report.warning(
                bookPath(pool).child(u"normalizationRules"_s).entry(rule.name).child(u"translation"_s),
                say("The rule %2 of pool %1 puts in $%3, but its pattern has only %4 groups: numbers it "
                    "matches lose digits.")
                    .arg(pool.name, rule.name, QString::number(used), QString::number(groups)));
        }
    }
}

} // namespace

std::span<const Rule> addressBookRules()
{
    static constexpr Rule kRules[] = {{"addressbook.output", checkOutput},
                                      {"addressbook.directory", checkDirectory},
                                      {"addressbook.partition", checkPartition},
                                      {"addressbook.normalization", checkNormalization}};
    return kRules;
}

} // namespace turnpike::validation
