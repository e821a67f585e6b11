// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/property_path.h"
#include "tests/support/main.h"

#include <QCryptographicHash>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestDefaultDeployment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyListOfTheConsoleHasSomethingToShow_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("count");
        const auto row = [](const char *list, int count) {
            QTest::newRow(list) << QString::fromLatin1(list) << count;
        };
        row("pools", 2);
        row("edgeSites", 2);
        row("directories", 1);
        row("forest.accessEdges", 1);
        row("forest.webConferencingEdges", 1);
        row("forest.avAuthenticationServices", 2);
        row("forest.trustedServers", 1);
        row("pools[pool1].frontEnds", 2);
        row("pools[pool1].addressBook.normalizationRules", 3);
        row("edgeSites[hq].servers", 2);
        row("edgeSites[hq].avEdge.certificates", 1);
        row("edgeSites[hq].avEdge.credentials.users", 1);
        row("edgeSites[hq].avEdge.credentials.sharedSecrets", 1);
        row("management.roles", 1);
    }
    void everyListOfTheConsoleHasSomethingToShow()
    {
        QFETCH(QString, list);
        QFETCH(int, count);
        QCOMPARE(entryNames(*defaultDeployment(), PropertyPath::of(list)).size(), count);
    }

    void itIsShared() { QCOMPARE(defaultDeployment().get(), defaultDeployment().get()); }

    void thisComputerServesWithoutPrivileges()
    {
        const model::EdgeSite site = defaultDeployment()->edgeSites.last();
        QCOMPARE(site.name, u"this-computer"_s);
        QCOMPARE(site.servers.size(), 1);
        QCOMPARE(site.servers.first().name, u"this-computer"_s);
        QVERIFY(site.servers.first().externalAddress.isLoopback());
        QVERIFY(site.servers.first().relayAddress.isNone());
        QCOMPARE(site.avEdge.udpPort, Port{3478});
        QCOMPARE(site.avEdge.tcpPort, Port{3478});
        QVERIFY(site.avEdge.transports.udp && site.avEdge.transports.tcp);
        QVERIFY(!site.avEdge.transports.tls && !site.avEdge.transports.dtls);
        QCOMPARE(site.avEdge.relayPorts, (PortRange{Port{50000}, Port{59999}}));
    }

    void aliceSignsInWithSecret()
    {
        const model::EdgeUser user = defaultDeployment()->edgeSites.last().avEdge.credentials.users.first();
        QCOMPARE(user.name, u"alice"_s);
        const auto hexOf = [](QCryptographicHash::Algorithm algorithm) {
            return QCryptographicHash::hash("alice:example.org:secret", algorithm).toHex();
        };
        QCOMPARE(user.key.toLatin1(), hexOf(QCryptographicHash::Md5) + hexOf(QCryptographicHash::Sha256));
    }

    void theFirstEditsOfTheTourAreThere()
    {
        const model::Pool pool = defaultDeployment()->pools.first();
        QCOMPARE(pool.imFilter.fileTransfer.action, model::FileFilterAction::blockAll);
        QVERIFY(!pool.addressBook.partitionOutputByOU);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDefaultDeployment)
#include "tst_default_deployment.moc"
