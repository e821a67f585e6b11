// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpikectl/invocation.h"
#include "app/turnpikectl/output.h"
#include "core/client/connection_profile.h"
#include "core/client/running_base.h"
#include "core/client/secret_store.h"
#include "core/document/config_document.h"
#include "core/wire/relay_connection.h"

#include <QEventLoop>
#include <QFutureWatcher>

#include <functional>
#include <memory>

namespace turnpike::ctl {

/// What a command works with: its invocation, the relay it talks to, the configuration it edits. Made
/// lazily: a command that needs no relay never connects.
class Session {
public:
    explicit Session(Invocation invocation);
    ~Session();

    [[nodiscard]] const Invocation &invocation() const { return m_invocation; }
    [[nodiscard]] const QStringList &arguments() const { return m_invocation.arguments; }
    [[nodiscard]] bool isJson() const { return m_invocation.has("json"); }
    [[nodiscard]] bool showsSecrets() const { return m_invocation.has("show-secrets"); }
    /// --deployment FILE: no relay is involved.
    [[nodiscard]] bool isOffline() const { return m_invocation.has("deployment"); }

    /// Connected, or the reason why not. The connection lives as long as the session.
    [[nodiscard]] Result<wire::RelayConnection *> relay();
    /// What the relay runs; after document().
    [[nodiscard]] client::RunningBase &running() { return *m_running; }
    /// The configuration being edited: the file, or what the relay runs with the edits not pushed yet.
    [[nodiscard]] Result<document::ConfigDocument *> document();
    /// Applies edits and keeps them: in the file, or in the working file until they are pushed.
    [[nodiscard]] Result<void> apply(const document::EditSet &edits);
    [[nodiscard]] Result<void> replace(model::SharedDeployment working, const QString &description);
    /// Forgets what is not pushed, also when it cannot be merged with what the relay runs.
    [[nodiscard]] Result<void> discard();

    [[nodiscard]] client::SecretStore &secrets();
    [[nodiscard]] client::ProfileStore profiles() const { return client::ProfileStore(); }

    /// The command line's one place that waits.
    template <class Value>
    [[nodiscard]] Result<Value> await(const QFuture<Result<Value>> &future);
    /// Waits until the condition holds; it is looked at after every event.
    void awaitCondition(const std::function<bool()> &condition);

    [[nodiscard]] int failed(const Error &error) const;
    [[nodiscard]] int misused(const Error &error) const;

private:
    [[nodiscard]] Result<client::ConnectionProfile> profile() const;
    [[nodiscard]] Result<void> openFile();
    [[nodiscard]] Result<void> openWorkingFile();
    [[nodiscard]] Result<void> takeUp(const document::Journal::Recovered &left);

    Invocation m_invocation;
    std::unique_ptr<client::SecretStore> m_secrets;
    std::unique_ptr<wire::RelayConnection> m_relay;
    std::unique_ptr<document::ConfigDocument> m_document;
    std::unique_ptr<client::RunningBase> m_running;
    std::optional<Error> m_lookError;
    std::optional<Error> m_journalError;
};

/// Applies "path=value" assignments one after another: a later one may refer to what an earlier one made, but
/// two about the same property are refused.
[[nodiscard]] Result<model::SharedDeployment> withAssignments(model::SharedDeployment deployment,
                                                              const QStringList &assignments);

template <class Value>
Result<Value> Session::await(const QFuture<Result<Value>> &future)
{
    QFutureWatcher<Result<Value>> watcher;
    QEventLoop loop;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    loop.exec();
    if (watcher.future().resultCount() == 0)
        return fail(Error::Code::Unavailable, "the connection was closed before the answer came");
    return watcher.result();
}

} // namespace turnpike::ctl
