// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/local_relay.h"
#include "tests/support/main.h"

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
            if (!QTest::qWaitFor([&answer] { return answer.isFinished(); }))
                return std::size_t(0);
            const auto snapshot = answer.result();
            return snapshot ? (*snapshot)->allocations.size() : std::size_t(0);
        };
        QTRY_VERIFY(calls() > 20);
        QCOMPARE(relay.callCount(), 0); // synthetic calls are nobody's
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
        QUdpSocket other;
        // Taken by this socket or by whoever has it already.
        other.bind(QHostAddress::LocalHost, 3478, QAbstractSocket::DontShareAddress);
        m_options.tcpPort = 0;
        console::LocalRelay relay(m_options);
        const auto connection = relay.connect();
        QVERIFY2(connection.has_value(), connection ? "" : connection.error().text().c_str());
        QVERIFY2(relay.notice().contains(u"3478"_s), qPrintable(relay.notice()));
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
    std::unique_ptr<QTemporaryDir> m_folder;
    console::Options m_options;
};

TURNPIKE_TEST_MAIN(QApplication, TestLocalRelay)
#include "tst_local_relay.moc"
