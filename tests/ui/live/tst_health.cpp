// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/live/health.h"
#include "ui/widgets/decimate.h"

#include <QApplication>

using namespace Qt::StringLiterals;
using namespace turnpike;
using ui::Health;
using ui::HealthFacts;
using ui::LiveHub;
using wire::RelayConnection;

class TestHealth : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void withoutAConnectionNothingIsKnown();
    void theConnectionComesFirst();
    void aHealthyRelaySaysSo();
    void silenceIsAttention();
    void portsThatRunOutAreTold();
    void aTrendNeedsTimeAndGrowth();
    void drainingIsTold();
    void anErrorThatIsNotPushedIsNotTheRelays();
    void lossIsTold();
    void errorsOfTheConfigurationAreCounted();
    void aCertificateThatIsNotServedIsNotHealthy_data();
    void aCertificateThatIsNotServedIsNotHealthy();
    void aFileOfUsersThatCannotBeReadIsNotHealthy();
    void decimationKeepsEveryPeak();
    void stepsAreRound_data();
    void stepsAreRound();

private:
    static LiveHub::History history(int seconds, double firstShare, double lastShare, double dropped = 0);
};

LiveHub::History TestHealth::history(int seconds, double firstShare, double lastShare, double dropped)
{
    LiveHub::History history;
    for (int i = 0; i < seconds; ++i) {
        LiveHub::Sample sample;
        sample.msecsSinceEpoch = 1'700'000'000'000 + i * 1000;
        sample.packets = 1000 - dropped;
        sample.droppedPackets = dropped;
        sample.portShare = firstShare + (lastShare - firstShare) * i / std::max(1, seconds - 1);
        history.push_back(sample);
    }
    return history;
}

void TestHealth::withoutAConnectionNothingIsKnown()
{
    const Health health = ui::healthOf({});
    QCOMPARE(health.level, Health::Level::Unknown);
    QCOMPARE(health.sentence, u"Not connected."_s);
}

void TestHealth::theConnectionComesFirst()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr};
    connection.m_error = Error{Error::Code::Unavailable, "Nobody answers", {}, {}, {}};
    connection.enter(RelayConnection::State::Disconnected);
    QCOMPARE(ui::healthOf(facts).sentence, u"Not connected to edge1."_s);
    QVERIFY(ui::healthOf(facts).explanation.contains(u"Nobody answers"_s));
    connection.enter(RelayConnection::State::Refused);
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Bad);
    connection.enter(RelayConnection::State::Connecting);
    QCOMPARE(ui::healthOf(facts).sentence, u"Connecting to edge1…"_s);
}

void TestHealth::aHealthyRelaySaysSo()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, nullptr, {}, false, nullptr};
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Unknown);
    relay.add(42);
    facts.picture = ui::LivePicture::next(nullptr, relay.tick());
    const Health health = ui::healthOf(facts);
    QCOMPARE(health.level, Health::Level::Good);
    QCOMPARE(health.sentence, u"This relay is healthy."_s);
    QCOMPARE(health.explanation, u"42 calls, 0.4 % of the relay ports used."_s);
}

void TestHealth::silenceIsAttention()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    const Health health =
        ui::healthOf({&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, true, nullptr});
    QCOMPARE(health.level, Health::Level::Attention);
    QCOMPARE(health.sentence, u"This relay is silent."_s);
}

void TestHealth::portsThatRunOutAreTold()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    relay.setRelayPorts(50000, 50099);
    relay.add(92);
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr};
    QCOMPARE(ui::healthOf(facts).sentence, u"Relay ports 92 % used."_s);
    facts.history = history(300, 0.90, 0.92); // 2 % in five minutes: 8 % more in twenty
    QCOMPARE(ui::healthOf(facts).sentence, u"Relay ports 92 % used, full in about 20 min."_s);
    relay.add(8);
    facts.picture = ui::LivePicture::next(nullptr, relay.tick());
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Bad);
    QCOMPARE(ui::healthOf(facts).sentence, u"Every relay port is in use."_s);
}

void TestHealth::aTrendNeedsTimeAndGrowth()
{
    QVERIFY(!ui::timeUntilPortsAreUsed(history(59, 0.6, 0.9)));  // too short
    QVERIFY(!ui::timeUntilPortsAreUsed(history(300, 0.1, 0.4))); // far from full
    QVERIFY(!ui::timeUntilPortsAreUsed(history(300, 0.9, 0.8))); // shrinks
    QVERIFY(!ui::timeUntilPortsAreUsed(history(300, 0.9, 0.9)));
    QVERIFY(!ui::timeUntilPortsAreUsed(history(300, 0.5, 0.5001))); // weeks
    const auto minutes = ui::timeUntilPortsAreUsed(history(301, 0.5, 0.6));
    QVERIFY(minutes);
    QCOMPARE(minutes->count(), 20);
    QCOMPARE(ui::aboutText(std::chrono::minutes(0)), u"a minute"_s);
    QCOMPARE(ui::aboutText(std::chrono::minutes(7)), u"7 min"_s);
    QCOMPARE(ui::aboutText(std::chrono::minutes(38)), u"40 min"_s);
    QCOMPARE(ui::aboutText(std::chrono::minutes(170)), u"3 h"_s);
}

void TestHealth::drainingIsTold()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    relay.setDraining(true);
    const Health health =
        ui::healthOf({&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr});
    QCOMPARE(health.sentence, u"This relay is draining."_s);
}

void TestHealth::anErrorThatIsNotPushedIsNotTheRelays()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr};
    validation::Problem error;
    error.severity = validation::Severity::Error;
    const validation::Problems edited{error};
    const validation::Problems none;
    facts.problems = &edited;
    facts.running = &none;
    QCOMPARE(ui::healthOf(facts).sentence, u"Your changes that are not pushed have an error."_s);
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Attention);
    facts.running = &edited;
    QCOMPARE(ui::healthOf(facts).sentence, u"The relay runs, but its configuration has an error."_s);
    facts.running = nullptr; // nothing is edited
    QCOMPARE(ui::healthOf(facts).sentence, u"The relay runs, but its configuration has an error."_s);
}

void TestHealth::lossIsTold()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), history(20, 0, 0, 31), false,
                      nullptr};
    QCOMPARE(ui::healthOf(facts).sentence, u"3.1 % of the packets are dropped."_s);
    facts.history = history(20, 0, 0, 10);
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Good);
}

void TestHealth::errorsOfTheConfigurationAreCounted()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    validation::Problems problems(3);
    problems[0].severity = validation::Severity::Error;
    problems[1].severity = validation::Severity::Error;
    const Health health =
        ui::healthOf({&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, &problems});
    QCOMPARE(health.level, Health::Level::Attention);
    QCOMPARE(health.sentence, u"The relay runs, but its configuration has 2 errors."_s);
    problems[0].severity = problems[1].severity = validation::Severity::Warning;
    QCOMPARE(
        ui::healthOf({&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, &problems}).level,
        Health::Level::Good);
}

void TestHealth::aFileOfUsersThatCannotBeReadIsNotHealthy()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr};
    facts.files = {{u"staff"_s, u"/etc/users"_s, true, 12, {}}};
    QCOMPARE(ui::healthOf(facts).level, Health::Level::Good);
    facts.files.push_back({u"rest"_s, u"shared-secret"_s, false, 1, u"line 2: no text"_s});
    const Health health = ui::healthOf(facts);
    QCOMPARE(health.level, Health::Level::Bad);
    QCOMPARE(health.sentence, u"The file of the shared secret rest cannot be read."_s);
    QCOMPARE(health.explanation, u"line 2: no text What was read before stays in force."_s);
    facts.files.back().count = 0;
    QVERIFY(ui::healthOf(facts).explanation.contains(u"Nobody is served by it"_s));
}

void TestHealth::aCertificateThatIsNotServedIsNotHealthy_data()
{
    QTest::addColumn<bool>("isServed");
    QTest::addColumn<int>("hoursLeft");
    QTest::addColumn<QString>("error");
    QTest::addColumn<Health::Level>("level");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("good") << true << 60 * 24 << QString() << Health::Level::Good
                          << u"This relay is healthy."_s;
    QTest::newRow("not served") << false << 60 * 24 << u"/etc/x.pem: cannot be read"_s << Health::Level::Bad
                                << u"The certificate own is not served."_s;
    QTest::newRow("expired") << true << -1 << u"it has expired"_s << Health::Level::Bad
                             << u"The certificate own expired on "_s;
    QTest::newRow("expired, and the relay has not looked yet")
        << true << -1 << QString() << Health::Level::Bad << u"The certificate own expired on "_s;
    QTest::newRow("its files are not served")
        << true << 60 * 24 << u"/etc/x.pem: cannot be read"_s << Health::Level::Attention
        << u"The files of the certificate own need attention."_s;
    QTest::newRow("soon") << true << 5 * 24 + 1 << QString() << Health::Level::Attention
                          << u"The certificate own expires in 5 day"_s;
    QTest::newRow("today") << true << 3 << QString() << Health::Level::Attention
                           << u"The certificate own expires in less than a day."_s;
}

void TestHealth::aCertificateThatIsNotServedIsNotHealthy()
{
    QFETCH(const bool, isServed);
    QFETCH(const int, hoursLeft);
    QFETCH(const QString, error);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const wire::CertificateStatus status{u"own"_s,
                                         isServed,
                                         {u"turn.a.org"_s},
                                         u"CN=R3"_s,
                                         now.addDays(-90),
                                         now.addSecs(qint64{3600} * hoursLeft),
                                         {},
                                         error};
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    testing::SyntheticRelay relay;
    HealthFacts facts{&connection, ui::LivePicture::next(nullptr, relay.tick()), {}, false, nullptr};
    const ui::CertificateState state = ui::certificateState(status, now);
    if (state.level != ui::CertificateState::Level::Good)
        facts.certificates = {state};
    facts.site = u"hq"_s;
    const Health health = ui::healthOf(facts);
    QTEST(health.level, "level");
    QFETCH(const QString, sentence);
    QVERIFY2(health.sentence.startsWith(sentence), qPrintable(health.sentence));
    if (health.level != Health::Level::Good) {
        QVERIFY2(health.explanation.contains(u"page A/V edge of the site hq"_s),
                 qPrintable(health.explanation));
        QVERIFY2(health.explanation.contains(error), qPrintable(health.explanation));
    }
}

void TestHealth::decimationKeepsEveryPeak()
{
    std::vector<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points.emplace_back(i, i == 4711 ? 1000 : i == 1234 ? -1000 : i % 10);
    const QList<QPointF> few = ui::decimated(points, 200);
    QVERIFY(few.size() <= 400);
    QVERIFY(few.contains(QPointF(4711, 1000)));
    QVERIFY(few.contains(QPointF(1234, -1000)));
    for (qsizetype i = 1; i < few.size(); ++i)
        QVERIFY(few[i - 1].x() < few[i].x());
    QCOMPARE(ui::decimated({{1, 2}, {3, 4}}, 200), (QList<QPointF>{{1, 2}, {3, 4}}));
    QVERIFY(ui::decimated({}, 200).isEmpty());
}

void TestHealth::stepsAreRound_data()
{
    QTest::addColumn<double>("largest");
    QTest::addColumn<double>("step");
    QTest::newRow("nothing") << 0.0 << 1.0;
    QTest::newRow("4") << 4.0 << 1.0;
    QTest::newRow("5") << 5.0 << 2.0;
    QTest::newRow("118 Mbit/s") << 118e6 << 50e6;
    QTest::newRow("64 kbit/s") << 64e3 << 20e3;
}

void TestHealth::stepsAreRound()
{
    QFETCH(const double, largest);
    QFETCH(const double, step);
    QCOMPARE(ui::niceStep(largest, 4), step);
}

TURNPIKE_TEST_MAIN(QApplication, TestHealth)
#include "tst_health.moc"
