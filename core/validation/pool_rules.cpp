// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/pool_urls.h"
#include "core/validation/rule.h"

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

QStringList missingExternalUrls(const model::WebComponents &web)
{
    const std::pair<const QString &, QString> rows[] = {
        {web.externalFqdn, u"externalFqdn"_s},
        {web.externalMeetingContentUrl, u"externalMeetingContentUrl"_s},
        {web.externalAddressBookUrl, u"externalAddressBookUrl"_s},
        {web.externalGroupExpansionUrl, u"externalGroupExpansionUrl"_s},
        {web.externalClientDownloadUrl, u"externalClientDownloadUrl"_s},
    };
    QStringList missing;
    for (const auto &[value, property] : rows) {
        if (value.isEmpty())
            missing << property;
    }
    return missing;
}

void checkExternalUrls(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    for (const model::Pool &pool : deployment.pools) {
        const QStringList missing = missingExternalUrls(pool.webComponents);
        if (missing.isEmpty())
            continue;
        const PropertyPath web = poolPath(pool).child(u"webComponents"_s);
        QStringList labels;
        for (const QString &property : missing)
            labels << model::ClassInfo::of<model::WebComponents>().find(property)->label();
        Problem &problem = report.warning(
            web.child(missing.first()),
            say("Pool %1 lacks external web addresses (%2): people outside cannot join meetings, which end "
                "with \"Missing or invalid property: serverURL\".")
                .arg(pool.name, labels.join(u"; ")));
        // Without a published name, the pool's own is the likeliest.
        const QString fqdn =
            pool.webComponents.externalFqdn.isEmpty() ? pool.fqdn : pool.webComponents.externalFqdn;
        if (const auto edits = document::updatePoolUrls(pool, fqdn))
            problem.fix = Fix{say("Update pool URLs for %1").arg(fqdn), *edits};
    }
}

void checkLcs2005(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        if (!pool.interoperatesWithLcs2005 || pool.loadBalancer != model::LoadBalancerKind::none ||
            pool.address.isNone())
            continue;
        for (const model::FrontEnd &server : pool.frontEnds) {
            if (server.address != pool.address)
                continue;
            report.warning(poolPath(pool).child(u"address"_s),
                           say("Pool %1 works with Live Communications Server 2005 and shares the address %2 "
                               "with its server %3: messages between the two versions are lost. Give the "
                               "pool a second address.")
                               .arg(pool.name, toText(pool.address), server.name));
        }
    }
}

void checkFrontEnds(Report &report)
{
    for (const model::Pool &pool : report.deployment().pools) {
        const PropertyPath path = poolPath(pool);
        const auto count = pool.frontEnds.size();
        if (count == 0)
            report.warning(path.child(u"frontEnds"_s),
                           say("Pool %1 has no front end: nobody can sign in to it.").arg(pool.name));
        else if (count > 1 && pool.edition == model::PoolEdition::standard)
            report
                .warning(path.child(u"edition"_s),
                         say("Pool %1 is a standard edition pool, which has one server, but %2 are listed.")
                             .arg(pool.name, QString::number(count)))
                .fix =
                fixBySetting(say("Make %1 an enterprise pool").arg(pool.name), path.child(u"edition"_s),
                             QVariant::fromValue(model::PoolEdition::enterprise));
        else if (count > 1 && pool.loadBalancer == model::LoadBalancerKind::none)
            report.warning(path.child(u"loadBalancer"_s),
                           say("Pool %1 has %2 front ends and no load balancer: when the first one stops, "
                               "nobody can sign in.")
                               .arg(pool.name, QString::number(count)));
    }
}

} // namespace

std::span<const Rule> poolRules()
{
    static constexpr Rule kRules[] = {{"pool.external-urls", checkExternalUrls},
                                      {"pool.lcs2005-address", checkLcs2005},
                                      {"pool.front-ends", checkFrontEnds}};
    return kRules;
}

} // namespace turnpike::validation
