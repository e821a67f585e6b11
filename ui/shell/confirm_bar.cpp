// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/confirm_bar.h"

#include "ui/workspace/command_set.h"
#include "ui/workspace/workspace.h"

#include <QAction>
#include <QPushButton>

#include <chrono>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// "1:37".
QString minutesAndSeconds(qint64 seconds)
{
    seconds = std::max<qint64>(0, seconds);
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

ConfirmBar::ConfirmBar(Workspace &workspace, CommandSet &commands, QWidget *parent)
    : NoticeBar(Theme::Tone::Accent, u"history"_s, parent)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_clock([] { return QDateTime::currentDateTimeUtc(); })
    , m_keep(addButton(tr("Keep"), u"confirmKeep"_s))
    , m_revert(addDestructiveButton(tr("Revert now"), u"confirmRevert"_s))
{
    setObjectName(u"confirmBar"_s);
    Theme::setPrimary(m_keep);
    connect(m_keep, &QPushButton::clicked, this, [this] { m_commands.run(u"push.keep"_s); });
    connect(m_revert, &QPushButton::clicked, this, [this] { m_commands.run(u"push.revert"_s); });
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &ConfirmBar::refresh);
    connect(&m_workspace.push(), &client::PushSession::stateChanged, this, &ConfirmBar::refresh);
    connect(&m_workspace, &Workspace::connectionChanged, this, &ConfirmBar::refresh);
    refresh();
}

void ConfirmBar::setClock(Clock clock)
{
    m_clock = std::move(clock);
    refresh();
}

void ConfirmBar::refresh()
{
    const client::PushSession &push = m_workspace.push();
    const bool isAwaiting = push.state() == client::PushSession::State::AwaitingConfirmation;
    setVisible(isAwaiting && push.awaiting());
    if (!isAwaiting || !push.awaiting()) {
        m_timer.stop();
        return;
    }
    if (!m_timer.isActive())
        m_timer.start();
    const client::Revision &revision = *push.awaiting();
    const QDateTime now = m_clock();
    const QString since = minutesAndSeconds(revision.created.secsTo(now));
    const qint64 left = revision.confirmUntil ? now.secsTo(*revision.confirmUntil) : 0;
    setText(left > 0 ? tr("Revision %1 runs since %2. Keep it? It reverts by itself in %3.")
                           .arg(revision.number)
                           .arg(since, minutesAndSeconds(left))
                     : tr("Revision %1 was not confirmed in time; the relay is going back to the one before.")
                           .arg(revision.number));
    for (const auto &[button, id] :
         {std::pair{m_keep, u"push.keep"_s}, std::pair{m_revert, u"push.revert"_s}}) {
        const QString reason = m_commands.whyDisabled(id);
        button->setEnabled(left > 0 && reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? m_commands.find(id)->tooltip : reason);
    }
}

} // namespace turnpike::ui
