// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/relay_report.h"

#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

#include <QDateTime>
#include <QEvent>
#include <QFutureWatcher>
#include <QWidget>

#include <algorithm>

namespace turnpike::ui {

RelayReport::RelayReport(Workspace &workspace, std::chrono::milliseconds askedAgain, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    m_again.setInterval(askedAgain);
    connect(&m_again, &QTimer::timeout, this, &RelayReport::ask);
    connect(&workspace, &Workspace::connectionChanged, this, &RelayReport::followConnection);
}

void RelayReport::keepUpFor(QWidget &view)
{
    view.installEventFilter(this);
    connect(&view, &QObject::destroyed, this, &RelayReport::forgetView);
}

bool RelayReport::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show && !m_seen.contains(watched)) {
        m_seen.append(watched);
        m_again.start();
        ask();
    } else if (event->type() == QEvent::Hide) {
        forgetView(watched);
    }
    return false;
}

void RelayReport::forgetView(QObject *view)
{
    m_seen.removeAll(view);
    if (m_seen.isEmpty())
        m_again.stop();
}

QString RelayReport::whyOld() const
{
    if (m_connection && m_connection->state() != wire::RelayConnection::State::Connected)
        return tr("%1 is not connected.").arg(m_workspace.relayName());
    return m_error ? errorText(*m_error) : QString();
}

std::vector<CertificateState> RelayReport::certificates() const
{
    std::vector<CertificateState> states;
    if (m_status) {
        for (const wire::CertificateStatus &one : m_status->certificates)
            states.push_back(certificateState(one, QDateTime::currentDateTimeUtc()));
    }
    return states;
}

std::vector<CertificateState> RelayReport::certificatesInNeed() const
{
    auto states = certificates();
    std::erase_if(states,
                  [](const CertificateState &one) { return one.level == CertificateState::Level::Good; });
    std::ranges::stable_sort(states, std::ranges::greater(), &CertificateState::level);
    return states;
}

void RelayReport::followConnection()
{
    if (m_connection != m_workspace.connection()) {
        m_connection = m_workspace.connection();
        m_status.reset();
        m_error.reset();
        m_isAsking = false; // what was asked is another relay's business
    }
    Q_EMIT changed();
    if (!m_seen.isEmpty())
        ask();
}

void RelayReport::ask()
{
    if (m_isAsking || !m_connection || m_connection->state() != wire::RelayConnection::State::Connected)
        return;
    m_isAsking = true;
    auto question = m_connection->status();
    auto *watcher = new QFutureWatcher<Result<wire::RelayStatus>>(this);
    // Also a question that was dropped has ended: the next one may be asked.
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, asked = m_connection] {
        watcher->deleteLater();
        if (asked != m_connection)
            return;
        m_isAsking = false;
        if (!watcher->isCanceled() && watcher->future().resultCount() > 0)
            take(watcher->result());
    });
    watcher->setFuture(question);
}

void RelayReport::take(const Result<wire::RelayStatus> &status)
{
    m_error = status ? std::nullopt : std::optional(status.error());
    if (status)
        m_status = *status;
    Q_EMIT changed();
}

} // namespace turnpike::ui
