// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/rule.h"

#include "core/document/place_walk.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {
/// Nobody reads more, and each takes part in every answer about the configuration.
constexpr int kMostOfOneSeverity = 1000;
} // namespace

Problem &Report::add(Severity severity, const PropertyPath &path, const QString &message)
{
    if (++m_counts[static_cast<std::size_t>(severity)] > kMostOfOneSeverity)
        return m_leftOut;
    Problem problem;
    problem.ruleId = m_ruleId;
    problem.severity = severity;
    problem.path = path;
    problem.message = message;
    m_problems.push_back(std::move(problem));
    return m_problems.back();
}

Problems Report::take()
{
    int leftOut = 0;
    Severity worst = Severity::Information;
    for (const Severity severity : {Severity::Information, Severity::Warning, Severity::Error}) {
        const int more = m_counts[static_cast<std::size_t>(severity)] - kMostOfOneSeverity;
        if (more <= 0)
            continue;
        leftOut += more;
        worst = severity;
    }
    if (leftOut > 0) {
        Problem problem;
        problem.ruleId = u"problems.too-many"_s;
        problem.severity = worst;
        problem.message =
            say("There are %1 more problems than are listed here. Put these right first.").arg(leftOut);
        m_problems.push_back(std::move(problem));
    }
    return std::move(m_problems);
}

Problem &Report::error(const PropertyPath &path, const QString &message)
{
    return add(Severity::Error, path, message);
}

Problem &Report::warning(const PropertyPath &path, const QString &message)
{
    return add(Severity::Warning, path, message);
}

Problem &Report::information(const PropertyPath &path, const QString &message)
{
    return add(Severity::Information, path, message);
}

QString say(const char *text)
{
    return QCoreApplication::translate("validation", text);
}

QString toText(const IpAddress &address)
{
    return QString::fromStdString(address.toString());
}

QString toText(const PortRange &range)
{
    return QString::fromStdString(range.toString());
}

PropertyPath sitePath(const model::EdgeSite &site)
{
    return PropertyPath::of(u"edgeSites").entry(site.name);
}

PropertyPath avEdgePath(const model::EdgeSite &site)
{
    return sitePath(site).child(u"avEdge"_s);
}

PropertyPath serverPath(const model::EdgeSite &site, const model::EdgeServer &server)
{
    return sitePath(site).child(u"servers"_s).entry(server.name);
}

PropertyPath poolPath(const model::Pool &pool)
{
    return PropertyPath::of(u"pools").entry(pool.name);
}

Fix fixBySetting(const QString &label, const PropertyPath &path, const QVariant &value)
{
    return {label, {label, {document::Edit::set(path, value)}}};
}

QList<model::EdgeServer> enabledServers(const model::EdgeSite &site)
{
    QList<model::EdgeServer> servers;
    std::copy_if(site.servers.begin(), site.servers.end(), std::back_inserter(servers),
                 [](const model::EdgeServer &server) { return server.enabled; });
    return servers;
}

IpAddress advertisedAddress(const model::EdgeServer &server)
{
    return server.publicAddress.isNone() ? server.externalAddress : server.publicAddress;
}

bool isLoopbackOnly(const model::EdgeSite &site)
{
    const auto servers = enabledServers(site);
    return !servers.isEmpty() &&
           std::all_of(servers.begin(), servers.end(), [](const model::EdgeServer &server) {
               return server.externalAddress.isLoopback() && advertisedAddress(server).isLoopback();
           });
}

} // namespace turnpike::validation
