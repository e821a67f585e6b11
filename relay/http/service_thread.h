// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/server.h"

#include <QThread>

namespace turnpike::http {

/// A server on a thread of its own: nothing that it does delays what runs on others. Its handler is called
/// on that thread, and touches nothing that others change.
class ServiceThread {
public:
    struct Options {
        QString name; ///< of the thread
        Handler handler;
        Connection::Timeouts timeouts{};
        Server::Limits limits{};
        std::optional<QSslConfiguration> tls{};
        TransportAddress listen;
    };
    /// `what` names it in errors: "the address book".
    [[nodiscard]] static Result<std::unique_ptr<ServiceThread>> start(Options options, const char *what);
    /// Ends its connections, and waits for what its handler has begun.
    ~ServiceThread();
    Q_DISABLE_COPY_MOVE(ServiceThread)

    [[nodiscard]] TransportAddress boundAddress() const { return m_boundAddress; }
    /// From now on.
    void setLimits(const Server::Limits &limits);

private:
    ServiceThread() = default;

    QThread m_thread;
    QObject m_onThread;               ///< lives there
    std::unique_ptr<Server> m_server; ///< likewise
    TransportAddress m_boundAddress;
};

} // namespace turnpike::http
