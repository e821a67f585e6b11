// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/https_connection.h"
#include "core/client/pairing.h"
#include "core/document/default_deployment.h"
#include "core/document/edit.h"
#include "relay/management/in_process_connection.h"
#include "relay/management/relay_controller.h"
#include "tests/journeys/turn_tools.h"
#include "tests/support/main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace turnpike::testing {

/// A relay for a journey: the sample deployment as `this-computer`, on ports that are free.
class RelayFixture {
public:
    virtual ~RelayFixture() = default;
    [[nodiscard]] virtual std::unique_ptr<wire::RelayConnection> connect() = 0;
    [[nodiscard]] quint16 udpPort() const { return m_port; }

protected:
    quint16 m_port = freePort();
};

/// In this process, as "This computer" is.
class RelayOfThisProcess final : public RelayFixture {
public:
    explicit RelayOfThisProcess(const QString &stateFolder)
    {
        const auto deployment = document::defaultDeployment();
        document::EditSet edits{QStringLiteral("Use free ports"), {}};
        for (const char *property : {"udpPort", "tcpPort"}) {
            const auto edit =
                document::parseAssignment(*deployment, QStringLiteral("edgeSites[this-computer].avEdge.%1=%2")
                                                           .arg(QLatin1StringView(property))
                                                           .arg(m_port));
            edits.edits.push_back(edit.value());
        }
        auto store = store::openSqliteStore(stateFolder);
        m_controller = management::RelayController::start(
                           {.identity = {QStringLiteral("this-computer"), QStringLiteral("this-computer")},
                            .initial = {.deployment = document::applied(*deployment, edits).value()},
                            .displayName = QStringLiteral("This computer")},
                           std::move(*store))
                           .value();
    }
    std::unique_ptr<wire::RelayConnection> connect() override
    {
        return std::make_unique<management::InProcessConnection>(m_controller.get());
    }

private:
    std::unique_ptr<management::RelayController> m_controller;
};

/// `turnpiked` as a process of its own, paired with over the network as a person would.
class DaemonRelay final : public RelayFixture {
public:
    explicit DaemonRelay(const QString &stateFolder)
        : m_secrets(client::openSessionSecretStore())
        , m_profiles(stateFolder + QStringLiteral("/connections"))
    {
        const QString port = QString::number(m_port);
        m_managementPort = freePort();
        m_daemon.setProcessChannelMode(QProcess::MergedChannels);
        m_daemon.start(QStringLiteral(TURNPIKE_BINARY_DIR "/bin/turnpiked"),
                       {QStringLiteral("--deployment"), QStringLiteral("default"), QStringLiteral("--server"),
                        QStringLiteral("this-computer"), QStringLiteral("--udp-port"), port,
                        QStringLiteral("--tcp-port"), port, QStringLiteral("--state-directory"),
                        stateFolder + QStringLiteral("/daemon"), QStringLiteral("--management-listen"),
                        QStringLiteral("127.0.0.1:%1").arg(m_managementPort),
                        QStringLiteral("--metrics-listen"), QStringLiteral("none"), QStringLiteral("--pair"),
                        QStringLiteral("--role"), QStringLiteral("administrator")});
    }
    ~DaemonRelay() override
    {
        m_daemon.terminate();
        if (!m_daemon.waitForFinished(15'000))
            m_daemon.kill();
    }
    std::unique_ptr<wire::RelayConnection> connect() override
    {
        const QString right = code();
        if (right.isEmpty())
            return nullptr;
        client::Pairing pairing(m_profiles, *m_secrets);
        pairing.fetchCertificate(QStringLiteral("127.0.0.1"), m_managementPort);
        using State = client::Pairing::State;
        if (!QTest::qWaitFor([&] { return pairing.state() == State::AwaitingApproval; }, kLongestWait))
            return nullptr;
        pairing.approve(right, QStringLiteral("journey"), QStringLiteral("anna@journey"));
        if (!QTest::qWaitFor([&] { return pairing.state() == State::Paired; }, kLongestWait)) {
            if (pairing.error())
                qInfo() << QString::fromStdString(pairing.error()->text());
            return nullptr;
        }
        return std::make_unique<client::HttpsConnection>(pairing.profile(), *m_secrets);
    }

    /// Printed once it is ready; empty when it does not become so.
    [[nodiscard]] QString code()
    {
        static const QRegularExpression codeLine(QStringLiteral("pairing code:? +([A-Z0-9-]+)"),
                                                 QRegularExpression::CaseInsensitiveOption);
        const auto printed = [this] {
            m_said += QString::fromUtf8(m_daemon.readAll());
            return codeLine.match(m_said).captured(1);
        };
        if (!QTest::qWaitFor(
                [&] { return !printed().isEmpty() && m_said.contains(QStringLiteral("turnpiked: ready")); },
                kLongestWait)) {
            qInfo().noquote() << "turnpiked said:" << m_said;
            return {};
        }
        return printed();
    }
    /// Of its management interface.
    [[nodiscard]] QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_managementPort); }

private:
    QProcess m_daemon;
    quint16 m_managementPort = 0;
    QString m_said;
    std::unique_ptr<client::SecretStore> m_secrets;
    client::ProfileStore m_profiles;
};

[[nodiscard]] inline std::unique_ptr<RelayFixture> startRelay(const QString &kind, const QString &stateFolder)
{
    if (kind == QStringLiteral("in process"))
        return std::make_unique<RelayOfThisProcess>(stateFolder);
    return std::make_unique<DaemonRelay>(stateFolder);
}

/// The table row that both journeys run with.
inline void addRelayKinds()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("relay in process") << QStringLiteral("in process");
    QTest::newRow("turnpiked as a process of its own") << QStringLiteral("turnpiked");
}

} // namespace turnpike::testing
