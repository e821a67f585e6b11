// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/https_connection.h"
#include "core/client/pairing.h"
#include "relay/management/in_process_connection.h"
#include "relay/management/management_server.h"
#include "tests/relay/management/example_relay.h"

#include <QTemporaryDir>
#include <QTest>

namespace turnpike::testing {

/// The result, once it is there; QTRY_VERIFY's time is the limit.
template <class Value>
Result<Value> answerTo(const QFuture<Result<Value>> &future)
{
    [&future] { QTRY_VERIFY(future.isFinished()); }();
    if (future.resultCount() == 0)
        return fail(Error::Code::Internal, "no answer came");
    return future.result();
}

/// A relay, and a way of one kind to it.
class ReachableRelay {
public:
    virtual ~ReachableRelay() = default;
    /// An open connection of a person with this role; null where this way knows no such person.
    [[nodiscard]] virtual std::unique_ptr<wire::RelayConnection> connectAs(wire::Role role) = 0;
    /// Nobody can be reached any more.
    virtual void end() { relay.controller.reset(); }

    /// Starts the relay. Its time is the test's, but begins now: the edge checks credentials by the real one.
    [[nodiscard]] Result<void> start()
    {
        relay.clock->setWallTime(QDateTime::currentDateTimeUtc());
        auto deployment = exampleDeployment();
        // Beyond the ports that the system hands out, one of which the listener has.
        deployment.edgeSites[0].avEdge.relayPorts = {Port{61000}, Port{64999}};
        return relay.start(QStringLiteral(":memory:"), deployment);
    }

    ExampleRelay relay;
};

class InProcessRelay final : public ReachableRelay {
public:
    std::unique_ptr<wire::RelayConnection> connectAs(wire::Role role) override
    {
        if (role != wire::Role::Administrator)
            return nullptr;
        return std::make_unique<management::InProcessConnection>(relay.controller.get());
    }
};

class HttpsRelay final : public ReachableRelay {
public:
    ~HttpsRelay() override { end(); }

    [[nodiscard]] Result<void> serve(Port port = {})
    {
        management::ManagementServer::Options options;
        options.listen = {IpAddress::v4(0x7f000001), port};
        options.stateFolder = folder->path();
        auto started = management::ManagementServer::start(*relay.controller, options);
        if (!started)
            return tl::make_unexpected(started.error());
        server = std::move(*started);
        return {};
    }

    [[nodiscard]] Result<client::ConnectionProfile> pair(wire::Role role, const QString &name,
                                                         const QString &code = {})
    {
        const auto right = server->desk().openFor(role).text();
        client::Pairing pairing(client::ProfileStore(profiles.path()), *secrets);
        pairing.fetchCertificate(QStringLiteral("127.0.0.1"), server->boundAddress().port.value);
        using State = client::Pairing::State;
        [&] { QTRY_VERIFY(pairing.state() != State::Looking); }();
        if (pairing.state() == State::AwaitingApproval) {
            shownFingerprint = client::fingerprintText(pairing.serverCertificate());
            pairing.approve(code.isEmpty() ? right : code, name, name);
        }
        [&] { QTRY_VERIFY(pairing.state() != State::Sending); }();
        if (pairing.state() != State::Paired)
            return tl::make_unexpected(*pairing.error());
        return pairing.profile();
    }

    std::unique_ptr<wire::RelayConnection> connectAs(wire::Role role) override
    {
        const auto profile = pair(role, QStringLiteral("person%1").arg(++m_people));
        if (!profile)
            return nullptr;
        return std::make_unique<client::HttpsConnection>(*profile, *secrets);
    }

    void end() override
    {
        server.reset();
        ReachableRelay::end();
    }

    std::unique_ptr<QTemporaryDir> folder = std::make_unique<QTemporaryDir>();
    QTemporaryDir profiles;
    std::unique_ptr<client::SecretStore> secrets = client::openSessionSecretStore();
    std::unique_ptr<management::ManagementServer> server;
    QString shownFingerprint;

private:
    int m_people = 0;
};

} // namespace turnpike::testing
