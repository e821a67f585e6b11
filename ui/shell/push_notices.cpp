// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/push_notices.h"

#include "ui/shell/info_bar.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::PushSession;

namespace {

const QString kRolledBack = u"push.rolledBack"_s;
const QString kKept = u"push.kept"_s;
const QString kError = u"push.error"_s;

} // namespace

PushNotices::PushNotices(Workspace &workspace, ShellCommands &commands, InfoBar &bar, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_bar(bar)
{
    connect(&workspace.push(), &PushSession::stateChanged, this, &PushNotices::refresh);
    connect(&workspace.document(), &document::ConfigDocument::pendingChanged, this,
            &PushNotices::followChanges);
}

/// What was said of the edits of a push does not outlast them.
void PushNotices::followChanges()
{
    const bool isSaid = !m_bar.text(kRolledBack).isEmpty();
    if (isSaid && m_saysPending && m_workspace.document().pendingChanges().empty())
        m_bar.dismiss(kRolledBack);
}

void PushNotices::refresh()
{
    const PushSession &push = m_workspace.push();
    const bool isIdle = push.state() == PushSession::State::Idle;
    if (!isIdle) {
        for (const QString &key : {kRolledBack, kKept, kError})
            m_bar.dismiss(key);
    }
    // What became of somebody else's revision is told as news.
    if (push.state() == PushSession::State::RolledBack && push.isOwn()) {
        const QString text =
            tr("Revision %1 was reverted; the one before runs again.").arg(push.tried()->number);
        const bool isPending = !m_workspace.document().pendingChanges().empty();
        m_saysPending = isPending;
        m_bar.show({kRolledBack, InfoBar::Kind::Warning,
                    isPending ? text + u' ' + tr("Your changes are pending, nothing is lost.") : text,
                    isPending ? tr("Show them") : QString(),
                    isPending ? std::function<void()>([this] { m_commands.run(m_commands.showChanges); })
                              : std::function<void()>()});
        m_workspace.log(text);
    } else if (push.state() == PushSession::State::Confirmed && push.isOwn()) {
        const QString text = tr("Revision %1 is kept.").arg(push.tried()->number);
        m_bar.show({kKept, InfoBar::Kind::Good, text});
        m_workspace.log(text);
    } else if (push.state() == PushSession::State::AwaitingConfirmation && push.error()) {
        m_bar.show({kError, InfoBar::Kind::Error, errorText(*push.error())});
    }
}

} // namespace turnpike::ui
