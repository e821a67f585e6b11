// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::ServedRelay;

/// A relay that an operator takes out of service, by mistake or in anger, comes back.
class TestDraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_served = std::make_unique<ServedRelay>();
        VERIFY_RESULT(m_served->start());
    }

    void drainingIsTakenBackOverTheInterface()
    {
        const auto identity = m_served->paired(wire::Role::Operator, u"otto"_s);
        VERIFY_RESULT(identity);
        ApiClient client(m_served->address(), *identity);
        QCOMPARE(client.request("POST", "/api/v1/drain?deadline=60").status, 202);
        QVERIFY(client.request("GET", "/api/v1/status").json().value(u"draining"_s).toBool());
        QCOMPARE(client.request("DELETE", "/api/v1/drain").status, 200);
        QVERIFY(!client.request("GET", "/api/v1/status").json().value(u"draining"_s).toBool(true));
        QVERIFY(!m_served->relay.controller->edge().isDraining());
        // Taking back what is not there is said.
        QCOMPARE(client.request("DELETE", "/api/v1/drain").status, 409);
    }

    void whoMayOnlyLookNeitherDrainsNorTakesBack()
    {
        const auto identity = m_served->paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(identity);
        ApiClient client(m_served->address(), *identity);
        QCOMPARE(client.request("POST", "/api/v1/drain?deadline=0").status, 403);
        VERIFY_RESULT(m_served->relay.controller->drain(m_served->relay.operatorCaller, 60s));
        QCOMPARE(client.request("DELETE", "/api/v1/drain").status, 403);
        QVERIFY(m_served->relay.controller->edge().isDraining());
    }

    void theDeadlineOfADrainingThatWasTakenBackCutsNobody()
    {
        auto &controller = *m_served->relay.controller;
        int ended = 0;
        connect(&controller, &management::RelayController::drained, this, [&] { ++ended; });
        VERIFY_RESULT(controller.drain(m_served->relay.operatorCaller, 60s));
        VERIFY_RESULT(controller.undrain(m_served->relay.operatorCaller));
        m_served->relay.clock->advance(3600s);
        QCOMPARE(ended, 0);
        QVERIFY(!controller.edge().isDraining());
    }

    void aPushWhileItDrainsSaysThatItStillDrains()
    {
        auto &controller = *m_served->relay.controller;
        VERIFY_RESULT(controller.drain(m_served->relay.operatorCaller, 3600s));
        const auto outcome =
            controller.push(m_served->relay.administrator, m_served->relay.withRealm(u"contoso.com"_s));
        VERIFY_RESULT(outcome);
        QVERIFY(controller.edge().isDraining());
        QVERIFY2(outcome->live.join(u'\n').contains(u"still drains"), qPrintable(outcome->live.join(u'\n')));
        VERIFY_RESULT(controller.undrain(m_served->relay.operatorCaller));
        const auto after =
            controller.push(m_served->relay.administrator, m_served->relay.withRealm(u"example.org"_s));
        VERIFY_RESULT(after);
        QVERIFY(!after->live.join(u'\n').contains(u"drains"));
    }

private:
    std::unique_ptr<ServedRelay> m_served;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDraining)
#include "tst_draining.moc"
