// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/listening_port.h"
#include "app/turnpike/local_ports.h"
#include "app/turnpike/local_relay.h"
#include "core/document/edit.h"
#include "tests/support/free_port.h"
#include "tests/support/main.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QFuture>
#include <QTemporaryDir>
#include <QUdpSocket>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// "This computer": the relay that the console starts in its own process.
class TestLocalRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.stateDirectory = m_folder->filePath(u"state"_s);
    }

    void theDemoCallsThroughTheRelayAsItRuns()
    {
        m_options.udpPort = 0;
        m_options.tcpPort = 0;
        console::LocalRelay relay(m_options);
        const auto connection = relay.connect();
        QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
        const Result<void> started = relay.startDemo();
        QVERIFY2(started.has_value(), started ? "" : started.error().text().c_str());
        (*connection)->open();
        const auto calls = [&connection] {
            auto answer = (*connection)->snapshot();
            if (!QTest::qWaitFor([&answer] { return answer.isFinished(); }, testing::kLongestWait))
                return std::size_t(0);
            const auto snapshot = answer.result();
            return snapshot ? (*snapshot)->allocations.size() : std::size_t(0);
        };
        QTRY_VERIFY(calls() > 20);
        QVERIFY(relay.callCount() > 20); // nobody can tell whether a real one is among them: closing asks
    }

    void withoutARelayThereIsNoDemo()
    {
        console::LocalRelay relay(m_options);
        const Result<void> started = relay.startDemo();
        QVERIFY(!started.has_value());
        QVERIFY(started.error().text().find("--demo") != std::string::npos);
    }

    void aTakenPortOfTheConfigurationIsReplacedAndToldAbout()
    {
        const auto other = take3478();
        m_options.tcpPort = 0;
        quint16 used = 0;
        {
            console::LocalRelay relay(m_options);
            const auto connection = relay.connect();
            QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
            used = udpPortOf(**connection);
            QVERIFY2(relay.notice().contains(u"3478"_s), qPrintable(relay.notice()));
            QVERIFY2(relay.notice().contains(u"%1 (UDP)"_s.arg(used)), qPrintable(relay.notice()));
        }
        // Clients find it at the same place after the next start, and are still told why.
        console::LocalRelay next(m_options);
        const auto connection = next.connect();
        QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
        QCOMPARE(udpPortOf(**connection), used);
        QVERIFY2(next.notice().contains(u"other programs use 3478 (UDP), the relay"_s),
                 qPrintable(next.notice()));
    }

    void whereItListensIsSaidInTheWindowUntilAPushMovesIt()
    {
        const auto other = take3478();
        m_options.tcpPort = 0;
        console::LocalRelay relay(m_options);
        ui::Workspace::Options options;
        options.dataFolder = m_folder->filePath(u"data"_s);
        ui::Workspace workspace(options);
        console::followLocalPorts(workspace, relay);
        const auto said = [&workspace] { return workspace.conditions().text(u"local-ports"_s); };
        QCOMPARE(said(), QString());

        auto connection = relay.connect();
        QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
        workspace.setConnection(std::move(*connection));
        QTRY_VERIFY(workspace.running().hasArrived());
        QVERIFY2(said().contains(u"3478 (UDP)"_s), qPrintable(said()));
        const auto port = document::PropertyPath::of(u"edgeSites[this-computer].avEdge.udpPort");
        QVERIFY(workspace.apply(
            {u"Move"_s, {document::Edit::set(port, QVariant::fromValue(Port{testing::freePort()}))}}));
        QVERIFY(!said().isEmpty());

        workspace.push().begin();
        QTRY_COMPARE(workspace.push().state(), client::PushSession::State::Reviewing);
        workspace.push().upload(workspace.document().pendingChanges(), u"another port"_s, {});
        QTRY_COMPARE(workspace.push().state(), client::PushSession::State::Confirmed);
        QCOMPARE(said(), QString());
    }

    void aReplacedPortThatIsTakenTooIsReplacedAgain()
    {
        const auto other = take3478();
        m_options.tcpPort = 0;
        quint16 used = 0;
        {
            console::LocalRelay relay(m_options);
            const auto connection = relay.connect();
            QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
            used = udpPortOf(**connection);
        }
        QUdpSocket another;
        QVERIFY(another.bind(QHostAddress::LocalHost, used, QAbstractSocket::DontShareAddress));
        console::LocalRelay next(m_options);
        const auto connection = next.connect();
        QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
        QVERIFY(udpPortOf(**connection) != used);
        // What was wanted is still the port that a person configured.
        QVERIFY2(next.notice().contains(u"other programs use 3478 (UDP), the relay"_s),
                 qPrintable(next.notice()));
    }

    void aReplacementStandsOutsideRelayPortsAndEphemeralPorts_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        QTest::newRow("default relay ports") << 50000 << 59999;
        QTest::newRow("relay ports where the search begins") << 10000 << 20000;
        QTest::newRow("few ports left") << 10000 << 32700;
    }
    void aReplacementStandsOutsideRelayPortsAndEphemeralPorts()
    {
        QFETCH(int, first);
        QFETCH(int, last);
        const PortRange relayPorts{Port{static_cast<std::uint16_t>(first)},
                                   Port{static_cast<std::uint16_t>(last)}};
        for (const auto transport : {console::Transport::Udp, console::Transport::Tcp}) {
            const Port port =
                console::freePortInsteadOf(Port{3478}, transport, QHostAddress::LocalHost, relayPorts);
            QVERIFY(port.value >= 1024);
            QVERIFY(!relayPorts.contains(port));
            QVERIFY(!console::ephemeralPorts().contains(port));
            QCOMPARE(console::freePortInsteadOf(Port{3478}, transport, QHostAddress::LocalHost, relayPorts),
                     port);
        }
    }

    void withItsOwnPortFreeThereIsNothingToTell()
    {
        m_options.udpPort = 0;
        m_options.tcpPort = 0;
        console::LocalRelay relay(m_options);
        QVERIFY(relay.connect().has_value());
        QCOMPARE(relay.notice(), QString());
    }

    void aTakenPortThatWasAskedForIsAnError()
    {
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress::LocalHost, 0, QAbstractSocket::DontShareAddress));
        m_options.udpPort = other.localPort();
        m_options.tcpPort = 0;
        console::LocalRelay relay(m_options);
        const auto connection = relay.connect();
        QVERIFY(!connection.has_value());
        const std::string text = connection.error().text();
        QVERIFY2(text.find(std::to_string(other.localPort())) != std::string::npos, text.c_str());
    }

    void aSecondConsoleOnTheSameFolderIsRefused()
    {
        m_options.udpPort = 0;
        m_options.tcpPort = 0;
        console::LocalRelay first(m_options);
        QVERIFY(first.connect().has_value());
        console::LocalRelay second(m_options);
        const auto connection = second.connect();
        QVERIFY(!connection.has_value());
        const std::string text = connection.error().text();
        QVERIFY2(text.find(m_options.stateDirectory.toStdString()) != std::string::npos, text.c_str());
    }

private:
    /// Taken by this socket or by whoever has it already.
    static std::unique_ptr<QUdpSocket> take3478()
    {
        auto socket = std::make_unique<QUdpSocket>();
        socket->bind(QHostAddress::LocalHost, 3478, QAbstractSocket::DontShareAddress);
        return socket;
    }
    static quint16 udpPortOf(wire::RelayConnection &connection)
    {
        connection.open();
        auto answer = connection.fetchDeployment();
        if (!QTest::qWaitFor([&answer] { return answer.isFinished(); }, testing::kLongestWait) ||
            !answer.result())
            return 0;
        for (const model::EdgeSite &site : answer.result()->deployment->edgeSites) {
            if (site.name == u"this-computer")
                return site.avEdge.udpPort.value;
        }
        return 0;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    console::Options m_options;
};

TURNPIKE_TEST_MAIN(QApplication, TestLocalRelay)
#include "tst_local_relay.moc"
