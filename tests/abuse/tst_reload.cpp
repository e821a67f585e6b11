// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/management/example_relay.h"
#include "tests/support/main.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ExampleRelay;

namespace {

constexpr int kReloads = 1000;

qsizetype openDescriptors()
{
    return QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size();
}

} // namespace

/// An attack with configurations: one after the other, good ones and bad ones, while people speak.
class TestReload : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    // T42: a thousand reloads under a call lose no packet and leave nothing behind
    void aThousandReloadsCutNoCall()
    {
        ExampleRelay relay;
        auto deployment = turnpike::testing::exampleDeployment();
        deployment.edgeSites[0].avEdge.peers.allow = {IpNetwork::parse("127.0.0.0/8").value()};
        VERIFY_RESULT(relay.start(u":memory:"_s, deployment));
        // The edge looks at the machine's own clock.
        relay.clock->setWallTime(QDateTime::currentDateTimeUtc());
        const auto issued =
            relay.controller->issueCredential(relay.operatorCaller, u"bob"_s, std::chrono::hours(1));
        VERIFY_RESULT(issued);
        edge::Clients clients;
        const auto server = relay.controller->edge().settings().listeners.at(0).address;
        auto &caller = clients.open(Transport::Udp, server, issued->username.toStdString(),
                                    issued->password.toStdString());
        auto &callee = clients.open(Transport::Udp, server);
        QVERIFY2(clients.allocate(caller), clients.log(caller).failures.empty()
                                               ? "no answer"
                                               : clients.log(caller).failures[0].reason.c_str());
        QVERIFY(clients.bindChannel(caller, callee.localAddress()));

        const auto descriptors = openDescriptors();
        for (int n = 0; n < kReloads; ++n) {
            const bool isBad = n % 2 == 1;
            const auto revision = relay.controller->running().revision.number;
            const auto outcome =
                relay.controller->pushFromHost(u"SIGHUP"_s,
                                               relay
                                                   .changed([&](model::Deployment &changed) {
                                                       auto &edge = changed.edgeSites[0].avEdge;
                                                       if (isBad)
                                                           edge.realm.clear();
                                                       else
                                                           edge.limits.permissionsPerAllocation = 10 + n % 20;
                                                   })
                                                   .deployment,
                                               u"reload %1"_s.arg(n));
            VERIFY_RESULT(outcome);
            QCOMPARE(outcome->kind == wire::PushOutcome::Kind::Accepted, !isBad);
            QCOMPARE(relay.controller->running().revision.number, isBad ? revision : revision + 1);
            const std::string text = "word " + std::to_string(n);
            caller.client().sendToPeer(callee.localAddress(), stun::bytesOf(text));
            QVERIFY2(clients.until([&] { return clients.log(callee).direct.size() == std::size_t(n) + 1; }),
                     text.c_str());
        }
        QCOMPARE(relay.runningRealm(), u"example.org"_s);
        QCOMPARE(openDescriptors(), descriptors);
        QCOMPARE(relay.controller->edge().snapshot().allocations.size(), std::size_t{1});
    }

    // T37: descriptors are back to where they were when a thousand allocations have come and gone
    void allocationsGiveTheirDescriptorsBack()
    {
        edge::RunningEdge relay;
        const auto descriptors = openDescriptors();
        for (int n = 0; n < 1000; ++n) {
            auto &client = n % 4 == 0 ? relay.tcpClient() : relay.udpClient();
            QVERIFY(relay.clients.allocate(client));
            if (n % 2 == 0) {
                client.client().refresh(edge::Clients::now(), std::chrono::seconds(0));
                QVERIFY(relay.clients.until([&] { return relay.clients.log(client).isReleased; }));
            } else {
                QCOMPARE(relay.edge->endAllocationsOf("alice"), 1);
            }
            relay.clients.close(client);
        }
        QTRY_COMPARE(openDescriptors(), descriptors);
        QVERIFY(relay.edge->snapshot().allocations.empty());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestReload)
#include "tst_reload.moc"
