// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/rate_limit.h"
#include "relay/trust/pairing_code.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/management/example_relay.h"
#include "tests/support/main.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using http::RateLimit;
using trust::PairingCode;
using turnpike::testing::ExampleRelay;
using wire::Revision;
using wire::Role;

/// Time passes by the monotonic clock; that somebody sets the machine's clock changes nothing.
class TestDurations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_relay = std::make_unique<ExampleRelay>();
        m_relay->clock->setWallTime(QDateTime::currentDateTimeUtc());
        VERIFY_RESULT(m_relay->start());
    }

    void aTrialLastsAsLongAsItWasAskedFor_data() { jumps(); }
    void aTrialLastsAsLongAsItWasAskedFor()
    {
        QFETCH(std::chrono::seconds, jump);
        pushOnTrial(60s);
        m_relay->clock->jump(jump);
        m_relay->clock->advance(59s);
        QCOMPARE(m_relay->runningRealm(), u"contoso.com"_s);
        m_relay->clock->jump(jump);
        m_relay->clock->advance(1s);
        QCOMPARE(m_relay->runningRealm(), u"example.org"_s);
    }

    void whatATrialHasLeftIsSaidInEveryAnswer_data() { jumps(); }
    void whatATrialHasLeftIsSaidInEveryAnswer()
    {
        QFETCH(std::chrono::seconds, jump);
        QSignalSpy told(m_relay->controller.get(), &management::RelayController::revisionChanged);
        pushOnTrial(60s);
        const std::optional<wire::Trial> whole = wire::Trial{.running = 0s, .left = 60s};
        QCOMPARE(told.front().front().value<Revision>().trial, whole);
        m_relay->clock->advance(23s);
        m_relay->clock->jump(jump);
        const std::optional<wire::Trial> expected = wire::Trial{.running = 23s, .left = 37s};
        auto &controller = *m_relay->controller;
        QCOMPARE(controller.status(m_relay->viewer)->revision.trial, expected);
        QCOMPARE(controller.deployment(m_relay->viewer)->revision.trial, expected);
        QCOMPARE(controller.revision(m_relay->viewer, 2)->revision.trial, expected);
        QCOMPARE(controller.revisions(m_relay->viewer, 2)->at(0).trial, expected);
        QVERIFY(!controller.revisions(m_relay->viewer, 2)->at(1).trial);
        const auto refused = controller.push(m_relay->administrator, m_relay->withRealm(u"fabrikam.com"_s));
        VERIFY_ERROR_NAMES(refused, "for another 37 s");
        const auto conflict = m_relay->controller->confirm(m_relay->administrator, 2);
        VERIFY_RESULT(conflict);
        QVERIFY(!conflict->trial);
        QVERIFY(!controller.status(m_relay->viewer)->revision.trial);
    }

    void theUptimeIsCounted_data() { jumps(); }
    void theUptimeIsCounted()
    {
        QFETCH(std::chrono::seconds, jump);
        m_relay->clock->advance(90s);
        m_relay->clock->jump(jump);
        QCOMPARE(m_relay->controller->status(m_relay->viewer)->uptime, std::chrono::milliseconds(90s));
    }

    void aDrainEndsWhatOutlastsItsDeadline_data() { jumps(); }
    void aDrainEndsWhatOutlastsItsDeadline()
    {
        QFETCH(std::chrono::seconds, jump);
        const QSignalSpy drained(m_relay->controller.get(), &management::RelayController::drained);
        edge::Clients clients;
        call(clients);
        VERIFY_RESULT(m_relay->controller->drain(m_relay->operatorCaller, 60s));
        m_relay->clock->advance(30s);
        m_relay->clock->jump(jump);
        m_relay->clock->advance(29s);
        QCOMPARE(m_relay->controller->edge().allocationCount(), 1U);
        QVERIFY(drained.isEmpty());
        m_relay->clock->advance(1s);
        QTRY_COMPARE(m_relay->controller->edge().allocationCount(), 0U);
        m_relay->clock->advance(1s);
        QCOMPARE(drained.size(), 1);
    }

    void aCallThatIsCutSaysByWhat_data()
    {
        QTest::addColumn<bool>("isStopped");
        QTest::addColumn<QString>("why");
        QTest::newRow("drained") << false << u": the time to drain was over;"_s;
        QTest::newRow("stopped") << true << u": the relay was stopped;"_s;
    }
    void aCallThatIsCutSaysByWhat()
    {
        QFETCH(bool, isStopped);
        QFETCH(QString, why);
        QSignalSpy logged(m_relay->controller.get(), &management::RelayController::logged);
        edge::Clients clients;
        call(clients);
        VERIFY_RESULT(isStopped ? m_relay->controller->stop(m_relay->administrator, 10s)
                                : m_relay->controller->drain(m_relay->operatorCaller, 10s));
        m_relay->clock->advance(10s);
        QTRY_COMPARE(m_relay->controller->edge().allocationCount(), 0U);
        const auto isSaid = [&] {
            return std::ranges::any_of(logged, [&](const auto &line) {
                return line.at(1).toString().startsWith(u"call from "_s) &&
                       line.at(1).toString().contains(why);
            });
        };
        QTRY_VERIFY(isSaid());
    }

    void aDrainedAgainRelayCountsAnew()
    {
        edge::Clients clients;
        call(clients);
        VERIFY_RESULT(m_relay->controller->drain(m_relay->operatorCaller, 60s));
        m_relay->clock->advance(50s);
        VERIFY_RESULT(m_relay->controller->drain(m_relay->operatorCaller, 60s));
        m_relay->clock->advance(59s);
        QCOMPARE(m_relay->controller->edge().allocationCount(), 1U);
        m_relay->clock->advance(1s);
        QTRY_COMPARE(m_relay->controller->edge().allocationCount(), 0U);
    }

    void aPairingCodeIsGoodForTenMinutes()
    {
        const MonotonicTime made = m_relay->clock->now();
        PairingCode code(Role::Viewer, made);
        VERIFY_RESULT(code.check(code.text(), made + 10min - 1ms));
        VERIFY_ERROR_NAMES(code.check(code.text(), made + 10min), "expired");
    }

    void aPairingCodeOfAnotherProcessKeepsItsTime()
    {
        const QTemporaryDir folder;
        const QString fileName = folder.filePath(u"code"_s);
        const MonotonicTime made = m_relay->clock->now();
        const PairingCode written(Role::Operator, made);
        VERIFY_RESULT(written.write(fileName));
        auto read = PairingCode::read(fileName);
        VERIFY_RESULT(read);
        QCOMPARE(read->role(), Role::Operator);
        VERIFY_RESULT(read->check(written.text(), made + 10min - 1ms));
        VERIFY_ERROR_NAMES(read->check(written.text(), made + 10min), "expired");
    }

    void aPairingCodeOfBeforeTheMachineWasStartedHasExpired()
    {
        const QTemporaryDir folder;
        const QString fileName = folder.filePath(u"code"_s);
        const MonotonicTime made = m_relay->clock->now();
        const PairingCode written(Role::Viewer, made);
        VERIFY_RESULT(written.write(fileName));
        QFile file(fileName);
        QVERIFY(file.open(QIODevice::ReadWrite));
        auto json = QJsonDocument::fromJson(file.readAll()).object();
        json.insert(u"boot"_s, u"the run before"_s);
        file.resize(0);
        file.write(QJsonDocument(json).toJson());
        file.close();
        auto read = PairingCode::read(fileName);
        VERIFY_RESULT(read);
        VERIFY_ERROR_NAMES(read->check(written.text(), made), "expired");
    }

    void aBucketFillsWithTheTimeThatPasses()
    {
        RateLimit limit(2, 3);
        const MonotonicTime start = m_relay->clock->now();
        for (int i = 0; i < 3; ++i)
            QVERIFY(limit.take("anna", start));
        QVERIFY(!limit.take("anna", start));
        QVERIFY(limit.take("berta", start));
        QVERIFY(!limit.take("anna", start + 499ms));
        QVERIFY(limit.take("anna", start + 1s));
        for (int i = 0; i < 3; ++i)
            QVERIFY(limit.take("anna", start + 1h));
        QVERIFY(!limit.take("anna", start + 1h));
    }

private:
    static void jumps()
    {
        QTest::addColumn<std::chrono::seconds>("jump");
        QTest::newRow("the clock is right") << std::chrono::seconds(0);
        QTest::newRow("set forward by ten minutes") << std::chrono::seconds(10min);
        QTest::newRow("set back by ten minutes") << std::chrono::seconds(-10min);
    }
    void pushOnTrial(std::chrono::seconds confirmWithin)
    {
        VERIFY_RESULT(m_relay->controller->push(m_relay->administrator,
                                                m_relay->withRealm(u"contoso.com"_s, confirmWithin)));
    }
    void call(edge::Clients &clients)
    {
        const auto credential =
            m_relay->controller->issueCredential(m_relay->operatorCaller, u"bob"_s, 3600s);
        VERIFY_RESULT(credential);
        auto &endpoint =
            clients.open(Transport::Udp, m_relay->controller->edge().settings().listeners.at(0).address,
                         credential->username.toStdString(), credential->password.toStdString());
        QVERIFY(clients.allocate(endpoint));
    }

    std::unique_ptr<ExampleRelay> m_relay;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDurations)
#include "tst_durations.moc"
