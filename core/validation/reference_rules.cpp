// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/validation/rule.h"

#include <QHash>
#include <QSet>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

/// A sentence that lists more helps nobody.
constexpr qsizetype kMostNamed = 20;

/// What a reference can lead to, looked up once for all that refer to it.
struct Known {
    explicit Known(const QStringList &names)
        : set(names.begin(), names.end())
        , first(names.value(0))
        , text(names.isEmpty() ? say("none") : names.first(std::min(kMostNamed, names.size())).join(u", "))
    {
        if (names.size() > kMostNamed)
            text += u", …";
    }

    QSet<QString> set;
    QString first;
    QString text;
};

void checkDangling(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    QHash<QString, std::shared_ptr<const Known>> lists;
    const auto knownIn = [&](const QString &list) -> const Known & {
        auto &known = lists[list];
        if (!known)
            known = std::make_shared<const Known>(entryNames(deployment, PropertyPath::of(list)));
        return *known;
    };
    document::visitValues(
        model::ClassInfo::of<model::Deployment>(), &deployment, {},
        [&](const PropertyPath &path, const model::PropertyInfo &property, const void *object) {
            // A pool's service has a rule of its own, which says what happens to its calls.
            if (property.reference().isEmpty() || property.reference() == u"forest.avAuthenticationServices")
                return;
            const QString name = property.read(object).toString();
            if (name.isEmpty())
                return;
            const Known &known = knownIn(property.reference());
            if (known.set.contains(name))
                return;
            Problem &problem =
                report.error(path, say("%1 selects \"%2\", which does not exist. Known are: %3.")
                                       .arg(displayPath(deployment, path), name, known.text));
            if (known.set.size() == 1)
                problem.fix = fixBySetting(say("Select %1").arg(known.first), path, known.first);
        });
}

} // namespace

std::span<const Rule> referenceRules()
{
    static constexpr Rule kRules[] = {{"reference.dangling", checkDangling}};
    return kRules;
}

} // namespace turnpike::validation
