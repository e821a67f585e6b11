// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/problem.h"

#include "core/document/edit_json.h"
#include "core/document/secrets.h"
#include "core/validation/rule.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace turnpike::validation {

using namespace Qt::StringLiterals;

namespace {

using RuleTable = std::span<const Rule> (*)();

constexpr RuleTable kTables[] = {nameRules,      addressRules,    referenceRules,   edgeRules,
                                 edgeArrayRules, edgeAccessRules, certificateRules, avAuthenticationRules,
                                 poolRules,      filterRules,     addressBookRules, managementRules,
                                 servedRules};

constexpr QStringView kSeverityNames[] = {u"information", u"warning", u"error"};

QJsonObject fixToJson(const Fix &fix)
{
    QJsonObject json = document::toJson(fix.edits);
    json.insert(u"label"_s, fix.label);
    return json;
}

Result<Problem> problemFromJson(const QJsonObject &json)
{
    const QString severity = json.value(u"severity").toString();
    const auto *name = std::find(std::begin(kSeverityNames), std::end(kSeverityNames), severity);
    if (name == std::end(kSeverityNames))
        return fail(Error::Code::InvalidValue, "\"" + severity.toStdString() + "\" is not a severity", {},
                    "information, warning or error");
    auto path = document::PropertyPath::parse(json.value(u"path").toString());
    if (!path)
        return tl::make_unexpected(path.error());
    Problem problem;
    problem.ruleId = json.value(u"ruleId").toString();
    problem.severity = static_cast<Severity>(name - std::begin(kSeverityNames));
    problem.path = *std::move(path);
    problem.message = json.value(u"message").toString();
    problem.readMore = json.value(u"readMore").toString();
    if (const QJsonObject fix = json.value(u"fix").toObject(); !fix.isEmpty()) {
        auto edits = document::editSetFromJson(fix);
        if (!edits)
            return tl::make_unexpected(edits.error());
        problem.fix = Fix{fix.value(u"label").toString(), *std::move(edits)};
    }
    return problem;
}

/// A mask that stands for a secret is no secret: whoever may not see it cannot judge it either.
void forgetWhatIsMasked(Problems &problems, const model::Deployment &deployment)
{
    if (problems.empty())
        return;
    const QList<document::PropertyPath> masked = document::maskedSecrets(deployment);
    std::erase_if(problems, [&masked](const Problem &problem) {
        return std::binary_search(masked.begin(), masked.end(), problem.path);
    });
}

} // namespace

Problems validate(const model::Deployment &deployment)
{
    Report report(deployment);
    for (const RuleTable table : kTables) {
        for (const Rule &rule : table()) {
            report.setRule(rule.id);
            rule.check(report);
        }
    }
    Problems problems = report.take();
    forgetWhatIsMasked(problems, deployment);
    std::stable_sort(problems.begin(), problems.end(), [](const Problem &a, const Problem &b) {
        return a.severity != b.severity ? a.severity > b.severity : a.path < b.path;
    });
    return problems;
}

Problems problemsAtTheDoor(const model::Deployment &before, const model::Deployment &working)
{
    constexpr std::array<QStringView, 2> kAtTheDoor{u"name.visible", u"management.role-names"};
    const auto found = [&kAtTheDoor](const model::Deployment &deployment) {
        Report report(deployment);
        for (const RuleTable table : kTables) {
            for (const Rule &rule : table()) {
                if (std::find(kAtTheDoor.begin(), kAtTheDoor.end(), QLatin1StringView(rule.id)) ==
                    kAtTheDoor.end())
                    continue;
                report.setRule(rule.id);
                rule.check(report);
            }
        }
        return report.take();
    };
    const Problems old = found(before);
    Problems fresh = found(working);
    std::erase_if(fresh, [&old](const Problem &problem) {
        return std::any_of(old.begin(), old.end(), [&problem](const Problem &known) {
            return known.path == problem.path && known.message == problem.message;
        });
    });
    return fresh;
}

bool hasErrors(const Problems &problems)
{
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem &problem) { return problem.severity == Severity::Error; });
}

QJsonArray toJson(const Problems &problems)
{
    QJsonArray array;
    for (const Problem &problem : problems) {
        QJsonObject json{{u"ruleId"_s, problem.ruleId},
                         {u"severity"_s, kSeverityNames[static_cast<int>(problem.severity)].toString()},
                         {u"path"_s, problem.path.toString()},
                         {u"message"_s, problem.message}};
        if (!problem.readMore.isEmpty())
            json.insert(u"readMore"_s, problem.readMore);
        if (problem.fix)
            json.insert(u"fix"_s, fixToJson(*problem.fix));
        array.append(json);
    }
    return array;
}

Result<Problems> problemsFromJson(const QJsonArray &json)
{
    Problems problems;
    for (const QJsonValue item : json) {
        auto problem = problemFromJson(item.toObject());
        if (!problem)
            return tl::make_unexpected(problem.error());
        problems.push_back(*std::move(problem));
    }
    return problems;
}

} // namespace turnpike::validation
