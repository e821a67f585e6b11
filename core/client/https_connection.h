// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"
#include "core/client/http_exchange.h"
#include "core/client/live_stream.h"
#include "core/client/secret_store.h"
#include "core/wire/relay_connection.h"

#include <QHash>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

namespace turnpike::client {

/// A relay on the other side of a network: HTTPS with mutual TLS, and a WebSocket for the live view.
class HttpsConnection final : public RelayConnection {
    Q_OBJECT
public:
    /// The private key is read from `secrets` when the connection is opened; the store must outlive it.
    HttpsConnection(ConnectionProfile profile, SecretStore &secrets, QObject *parent = nullptr);
    ~HttpsConnection() override;

    [[nodiscard]] const ConnectionProfile &profile() const { return m_profile; }

    [[nodiscard]] QString displayName() const override { return m_profile.name; }
    [[nodiscard]] QString identity() const override { return m_profile.address(); }
    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] std::optional<Error> lastError() const override { return m_lastError; }
    [[nodiscard]] Role role() const override { return m_role; }
    void open() override;
    void close() override;

    [[nodiscard]] QFuture<Result<live::SharedSnapshot>> snapshot() override;
    void setLiveInterest(bool interested) override;

protected:
    void perform(std::shared_ptr<wire::PendingCall> call) override;

private:
    [[nodiscard]] Error notOpen() const;
    /// As soon as the key is there.
    void whenReady(std::function<void()> send);

    void keyRead(const Result<QByteArray> &key);
    void probe();
    void probed(const Result<RelayStatus> &status);
    void lost(const Error &error);
    void enter(State state, std::optional<Error> error = {});
    void follow(const Revision &running);
    /// From an answer, before the live stream or the next probe tell.
    void learn(const Revision &revision);
    void note(const Revision &revision);
    [[nodiscard]] std::unique_ptr<LiveStream> makeStream() const;
    void updateStream();
    void dropStream();

    ConnectionProfile m_profile;
    SecretStore &m_secrets;
    State m_state = State::Disconnected;
    std::optional<Error> m_lastError;
    Role m_role;
    std::unique_ptr<HttpExchange> m_http; ///< there once the key was read
    std::vector<std::function<void()>> m_waiting;
    std::unique_ptr<LiveStream> m_stream;
    QTimer m_probe;
    std::chrono::milliseconds m_retryDelay;
    bool m_isOpen = false;
    bool m_isInterested = false;
    quint64 m_opening = 0; ///< answers to an earlier open() are dropped
    std::optional<Revision> m_running;
    QHash<quint64, Revision> m_seen;
};

} // namespace turnpike::client
