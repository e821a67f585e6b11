// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a file of rules is made of; used by core/validation only.

#include "core/validation/problem.h"
#include "core/validation/served.h"

#include <array>
#include <span>

namespace turnpike::validation {

/// Collects what the rules find.
class Report {
public:
    explicit Report(const model::Deployment &deployment)
        : m_deployment(deployment)
    {
    }

    [[nodiscard]] const model::Deployment &deployment() const { return m_deployment; }
    /// The problem may be given a fix and further reading while no other is added.
    Problem &error(const document::PropertyPath &path, const QString &message);
    Problem &warning(const document::PropertyPath &path, const QString &message);
    Problem &information(const document::PropertyPath &path, const QString &message);

    void setRule(const char *ruleId) { m_ruleId = QString::fromLatin1(ruleId); }
    /// With one more that says how many were left out, when there were too many to be of use.
    [[nodiscard]] Problems take();

private:
    Problem &add(Severity severity, const document::PropertyPath &path, const QString &message);

    const model::Deployment &m_deployment;
    QString m_ruleId;
    Problems m_problems;
    std::array<int, 3> m_counts{}; ///< by severity
    Problem m_leftOut;             ///< what is written about one that is not kept
};

/// One row of a rule table.
struct Rule {
    const char *id;
    void (*check)(Report &report);
};

[[nodiscard]] std::span<const Rule> nameRules();
[[nodiscard]] std::span<const Rule> addressRules();
[[nodiscard]] std::span<const Rule> referenceRules();
[[nodiscard]] std::span<const Rule> edgeRules();
[[nodiscard]] std::span<const Rule> edgeArrayRules();
[[nodiscard]] std::span<const Rule> edgeAccessRules();
[[nodiscard]] std::span<const Rule> certificateRules();
[[nodiscard]] std::span<const Rule> avAuthenticationRules();
[[nodiscard]] std::span<const Rule> poolRules();
[[nodiscard]] std::span<const Rule> filterRules();
[[nodiscard]] std::span<const Rule> addressBookRules();
[[nodiscard]] std::span<const Rule> managementRules();
[[nodiscard]] std::span<const Rule> servedRules();

/// Sentence of a rule, translated.
[[nodiscard]] QString say(const char *text);
[[nodiscard]] QString toText(const IpAddress &address);
[[nodiscard]] QString toText(const PortRange &range);

[[nodiscard]] document::PropertyPath sitePath(const model::EdgeSite &site);
[[nodiscard]] document::PropertyPath avEdgePath(const model::EdgeSite &site);
[[nodiscard]] document::PropertyPath serverPath(const model::EdgeSite &site, const model::EdgeServer &server);
[[nodiscard]] document::PropertyPath poolPath(const model::Pool &pool);

/// A fix of one edit; its label is also what undo shows.
[[nodiscard]] Fix fixBySetting(const QString &label, const document::PropertyPath &path,
                               const QVariant &value);

/// Servers of a site that take part.
[[nodiscard]] QList<model::EdgeServer> enabledServers(const model::EdgeSite &site);
/// What clients are told: the public address, or the external one.
[[nodiscard]] IpAddress advertisedAddress(const model::EdgeServer &server);
/// Nobody but programs on the same machine reaches such a site.
[[nodiscard]] bool isLoopbackOnly(const model::EdgeSite &site);

} // namespace turnpike::validation
