// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/served.h"
#include "tests/support/main.h"
#include "tests/ui/pages/page_fixture.h"
#include "ui/pages/address_diagram.h"
#include "ui/workspace/relay_report.h"

#include <QAbstractButton>
#include <QSignalSpy>
#include <QTableView>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

const QString kEdgePage = u"edgeSites[hq].avEdge"_s;
const QString kServer = u"edgeSites[hq].servers[edge1]"_s;
const QString kServices = u"forest.avAuthenticationServices"_s;

/// The relay is asked how it is as often as a test looks.
ui::Workspace::Options quickly()
{
    ui::Workspace::Options options;
    options.reportInterval = std::chrono::milliseconds(20);
    return options;
}

} // namespace

class TestEdgePages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // --- Contents of a site ---

    void aCardSaysNothingThatThisVersionDoesNotDo()
    {
        PageFixture fixture(u"edgeSites[hq]"_s);
        const model::EdgeSite &site = fixture.workspace().document().working()->edgeSites.first();
        QVERIFY(site.avEdge.transports.tls && site.avAuthentication.enabled);
        QString cards;
        for (const auto *card : fixture.page().findChildren<QAbstractButton *>())
            cards += card->text() % u": "_s % card->accessibleDescription() % u'\n';
        QVERIFY2(cards.contains(u"UDP 3478"_s) && cards.contains(u"TCP 443"_s), qPrintable(cards));
        // Both ways round: whoever builds one of them is told that the card is to say so.
        const bool hasTls = validation::works(site.avEdge.transports, u"tls");
        const bool issues = validation::works(site.avAuthentication, u"enabled");
        QCOMPARE(cards.contains(u"TLS 5349"_s), hasTls);
        QCOMPARE(cards.contains(u"Issues tokens"_s), issues);
        QCOMPARE(cards.contains(u"this version issues none"_s), !issues);
    }

    // --- A/V edge ---

    void certificatesStandThereAsTheRelayServesThem()
    {
        PageFixture fixture(kEdgePage, wire::Role::Administrator, quickly());
        const QDateTime now = QDateTime::currentDateTimeUtc();
        // One click away, and not below everything that clients can reach.
        fixture.openTab(u"Certificates"_s);
        wire::CertificateStatus good{u"own"_s,   true, {u"turn.example.org"_s, u"*.example.net"_s},
                                     u"CN=R3"_s, now,  now.addDays(60),
                                     {},         {}};
        wire::CertificateStatus soon = good;
        soon.entry = u"soon"_s;
        soon.validUntil = now.addDays(5).addSecs(60);
        wire::CertificateStatus stale = good;
        stale.entry = u"stale"_s;
        stale.error = u"/etc/x.pem: there is no certificate in this file"_s;
        wire::CertificateStatus missing;
        missing.entry = u"missing"_s;
        missing.error = u"/etc/y.pem: the certificate cannot be read"_s;
        fixture.relay().m_certificates = {good, soon, stale, missing};
        Q_EMIT fixture.workspace().connectionChanged();
        QTRY_VERIFY(fixture.says(u"own is served for turn.example.org, *.example.net, until"_s));
        QVERIFY(fixture.says(u"Issued by CN=R3."_s));
        QVERIFY(fixture.says(u"The certificate soon expires in 5 day"_s));
        QVERIFY(fixture.says(u"The relay says: /etc/x.pem: there is no certificate in this file."_s));
        QVERIFY(fixture.says(u"The certificate missing is not served. The relay says: /etc/y.pem"_s));
        // A renewal is seen without anybody asking for it.
        fixture.relay().m_certificates = {good};
        QTRY_VERIFY(!fixture.says(u"missing is not served"_s));
        QVERIFY(fixture.says(u"own is served"_s));
        // A question that is not answered takes nothing away.
        fixture.relay().m_failure = Error{Error::Code::Timeout, "the relay is busy", {}, {}, {}};
        QTRY_VERIFY(fixture.says(u"This is what the relay said last. The relay is busy"_s));
        QVERIFY(fixture.says(u"own is served"_s));
        fixture.relay().m_failure.reset();
        QTRY_VERIFY(!fixture.says(u"This is what the relay said last."_s));
        fixture.relay().loseConnection();
        QTRY_VERIFY(fixture.says(u"This is what the relay said last. edge1 is not connected."_s));
        fixture.relay().enter(wire::RelayConnection::State::Connected);
        // A relay of another site says nothing about this one's.
        fixture.relay().m_site = u"branch"_s;
        QTRY_VERIFY(!fixture.says(u"own is served"_s));
    }

    void certificatesThatNobodyUsesAreSaidToBeUnused()
    {
        PageFixture fixture(kEdgePage, wire::Role::Administrator, quickly());
        fixture.openTab(u"Certificates"_s);
        const QString unused = u"TLS and DTLS are off on edge1, so it uses no certificate."_s;
        fixture.openTab(u"Certificates"_s);
        const QJsonObject entry{
            {u"name"_s, u"own"_s}, {u"certificateFile"_s, u"/etc/x.pem"_s}, {u"keyFile"_s, u"/etc/x.key"_s}};
        QVERIFY(fixture.workspace().apply(
            {u"Add own"_s,
             {document::Edit::insert(PropertyPath::of(kEdgePage).child(u"certificates"_s), entry)}}));
        QTRY_VERIFY(fixture.workspace().report().status());
        QVERIFY(!fixture.says(unused)); // TLS is on
        model::Deployment without = *fixture.workspace().document().base();
        without.edgeSites.first().avEdge.transports.tls = false;
        without.edgeSites.first().avEdge.transports.dtls = false;
        fixture.relay().somebodyPushes(std::make_shared<const model::Deployment>(without));
        QTRY_VERIFY(fixture.says(unused));
    }

    void noTwoColumnsOfCertificatesHaveNearlyTheSameName()
    {
        PageFixture fixture(kEdgePage);
        const QAbstractItemModel &model = *fixture.list(kEdgePage + u".certificates"_s)->table()->model();
        QStringList titles;
        for (int column = 0; column < model.columnCount(); ++column)
            titles << model.headerData(column, Qt::Horizontal).toString();
        QVERIFY2(titles.contains(u"Name"_s) && titles.contains(u"Kept for"_s) && !titles.contains(u"Names"_s),
                 qPrintable(titles.join(u", ")));
    }

    void relayPortsAreTypedAsARange()
    {
        PageFixture fixture(kEdgePage);
        fixture.openTab(u"Relaying"_s);
        const QString path = kEdgePage + u".relayPorts"_s;
        typeOver(fixture.control(path), u"53000-58999"_s);
        const PortRange range = fixture.workspace().document().working()->edgeSites.first().avEdge.relayPorts;
        QCOMPARE(range, (PortRange{Port{53000}, Port{58999}}));
        QVERIFY(fixture.row(path)->marks()->showsPending());
    }

    void relayPortsThatRunBackwardsAreRefused()
    {
        PageFixture fixture(kEdgePage);
        fixture.openTab(u"Relaying"_s);
        const QString path = kEdgePage + u".relayPorts"_s;
        typeOver(fixture.control(path), u"59999-50000"_s);
        QTest::keyClick(fixture.control(path), Qt::Key_Return);
        QVERIFY(FieldFixture::refusal(*fixture.row(path)).contains(u"Allowed: "_s));
        QCOMPARE(fixture.text(path), u"50000-59999"_s);
    }

    void aPortIsAskedForOnlyWhileItsTransportIsOn()
    {
        PageFixture fixture(kEdgePage);
        const auto isAsked = [&](const QString &port) {
            return fixture.control(kEdgePage + u'.' + port)->isEnabled();
        };
        const auto toggle = [&](const QString &transport) {
            QTest::mouseClick(fixture.control(kEdgePage + u".transports."_s + transport), Qt::LeftButton);
        };
        QVERIFY(isAsked(u"udpPort"_s) && isAsked(u"tcpPort"_s) && isAsked(u"tlsPort"_s));
        toggle(u"udp"_s);
        QVERIFY(!isAsked(u"udpPort"_s));
        QVERIFY(fixture.says(u"Applies while UDP is on."_s));
        toggle(u"tls"_s);
        QVERIFY(!isAsked(u"tlsPort"_s));
        toggle(u"dtls"_s);
        QVERIFY(isAsked(u"tlsPort"_s));
        QCOMPARE(fixture.text(kEdgePage + u".transports.dtls"_s), u"true"_s);
    }

    void twoListenersOnOnePortAreToldBesideThePort()
    {
        PageFixture fixture(kEdgePage);
        QVERIFY(fixture.set(u"management.metricsListen=0.0.0.0:9641"_s));
        typeOver(fixture.control(kEdgePage + u".tlsPort"_s), u"9641"_s);
        QTRY_VERIFY(std::any_of(fixture.workspace().problems().begin(), fixture.workspace().problems().end(),
                                [](const auto &problem) { return problem.ruleId == u"edge.ports-collide"; }));
        QVERIFY(!fixture.says(u"Error: "_s)); // nothing moves while somebody types
        fixture.leave(fixture.control(kEdgePage + u".tlsPort"_s));
        QTRY_VERIFY(fixture.says(u"Error: "_s));
    }

    void aUserIsAddedAndGivenAPassword()
    {
        PageFixture fixture(kEdgePage);
        fixture.openTab(u"Credentials"_s);
        const QString users = kEdgePage + u".credentials.users"_s;
        QTest::mouseClick(buttonIn(fixture.list(users), u"Add"_s), Qt::LeftButton);
        auto *name = fixture.list(users)->table()->viewport()->findChild<QLineEdit *>();
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(name, u"bob"_s);
        QTest::keyClick(name, Qt::Key_Return);
        const QString key = users + u"[bob].key"_s;
        QTRY_VERIFY(fixture.row(key) && fixture.row(key)->isVisible());
        QTest::mouseClick(buttonIn(fixture.row(key), u"Set password…"_s), Qt::LeftButton);
        auto *password = fixture.page().findChild<QLineEdit *>(key + u":password"_s);
        QTest::keyClicks(password, u"secret"_s);
        QTest::keyClick(password, Qt::Key_Return);
        // printf 'bob:contoso.com:secret' | md5sum; the same of sha256sum
        QCOMPARE(fixture.text(key), u"21dec4d78a7c38cc616d2d725a65301f"
                                    "76816c30f2657030b46f14fc4141811d2ba1c5b2238fa7ee54a3b66f13a8bea4"_s);
    }

    void peersAreDeniedByNetwork()
    {
        PageFixture fixture(kEdgePage);
        const QString deny = kEdgePage + u".peers.deny"_s;
        QVERIFY(fixture.page().reveal(PropertyPath::of(deny)));
        auto *line = fixture.row(deny)->editor()->findChild<QLineEdit *>();
        line->setFocus();
        QTest::keyClicks(line, u"198.51.100.0/24, 2001:db8::/32"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(fixture.workspace().document().working()->edgeSites.first().avEdge.peers.deny.size(), 2);
        QCOMPARE(fixture.text(deny), u"198.51.100.0/24 2001:db8::/32"_s);
    }

    // --- edge server ---

    void theDiagramTellsWhichAddressClientsAreTold()
    {
        PageFixture fixture(kServer);
        auto *diagram = fixture.page().findChild<ui::AddressDiagram *>();
        QCOMPARE(diagram->accessibleName(), u"Addresses of edge1"_s);
        QCOMPARE(diagram->accessibleDescription(),
                 u"Inside 10.0.0.11, outside 203.0.113.11. Clients are told the external address."_s);
        const QImage before = diagram->grab().toImage();
        typeOver(fixture.control(kServer + u".publicAddress"_s), u"198.51.100.7"_s);
        QCOMPARE(diagram->accessibleDescription(),
                 u"Inside 10.0.0.11, outside 203.0.113.11. Clients are told 198.51.100.7."_s);
        QVERIFY(diagram->grab().toImage() != before);
        typeOver(fixture.control(kServer + u".internalAddress"_s), {});
        QVERIFY(diagram->accessibleDescription().startsWith(u"Inside not set"_s));
    }

    void aServerIsTakenOutOfService()
    {
        PageFixture fixture(kServer);
        QTest::mouseClick(fixture.control(kServer + u".enabled"_s), Qt::LeftButton);
        QCOMPARE(fixture.workspace().document().working()->edgeSites.first().servers.first().enabled, false);
        QCOMPARE(fixture.control(kServer + u".enabled"_s)->accessibleName(), u"In service"_s);
        // The word that tables and lists of changes have, too.
        const QString path = kServer + u".enabled"_s;
        const auto place =
            document::resolve(*fixture.workspace().document().working(), PropertyPath::of(path));
        QCOMPARE(place->property->label(), u"In service"_s);
    }

    // --- site ---

    void balancerAddressesAreAskedForOnlyWithABalancer()
    {
        PageFixture fixture(u"edgeSites[hq]#general"_s);
        const QString balancer = u"edgeSites[hq].loadBalancer."_s;
        QVERIFY(fixture.control(balancer + u"externalAddress"_s)->isEnabled());
        fixture.press(u"None"_s);
        QCOMPARE(fixture.text(balancer + u"kind"_s), u"none"_s);
        QVERIFY(!fixture.control(balancer + u"externalAddress"_s)->isEnabled());
        QVERIFY(!fixture.control(balancer + u"internalAddress"_s)->isEnabled());
        QVERIFY(fixture.says(u"This site has no balancer."_s));
    }

    // --- global properties ---

    void theEdgeServersTabHasTrustedEdgesAboveTheServices()
    {
        PageFixture fixture(u"forest#global"_s);
        fixture.openTab(u"Edge servers"_s);
        int last = -1;
        for (const auto &path : {u"forest.accessEdges"_s, u"forest.webConferencingEdges"_s, kServices}) {
            QVERIFY2(fixture.list(path) && fixture.list(path)->isVisible(), qPrintable(path));
            const int top = fixture.list(path)->mapTo(&fixture.window(), QPoint()).y();
            QVERIFY(top > last);
            last = top;
        }
    }

    void aServiceIsAddedWithItsNameAndPort()
    {
        PageFixture fixture(u"forest#global"_s);
        fixture.openTab(u"Edge servers"_s);
        auto *list = fixture.list(kServices);
        QTest::mouseClick(buttonIn(list, u"Add"_s), Qt::LeftButton);
        QTest::keyClick(list->table()->viewport()->findChild<QLineEdit *>(), Qt::Key_Return);
        const QString name = list->currentName();
        QCOMPARE(name, u"avauth1"_s);
        const QString entry = kServices + u'[' + name + u"]."_s;
        typeOver(fixture.control(entry + u"fqdn"_s), u"av2.contoso.com"_s);
        typeOver(fixture.control(entry + u"port"_s), u"5063"_s);
        const auto &services = fixture.workspace().document().working()->forest.avAuthenticationServices;
        QCOMPARE(services.size(), 3);
        QCOMPARE(services.last().fqdn, u"av2.contoso.com"_s);
        QCOMPARE(services.last().port, Port{5063});
        const QAbstractItemModel &model = *list->table()->model();
        QCOMPARE(model.index(2, model.columnCount() - 1).data().toString(), u"nobody"_s);
    }

    void aServiceThatAPoolUsesIsNotRemoved()
    {
        PageFixture fixture(u"forest#global"_s);
        QVERIFY(fixture.page().reveal(PropertyPath::of(kServices).entry(u"avauth-branch"_s)));
        QTest::keyClick(fixture.list(kServices)->table(), Qt::Key_Delete);
        QCOMPARE(fixture.workspace().document().working()->forest.avAuthenticationServices.size(), 2);
        QTRY_VERIFY(fixture.says(u"avauth-branch cannot be removed while it is in use: pool2"_s));
    }

    void federationIsSwitchedOffWithItsFields()
    {
        PageFixture fixture(u"forest#global"_s);
        fixture.openTab(u"Federation"_s);
        QTest::mouseClick(fixture.control(u"forest.federation.enabled"_s), Qt::LeftButton);
        QCOMPARE(fixture.workspace().document().working()->forest.federation.enabled, false);
        QVERIFY(!fixture.control(u"forest.federation.port"_s)->isEnabled());
        QVERIFY(!fixture.control(u"forest.federation.accessEdgeFqdn"_s)->isEnabled());
    }

    // --- A/V conferencing, A/V authentication ---

    void aPoolSelectsItsServiceAndFindsTheWayToTheList()
    {
        PageFixture fixture(u"pools[pool1].avConferencing"_s);
        QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
        const QString path = u"pools[pool1].avConferencing.avAuthenticationService"_s;
        fixture.control(path)->setFocus();
        QTest::keyClick(fixture.control(path), Qt::Key_Down);
        QCOMPARE(
            fixture.workspace().document().working()->pools.first().avConferencing.avAuthenticationService,
            u"avauth-branch"_s);
        fixture.press(u"Global properties"_s);
        QCOMPARE(navigation.size(), 1);
        const auto target = PropertyPath::of(navigation.first().first().value<ui::PageLink>().argument);
        QCOMPARE(ui::pageIdFor(target), u"forest#global"_s);
        PageFixture global(u"forest#global"_s);
        QVERIFY(global.page().reveal(target));
        QVERIFY(global.list(kServices)->isVisible());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestEdgePages)
#include "tst_edge_pages.moc"
