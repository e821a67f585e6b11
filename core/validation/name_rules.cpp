// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/model/inert_text.h"
#include "core/validation/rule.h"

#include <QSet>

#include <algorithm>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::displayPath;
using document::PropertyPath;
using model::PropertyInfo;

namespace {

void everyValue(const model::Deployment &deployment, const document::ValueVisitor &visit)
{
    document::visitValues(model::ClassInfo::of<model::Deployment>(), &deployment, {}, visit);
}

bool isEmpty(const QVariant &value)
{
    if (value.metaType() == QMetaType::fromType<IpAddress>())
        return value.value<IpAddress>().isNone();
    return value.toString().isEmpty();
}

void checkRequired(Report &report)
{
    everyValue(report.deployment(), [&report](const PropertyPath &path, const PropertyInfo &property,
                                              const void *object) {
        if (property.isRequired() && isEmpty(property.read(object)))
            report.error(path, say("%1 is empty, but it is needed: %2")
                                   .arg(displayPath(report.deployment(), path), property.helpText()));
    });
}

// What the JSON reader and the edits refuse already; a deployment made by a program has passed neither.
void checkSyntax(Report &report)
{
    everyValue(report.deployment(),
               [&report](const PropertyPath &path, const PropertyInfo &property, const void *object) {
                   if (const auto checked = property.check(property.read(object)); !checked)
                       report.error(path, say("%1: %2; allowed: %3.")
                                              .arg(displayPath(report.deployment(), path),
                                                   QString::fromStdString(checked.error().message),
                                                   QString::fromStdString(checked.error().allowed)));
               });
}

// A name that begins a line of its own in a log, or reads from right to left, is somebody else's name sooner
// or later. Such texts can be opened and put right, but not pushed.
void checkVisible(Report &report)
{
    everyValue(report.deployment(), [&report](const PropertyPath &path, const PropertyInfo &property,
                                              const void *object) {
        const auto kind = property.type().kind();
        if ((kind != model::ValueKind::Text && kind != model::ValueKind::TextList) ||
            property.type().format() == model::TextFormat::Message)
            return;
        const QStringList texts = property.read(object).toStringList();
        const auto bad =
            std::find_if(texts.begin(), texts.end(), [](const QString &text) { return !isPlainLine(text); });
        if (bad != texts.end())
            report.error(path,
                         say("%1 holds characters that cannot be seen or that begin a new line%2.")
                             .arg(displayPath(report.deployment(), path),
                                  property.isSecret() ? QString() : u": "_s + escapedForTerminal(*bad)));
    });
}

void checkDuplicatesIn(Report &report, const model::ClassInfo &info, const void *object,
                       const PropertyPath &path)
{
    for (const PropertyInfo &property : info.properties()) {
        const PropertyPath below = path.child(property.name());
        if (property.isObject())
            checkDuplicatesIn(report, *property.elementClass(), property.member(object), below);
        if (!property.isObjectList())
            continue;
        const void *entries = property.member(object);
        const QStringList names = document::entryNames(property, entries);
        QSet<QString> seen;
        for (int i = 0; i < names.size(); ++i) {
            const PropertyPath entry = below.entry(names.at(i));
            const bool isNew = !seen.contains(names.at(i));
            seen.insert(names.at(i));
            if (!isNew)
                report.error(entry,
                             say("Two entries of %1 are called \"%2\"; which one is meant cannot be told.")
                                 .arg(property.label(), names.at(i)));
            checkDuplicatesIn(report, *property.elementClass(), property.list()->at(entries, i), entry);
        }
    }
}

void checkDuplicates(Report &report)
{
    checkDuplicatesIn(report, model::ClassInfo::of<model::Deployment>(), &report.deployment(), {});
}

void checkFqdn(Report &report)
{
    everyValue(report.deployment(), [&report](const PropertyPath &path, const PropertyInfo &property,
                                              const void *object) {
        // Services have a rule of their own, which knows what an address does to a call.
        if (property.type().format() != model::TextFormat::HostName ||
            property.type().kind() != model::ValueKind::Text ||
            path.startsWith(PropertyPath::of(u"forest.avAuthenticationServices")))
            return;
        const QString name = property.read(object).toString();
        if (name.isEmpty())
            return;
        const QString where = displayPath(report.deployment(), path);
        if (IpAddress::parse(name.toStdString()))
            report.warning(path, say("%1 is the address %2 where a name is needed: certificates carry names, "
                                     "so TLS connections to it fail.")
                                     .arg(where, name));
        else if (!name.contains(u'.'))
            report.warning(path, say("%1 is \"%2\", a name without a domain: only computers that add the "
                                     "right domain by themselves find it.")
                                     .arg(where, name));
    });
}

void checkDefaultDomain(Report &report)
{
    const model::Forest &forest = report.deployment().forest;
    if (forest.defaultSipDomain.isEmpty() ||
        forest.sipDomains.contains(forest.defaultSipDomain, Qt::CaseInsensitive))
        return;
    const PropertyPath domains = PropertyPath::of(u"forest.sipDomains");
    report
        .warning(
            PropertyPath::of(u"forest.defaultSipDomain"),
            say("The default SIP domain %1 is not one of the SIP domains: users who type only their name "
                "cannot sign in.")
                .arg(forest.defaultSipDomain))
        .fix = fixBySetting(say("Add %1 to the SIP domains").arg(forest.defaultSipDomain), domains,
                            QStringList(forest.sipDomains) << forest.defaultSipDomain);
}

} // namespace

std::span<const Rule> nameRules()
{
    static constexpr Rule kRules[] = {
        {"name.required", checkRequired}, {"name.syntax", checkSyntax},
        {"name.visible", checkVisible},   {"name.duplicate", checkDuplicates},
        {"name.fqdn", checkFqdn},         {"name.default-domain", checkDefaultDomain}};
    return kRules;
}

} // namespace turnpike::validation
