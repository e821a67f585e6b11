// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"
#include "relay/management/relay_controller.h"
#include "tests/relay/management/virtual_clock.h"

#include <QTcpServer>
#include <QTest>
#include <QUdpSocket>

namespace turnpike::testing {

/// A UDP port that was free a moment ago.
inline Port freeUdpPort()
{
    QUdpSocket socket;
    return socket.bind(QHostAddress::LocalHost) ? Port{socket.localPort()} : Port{};
}

inline Port freeTcpPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? Port{server.serverPort()} : Port{};
}

/// One edge server on this computer's loopback, UDP only, with one shared secret.
inline model::Deployment exampleDeployment()
{
    model::Deployment deployment;
    deployment.name = QStringLiteral("Example");
    model::EdgeServer server;
    server.name = QStringLiteral("this");
    server.externalAddress = IpAddress::v4(0x7f000001);
    server.workers = 1;
    model::EdgeSite site;
    site.name = QStringLiteral("edge");
    site.servers = {server};
    site.avEdge.realm = QStringLiteral("example.org");
    site.avEdge.udpPort = freeUdpPort();
    site.avEdge.transports.tcp = false;
    // Out of the way of the ports that the system hands out, one of which udpPort is.
    site.avEdge.relayPorts = {Port{61000}, Port{65000}};
    model::EdgeSharedSecret secret;
    secret.name = QStringLiteral("first");
    secret.secret = QStringLiteral("a shared secret of enough letters");
    site.avEdge.credentials.sharedSecrets = {secret};
    deployment.edgeSites = {site};
    return deployment;
}

inline model::SharedDeployment shared(const model::Deployment &deployment)
{
    return std::make_shared<const model::Deployment>(deployment);
}

/// A running relay whose time the test moves.
struct ExampleRelay {
    std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>();
    std::unique_ptr<management::RelayController> controller;
    management::Caller administrator{QStringLiteral("anna"), client::Role::Administrator};
    management::Caller operatorCaller{QStringLiteral("otto"), client::Role::Operator};
    management::Caller viewer{QStringLiteral("vera"), client::Role::Viewer};

    enum class Initial { WhenEmpty, WhenChanged, Always };

    [[nodiscard]] Result<void> start(const QString &folder = QStringLiteral(":memory:"),
                                     const model::Deployment &deployment = exampleDeployment(),
                                     Initial use = Initial::WhenEmpty)
    {
        auto store = management::openSqliteStore(folder);
        if (!store)
            return tl::make_unexpected(store.error());
        return start(std::move(*store), deployment, use);
    }

    [[nodiscard]] Result<void> start(std::unique_ptr<management::RevisionStore> store,
                                     const model::Deployment &deployment, Initial use = Initial::WhenEmpty)
    {
        management::RelayController::Options options;
        options.identity = {QStringLiteral("edge"), QStringLiteral("this")};
        options.initial = shared(deployment);
        options.isInitialAskedFor = use != Initial::WhenEmpty;
        options.isInitialBinding = use == Initial::Always;
        options.clock = clock;
        auto started = management::RelayController::start(std::move(options), std::move(store));
        if (!started)
            return tl::make_unexpected(started.error());
        controller = std::move(*started);
        return {};
    }

    /// What runs, changed.
    template <class Change>
    [[nodiscard]] client::PushRequest changed(Change change,
                                              std::optional<std::chrono::seconds> confirmWithin = {}) const
    {
        model::Deployment deployment = *controller->running().deployment;
        change(deployment);
        return {shared(deployment), controller->running().revision.etag, QStringLiteral("a test"),
                confirmWithin};
    }
    [[nodiscard]] client::PushRequest withRealm(const QString &realm,
                                                std::optional<std::chrono::seconds> confirmWithin = {}) const
    {
        return changed([&](model::Deployment &deployment) { deployment.edgeSites[0].avEdge.realm = realm; },
                       confirmWithin);
    }
    [[nodiscard]] QString runningRealm() const
    {
        return QString::fromStdString(controller->edge().settings().turn.realm);
    }
};

/// The error's words, or "no error".
template <class Value>
QString errorText(const Result<Value> &result)
{
    return result ? QStringLiteral("no error") : QString::fromStdString(result.error().text());
}

} // namespace turnpike::testing

/// Fails the test with the error's own words.
#define VERIFY_RESULT(result)                                                                                \
    do {                                                                                                     \
        const auto &verifiedResult = (result);                                                               \
        QVERIFY2(verifiedResult.has_value(), qPrintable(turnpike::testing::errorText(verifiedResult)));      \
    } while (false)
#define COMPARE_ERROR(result, expectedCode)                                                                  \
    do {                                                                                                     \
        const auto &failedResult = (result);                                                                 \
        QVERIFY(!failedResult.has_value());                                                                  \
        QVERIFY2(failedResult.error().code == (expectedCode), failedResult.error().text().c_str());          \
    } while (false)
#define VERIFY_ERROR_NAMES(result, word)                                                                     \
    QVERIFY2(turnpike::testing::errorText(result).contains(QLatin1StringView(word)),                         \
             qPrintable(turnpike::testing::errorText(result)))
