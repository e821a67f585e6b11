// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/validation/rule.h"

#include <QHash>
#include <QSet>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

void checkDangling(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    QHash<QString, QSet<QString>> known; // by list
    document::visitValues(
        model::ClassInfo::of<model::Deployment>(), &deployment, {},
        [&](const PropertyPath &path, const model::PropertyInfo &property, const void *object) {
            // A pool's service has a rule of its own, which says what happens to its calls.
            if (property.reference().isEmpty() || property.reference() == u"forest.avAuthenticationServices")
                return;
            const QString name = property.read(object).toString();
            if (name.isEmpty())
                return;
            const PropertyPath list = PropertyPath::of(property.reference());
            if (!known.contains(property.reference())) {
                const QStringList names = entryNames(deployment, list);
                known.insert(property.reference(), QSet(names.begin(), names.end()));
            }
            if (known.value(property.reference()).contains(name))
                return;
            const QStringList names = entryNames(deployment, list);
            Problem &problem =
                report.error(path, say("%1 selects \"%2\", which does not exist. Known are: %3.")
                                       .arg(displayPath(deployment, path), name,
                                            names.isEmpty() ? say("none") : names.join(u", ")));
            if (names.size() == 1)
                problem.fix = fixBySetting(say("Select %1").arg(names.first()), path, names.first());
        });
}

constexpr Rule kRules[] = {{"reference.dangling", checkDangling}};

} // namespace

std::span<const Rule> referenceRules()
{
    return kRules;
}

} // namespace turnpike::validation
