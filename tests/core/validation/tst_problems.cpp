// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/secrets.h"
#include "tests/core/validation/flawless_deployment.h"
#include "tests/core/validation/found_problems.h"
#include "tests/support/main.h"

#include <QJsonArray>

using namespace turnpike;
using namespace turnpike::validation;
using namespace Qt::StringLiterals;
using testing::flawless;
using testing::of;
using testing::textOf;

/// What is found, whatever rule finds it: its order, its way through JSON, what is not judged.
class TestProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theDefaultDeploymentShowsAFewAndNoErrors()
    {
        const Problems problems = validate(*document::defaultDeployment());
        QVERIFY2(!hasErrors(problems), qPrintable(textOf(problems)));
        QVERIFY2(problems.size() >= 4 && problems.size() <= 10, qPrintable(textOf(problems)));
        QVERIFY(std::any_of(problems.begin(), problems.end(),
                            [](const Problem &problem) { return problem.fix.has_value(); }));
        QCOMPARE(of(problems, u"edge.sample-secret"_s).size(), 1U);
        QCOMPARE(of(problems, u"pool.external-urls"_s).size(), 1U);
    }

    void whatAMaskStandsForIsNotJudged()
    {
        model::Deployment deployment = flawless();
        auto &credentials = deployment.edgeSites.first().avEdge.credentials;
        credentials.sharedSecrets.first().secret = u"short"_s;
        const auto weak = of(validate(deployment), u"edge.open-relay"_s);
        QVERIFY(!weak.empty());
        const auto masked = document::withMasks(deployment);
        QVERIFY(of(validate(*masked), u"edge.open-relay"_s).size() < weak.size());
        QVERIFY2(validate(*masked).size() <= validate(flawless()).size(),
                 qPrintable(textOf(validate(*masked))));
    }

    void theWorstComesFirst()
    {
        model::Deployment deployment = *document::defaultDeployment();
        deployment.pools.first().fqdn.clear();
        const Problems problems = validate(deployment);
        QVERIFY(hasErrors(problems));
        QVERIFY(std::is_sorted(problems.begin(), problems.end(), [](const Problem &a, const Problem &b) {
            return a.severity != b.severity ? a.severity > b.severity : a.path < b.path;
        }));
        QCOMPARE(problems.front().severity, Severity::Error);
    }

    void problemsSurviveJson()
    {
        model::Deployment deployment = *document::defaultDeployment();
        deployment.pools.first().fqdn.clear();
        const Problems problems = validate(deployment);
        const auto back = problemsFromJson(toJson(problems));
        QVERIFY2(back, back ? "" : back.error().text().c_str());
        QCOMPARE(toJson(*back), toJson(problems));
        QCOMPARE(back->size(), problems.size());
        for (std::size_t i = 0; i < problems.size(); ++i) {
            QCOMPARE(back->at(i).ruleId, problems[i].ruleId);
            QCOMPARE(back->at(i).severity, problems[i].severity);
            QCOMPARE(back->at(i).path, problems[i].path);
            QCOMPARE(back->at(i).message, problems[i].message);
            QCOMPARE(back->at(i).readMore, problems[i].readMore);
            QCOMPARE(back->at(i).fix.has_value(), problems[i].fix.has_value());
        }
        QVERIFY(!problemsFromJson(QJsonArray{QJsonObject{{u"severity"_s, u"awful"_s}}}));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProblems)
#include "tst_problems.moc"
