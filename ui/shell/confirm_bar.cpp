// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/confirm_bar.h"

#include "core/live/figures.h"
#include "core/model/inert_text.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/workspace.h"

#include <QAction>
#include <QPushButton>

#include <chrono>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

ConfirmBar::ConfirmBar(Workspace &workspace, ShellCommands &commands, QWidget *parent)
    : NoticeBar(Theme::Tone::Accent, u"history"_s, parent)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_keep(addButton(tr("Keep"), u"confirmKeep"_s))
    , m_revert(addDestructiveButton(tr("Revert now"), u"confirmRevert"_s))
{
    setObjectName(u"confirmBar"_s);
    Theme::setPrimary(m_keep);
    connect(m_keep, &QPushButton::clicked, this, [this] { m_commands.run(m_commands.keepRevision); });
    connect(m_revert, &QPushButton::clicked, this, [this] { m_commands.run(m_commands.revertRevision); });
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &ConfirmBar::refresh);
    connect(&m_workspace.push(), &client::PushSession::stateChanged, this, &ConfirmBar::refresh);
    connect(&m_workspace, &Workspace::connectionChanged, this, &ConfirmBar::refresh);
    refresh();
}

void ConfirmBar::refresh()
{
    const client::RunningBase &running = m_workspace.running();
    setVisible(running.isOnTrial());
    if (!running.isOnTrial()) {
        m_timer.stop();
        return;
    }
    if (!m_timer.isActive())
        m_timer.start();
    const wire::Revision &revision = *running.running();
    const QString since =
        live::durationText(std::chrono::floor<std::chrono::seconds>(running.trialRunning()));
    const auto left = std::chrono::ceil<std::chrono::seconds>(running.trialLeft());
    if (left <= 0s) {
        setText(tr("The time to keep revision %1 is over; the relay is going back to the one before.")
                    .arg(revision.number));
    } else if (running.isOwnTrial()) {
        setText(tr("Revision %1 runs since %2. Keep it? It reverts by itself in %3.")
                    .arg(revision.number)
                    .arg(since, live::durationText(left)));
    } else {
        setText(tr("Revision %1 by %2 runs on trial since %3. It reverts by itself in %4 unless it is kept.")
                    .arg(revision.number)
                    .arg(escapedForLog(revision.author), since, live::durationText(left)));
    }
    for (const auto &[button, command] :
         {std::pair(m_keep, &m_commands.keepRevision), std::pair(m_revert, &m_commands.revertRevision)}) {
        const QString reason = command->whyNot();
        button->setEnabled(left > 0s && reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? command->tooltip : reason);
    }
}

} // namespace turnpike::ui
