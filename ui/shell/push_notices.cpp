// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/push_notices.h"

#include "ui/shell/info_bar.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;

PushNotices::PushNotices(Workspace &workspace, ShellCommands &commands, InfoBar &bar, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_bar(bar)
{
    connect(&workspace.push(), &PushSession::stateChanged, this, &PushNotices::refresh);
}

void PushNotices::refresh()
{
    const PushSession &push = m_workspace.push();
    const bool isIdle = push.state() == PushSession::State::Idle;
    if (!isIdle) {
        for (const QString &key : {u"push.rolledBack"_s, u"push.kept"_s, u"push.error"_s})
            m_bar.dismiss(key);
    }
    // What became of somebody else's revision is told as news.
    if (push.state() == PushSession::State::RolledBack && push.isOwn()) {
        const QString text =
            tr("Revision %1 was reverted; the one before runs again.").arg(push.tried()->number);
        const bool isPending = !m_workspace.document().pendingChanges().empty();
        m_bar.show({u"push.rolledBack"_s, InfoBar::Kind::Warning,
                    isPending ? text + u' ' + tr("Your changes are pending, nothing is lost.") : text,
                    isPending ? tr("Show them") : QString(),
                    isPending ? std::function<void()>([this] { m_commands.run(m_commands.showChanges); })
                              : std::function<void()>()});
        m_workspace.log(text);
    } else if (push.state() == PushSession::State::Confirmed && push.isOwn()) {
        const QString text = tr("Revision %1 is kept.").arg(push.tried()->number);
        m_bar.show({u"push.kept"_s, InfoBar::Kind::Good, text});
        m_workspace.log(text);
    } else if (push.state() == PushSession::State::AwaitingConfirmation && push.error()) {
        m_bar.show({u"push.error"_s, InfoBar::Kind::Error, errorText(*push.error())});
    }
}

} // namespace turnpike::ui
