// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/validation/rule.h"

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

void checkDangling(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    document::visitValues(
        model::ClassInfo::of<model::Deployment>(), &deployment, {},
        [&](const PropertyPath &path, const model::PropertyInfo &property, const void *object) {
            // A pool's service has a rule of its own, which says what happens to its calls.
            if (property.reference().isEmpty() || property.reference() == u"forest.avAuthenticationServices")
                return;
            const QString name = property.read(object).toString();
            const QStringList known = entryNames(deployment, PropertyPath::of(property.reference()));
            if (name.isEmpty() || known.contains(name))
                return;
            Problem &problem =
                report.error(path, say("%1 selects \"%2\", which does not exist. Known are: %3.")
                                       .arg(displayPath(deployment, path), name,
                                            known.isEmpty() ? say("none") : known.join(u", ")));
            if (known.size() == 1)
                problem.fix = fixBySetting(say("Select %1").arg(known.first()), path, known.first());
        });
}

constexpr Rule kRules[] = {{"reference.dangling", checkDangling}};

} // namespace

std::span<const Rule> referenceRules()
{
    return kRules;
}

} // namespace turnpike::validation
