// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/https_connection.h"

#include "core/client/when_finished.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstRetry = 1s;
constexpr std::chrono::milliseconds kLongestRetry = 30s;
/// How often the relay is asked whether it is still there; a revision that awaits confirmation may revert
/// at any second.
constexpr std::chrono::milliseconds kProbe = 5s;
constexpr std::chrono::milliseconds kProbeWhileAwaiting = 1s;

} // namespace

HttpsConnection::HttpsConnection(ConnectionProfile profile, SecretStore &secrets, QObject *parent)
    : RelayConnection(parent)
    , m_profile(std::move(profile))
    , m_secrets(secrets)
    , m_role(m_profile.role)
    , m_retryDelay(kFirstRetry)
{
    m_probe.setSingleShot(true);
    connect(&m_probe, &QTimer::timeout, this, &HttpsConnection::probe);
}

HttpsConnection::~HttpsConnection()
{
    // Requests under way end with an error now, and nobody may be called back by this half-gone object.
    blockSignals(true);
    m_isOpen = false;
    m_http.reset();
}

void HttpsConnection::open()
{
    if (m_isOpen && m_state != State::Refused && m_state != State::NoKey)
        return;
    m_isOpen = true;
    m_retryDelay = kFirstRetry;
    enter(State::Connecting);
    whenFinished(m_secrets.read(m_profile.secretName()), this,
                 [this, opening = ++m_opening](const Result<QByteArray> &key) {
                     if (opening == m_opening)
                         keyRead(key);
                 });
}

void HttpsConnection::close()
{
    m_isOpen = false;
    ++m_opening;
    m_probe.stop();
    dropStream();
    // Perhaps called from the answer to one of its requests, so it must outlive this call.
    if (m_http)
        m_http.release()->deleteLater();
    for (const auto &send : std::exchange(m_waiting, {}))
        send();
    m_running.reset();
    m_seen.clear();
    enter(State::Disconnected);
}

void HttpsConnection::keyRead(const Result<QByteArray> &key)
{
    const auto identity = key ? TlsIdentity::of(m_profile, *key) : tl::make_unexpected(key.error());
    if (identity)
        m_http = std::make_unique<HttpExchange>(*identity);
    else
        enter(State::NoKey, identity.error());
    for (const auto &send : std::exchange(m_waiting, {}))
        send();
    if (m_http)
        probe();
}

void HttpsConnection::probe()
{
    if (m_state == State::Disconnected)
        enter(State::Connecting);
    whenFinished(status(), this, [this, opening = m_opening](const Result<RelayStatus> &status) {
        if (opening == m_opening)
            probed(status);
    });
}

void HttpsConnection::probed(const Result<RelayStatus> &status)
{
    if (!status)
        return lost(status.error());
    m_retryDelay = kFirstRetry;
    const bool isNewRole = std::exchange(m_role, status->role) != status->role;
    if (m_state != State::Connected)
        enter(State::Connected);
    else if (isNewRole)
        Q_EMIT stateChanged(m_state);
    updateStream();
    follow(status->revision);
    const bool isAwaiting = status->revision.state == Revision::State::AwaitingConfirmation;
    m_probe.start(isAwaiting ? kProbeWhileAwaiting : kProbe);
}

void HttpsConnection::lost(const Error &error)
{
    if (!m_isOpen)
        return;
    if (isFinal(error)) {
        m_probe.stop();
        dropStream();
        return enter(State::Refused, error);
    }
    if (m_stream)
        m_stream->stop();
    enter(State::Disconnected, error);
    m_probe.start(m_retryDelay);
    m_retryDelay = std::min(m_retryDelay * 2, kLongestRetry);
}

void HttpsConnection::enter(State state, std::optional<Error> error)
{
    const bool isNews = m_state != state || (error && m_lastError != error);
    m_state = state;
    // While it is trying again, the person still wants to read why the last try failed.
    if (error || state == State::Connected)
        m_lastError = std::move(error);
    if (isNews)
        Q_EMIT stateChanged(state);
}

/// The status names the revision that runs. When that has moved on, the fate of those before it is looked
/// up, so that a revert is reported also without a live stream.
void HttpsConnection::follow(const Revision &running)
{
    const auto before = std::exchange(m_running, running);
    if (!before) {
        m_seen.insert(running.number, running);
        return;
    }
    if (before->number == running.number)
        return note(running);
    const auto oldest = std::min(before->number, running.number);
    whenFinished(revisions(20), this, [this, oldest](const Result<std::vector<Revision>> &revisions) {
        if (!revisions)
            return; // the next probe tells whether the relay is still there
        for (auto revision = revisions->rbegin(); revision != revisions->rend(); ++revision) {
            if (revision->number >= oldest)
                note(*revision);
        }
    });
}

void HttpsConnection::learn(const Revision &revision)
{
    note(revision);
    if (revision.state != Revision::State::Reverted)
        m_running = revision; // what the next probe compares with
    if (m_state == State::Connected)
        m_probe.start(kProbeWhileAwaiting);
}

void HttpsConnection::note(const Revision &revision)
{
    const auto seen = m_seen.constFind(revision.number);
    if (seen != m_seen.constEnd() && *seen == revision)
        return;
    m_seen.insert(revision.number, revision);
    Q_EMIT revisionChanged(revision);
}

void HttpsConnection::dropStream()
{
    if (!m_stream)
        return;
    m_stream->disconnect(this);
    m_stream->stop();
    m_stream.release()->deleteLater();
}

std::unique_ptr<LiveStream> HttpsConnection::makeStream() const
{
    return std::make_unique<LiveStream>(apiUrl(u"wss"_s, m_profile.host, m_profile.port, u"/live"_s),
                                        m_http->identity());
}

void HttpsConnection::setLiveInterest(bool interested)
{
    m_isInterested = interested;
    updateStream();
}

void HttpsConnection::updateStream()
{
    const bool shouldRun = m_isInterested && m_http && m_state == State::Connected;
    if (!shouldRun) {
        if (m_stream)
            m_stream->stop();
        return;
    }
    if (!m_stream) {
        m_stream = makeStream();
        connect(m_stream.get(), &LiveStream::snapshotArrived, this, &HttpsConnection::snapshotArrived);
        connect(m_stream.get(), &LiveStream::revisionChanged, this, &HttpsConnection::note);
        connect(m_stream.get(), &LiveStream::logged, this, &HttpsConnection::logged);
        // Whether the relay itself is gone is for the next probe to say, and at once.
        connect(m_stream.get(), &LiveStream::broke, this, [this](const Error &error) {
            Q_EMIT logged(QDateTime::currentDateTimeUtc(), QString::fromStdString(error.text()));
            if (m_state == State::Connected)
                m_probe.start(0);
        });
    }
    m_stream->start();
}

void HttpsConnection::whenReady(std::function<void()> send)
{
    if (m_isOpen && !m_http && m_state == State::Connecting)
        m_waiting.push_back(std::move(send));
    else
        send();
}

} // namespace turnpike::client
