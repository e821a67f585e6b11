// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/look_alike.h"
#include "core/validation/rule.h"

#include <QUrl>

#include <algorithm>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

void checkMetrics(Report &report)
{
    const auto listen = TransportAddress::parse(report.deployment().management.metricsListen.toStdString());
    if (!listen || listen->address.isLoopback())
        return;
    const PropertyPath path = PropertyPath::of(u"management.metricsListen");
    const TransportAddress loopback{IpAddress::v4(0x7f000001), listen->port};
    const QString text = QString::fromStdString(loopback.toString());
    report
        .warning(path, say("Metrics are served at %1 in plain HTTP and without a password: everybody who "
                           "reaches that address can see how much the relay is used.")
                           .arg(QString::fromStdString(listen->toString())))
        .fix = fixBySetting(say("Serve metrics at %1 only").arg(text), path, text);
}

void checkReachable(Report &report)
{
    if (!report.deployment().management.listen.isNone())
        return;
    const PropertyPath path = PropertyPath::of(u"management.listen");
    report
        .warning(
            path,
            say("The management interface listens nowhere: no console and no turnpikectl reaches a relay "
                "that is started so."))
        .fix = fixBySetting(say("Serve management at 127.0.0.1"), path,
                            QVariant::fromValue(IpAddress::v4(0x7f000001)));
}

/// A role for a name that nobody can pair under is given to nobody, while whoever was meant keeps another
/// one.
void checkBearer(Report &report, const PropertyPath &entry, const QString &name)
{
    if (const QString trimmed = name.trimmed(); trimmed != name) {
        auto &problem =
            report.warning(entry, say("The role of \"%1\" is given to nobody, because no certificate has a "
                                      "name that begins or ends with a blank.")
                                      .arg(name));
        const QString label = say("Give the role to %1").arg(trimmed);
        if (!trimmed.isEmpty())
            problem.fix = Fix{label, {label, {document::Edit::rename(entry, trimmed)}}};
    } else if (std::none_of(name.begin(), name.end(),
                            [](QChar letter) { return letter.isLetterOrNumber(); })) {
        report.warning(entry, say("The role of \"%1\" is given to nobody, because no certificate has a name "
                                  "without a letter or a digit.")
                                  .arg(name));
    }
}

// Whoever reads such a name takes it for another one, and its role with it.
void checkRoleNames(Report &report)
{
    const auto &roles = report.deployment().management.roles;
    const PropertyPath list = PropertyPath::of(u"management.roles");
    for (const model::RoleAssignment &role : roles)
        checkBearer(report, list.entry(role.name), role.name);
    for (qsizetype i = 0; i < roles.size(); ++i) {
        const std::string name = roles.at(i).name.toStdString();
        if (const auto checked = checkScripts(name, {}); !checked)
            report.error(list.entry(roles.at(i).name),
                         say("The role of %1: %2; allowed: %3.")
                             .arg(roles.at(i).name, QString::fromStdString(checked.error().message),
                                  QString::fromStdString(checked.error().allowed)));
    }
}

void checkStore(Report &report)
{
    const model::Management &management = report.deployment().management;
    const PropertyPath path = PropertyPath::of(u"management.storeUrl");
    if (management.store == model::RevisionStoreKind::postgresql && management.storeUrl.isEmpty())
        report
            .error(path, say("Revisions are to be kept in PostgreSQL, but no store URL says where: the relay "
                             "cannot start."))
            .fix = fixBySetting(say("Keep revisions in SQLite"), PropertyPath::of(u"management.store"),
                                QVariant::fromValue(model::RevisionStoreKind::sqlite));
    QUrl url(management.storeUrl);
    if (url.password().isEmpty())
        return;
    url.setPassword(QString());
    report
        .error(path, say("The store URL holds a password, which everybody who may read the configuration "
                         "would see. Keep it in the relay's secret store."))
        .fix = fixBySetting(say("Remove the password"), path, url.toString());
}

void checkManagementLimits(Report &report)
{
    const model::ManagementLimits &limits = report.deployment().management.limits;
    if (limits.connectionsForAdministrators < limits.connections)
        return;
    const PropertyPath path = PropertyPath::of(u"management.limits.connectionsForAdministrators");
    const int quarter = limits.connections / 4;
    report
        .error(path, say("All %1 connections are kept for administrators: operators, viewers and what "
                         "collects from the relay could not connect.")
                         .arg(limits.connections))
        .fix = fixBySetting(say("Keep %1 of them").arg(quarter), path, quarter);
}

} // namespace

std::span<const Rule> managementRules()
{
    static constexpr Rule kRules[] = {{"management.metrics", checkMetrics},
                                      {"management.reachable", checkReachable},
                                      {"management.role-names", checkRoleNames},
                                      {"management.store", checkStore},
                                      {"management.limits", checkManagementLimits}};
    return kRules;
}

} // namespace turnpike::validation
