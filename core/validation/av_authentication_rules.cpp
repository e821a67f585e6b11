// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/rule.h"

#include <QSet>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

constexpr Port kUsualPort{5062};

PropertyPath selectionPath(const model::Pool &pool)
{
    return poolPath(pool).child(u"avConferencing"_s).child(u"avAuthenticationService"_s);
}

void offerOnlyService(Problem &problem, const model::Forest &forest)
{
    if (forest.avAuthenticationServices.size() != 1)
        return;
    const QString name = forest.avAuthenticationServices.first().name;
    problem.fix = fixBySetting(say("Select %1").arg(name), problem.path, name);
}

void checkMissing(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    for (const model::Pool &pool : deployment.pools) {
        if (!pool.avConferencing.avAuthenticationService.isEmpty())
            continue;
        Problem &problem =
            report.warning(selectionPath(pool),
                           say("Pool %1 selects no A/V authentication service: its users get no credentials "
                               "for the relay, so audio and video across the edge fail.")
                               .arg(pool.name));
        offerOnlyService(problem, deployment.forest);
    }
}

void checkDangling(Report &report)
{
    const model::Deployment &deployment = report.deployment();
    QSet<QString> services;
    for (const model::AvAuthenticationServiceEntry &service : deployment.forest.avAuthenticationServices)
        services << service.name;
    for (const model::Pool &pool : deployment.pools) {
        const QString selected = pool.avConferencing.avAuthenticationService;
        if (selected.isEmpty() || services.contains(selected))
            continue;
        Problem &problem =
            report.error(selectionPath(pool),
                         say("Pool %1 selects the A/V authentication service \"%2\", which does not exist: "
                             "audio and video across the edge fail.")
                             .arg(pool.name, selected));
        offerOnlyService(problem, deployment.forest);
    }
}

void checkFqdn(Report &report)
{
    const PropertyPath list = PropertyPath::of(u"forest.avAuthenticationServices");
    for (const model::AvAuthenticationServiceEntry &service :
         report.deployment().forest.avAuthenticationServices) {
        const PropertyPath path = list.entry(service.name);
        if (IpAddress::parse(service.fqdn.toStdString()))
            report.error(path.child(u"fqdn"_s),
                         say("The A/V authentication service %1 is given as the address %2; front ends "
                             "compare a name with its certificate and refuse to connect.")
                             .arg(service.name, service.fqdn));
        if (service.port != kUsualPort)
            report
                .information(path.child(u"port"_s),
                             say("The A/V authentication service %1 is on port %2 instead of 5062: firewalls "
                                 "between the front ends and the edge must know.")
                                 .arg(service.name, QString::number(service.port.value)))
                .fix =
                fixBySetting(say("Use port 5062"), path.child(u"port"_s), QVariant::fromValue(kUsualPort));
    }
}

} // namespace

std::span<const Rule> avAuthenticationRules()
{
    static constexpr Rule kRules[] = {{"avauth.reference-missing", checkMissing},
                                      {"avauth.reference-dangling", checkDangling},
                                      {"avauth.fqdn", checkFqdn}};
    return kRules;
}

} // namespace turnpike::validation
