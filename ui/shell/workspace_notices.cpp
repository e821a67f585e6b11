// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace_notices.h"

#include "core/model/inert_text.h"
#include "ui/dialogs/modal_port.h"
#include "ui/dialogs/overlap_dialog.h"
#include "ui/dialogs/recovery_dialog.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kNews = u"news"_s;
const QString kOverlap = u"overlap"_s;
const QString kRecovery = u"recovery"_s;
const QString kFrozen = u"frozen"_s;

} // namespace

WorkspaceNotices::WorkspaceNotices(Workspace &workspace, ShellCommands &commands, InfoBar &bar,
                                   ModalPort &dialogs, QWidget *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_commands(commands)
    , m_bar(bar)
    , m_dialogs(dialogs)
    , m_window(window)
{
    connect(&workspace, &Workspace::failed, this, [this](const Error &error) {
        m_bar.show({u"failure"_s, InfoBar::Kind::Error, errorText(error)});
    });
    connect(&workspace, &Workspace::informed, this, [this](const QString &text) {
        m_bar.show({u"informed"_s, InfoBar::Kind::Information, text});
    });
    connect(&workspace, &Workspace::connectionChanged, this, &WorkspaceNotices::forgetOtherRelay);
    connect(&workspace, &Workspace::told, this, &WorkspaceNotices::tellNews);
    connect(&workspace, &Workspace::overlapChanged, this, &WorkspaceNotices::refreshOverlap);
    connect(&workspace, &Workspace::recoveryFound, this, &WorkspaceNotices::decideRecovery);
    connect(&workspace, &Workspace::recoverySettled, this, [this] { m_bar.dismiss(kRecovery); });
    connect(&workspace.live(), &LiveHub::pausedChanged, this, &WorkspaceNotices::refreshFrozen);
    connect(&workspace.conditions(), &Conditions::raised, this, &WorkspaceNotices::showCondition);
    connect(&workspace.conditions(), &Conditions::cleared, this,
            [this](const QString &id) { m_bar.dismiss(id); });
    for (const Conditions::Condition &condition : workspace.conditions().all())
        showCondition(condition);
}

void WorkspaceNotices::showCondition(const Conditions::Condition &condition)
{
    const auto kind = condition.severity == Conditions::Severity::Error     ? InfoBar::Kind::Error
                      : condition.severity == Conditions::Severity::Warning ? InfoBar::Kind::Warning
                                                                            : InfoBar::Kind::Information;
    m_bar.show({condition.id, kind, condition.text, condition.actionText, condition.action, false});
}

/// News of another relay would be taken for this one's.
void WorkspaceNotices::forgetOtherRelay()
{
    if (std::exchange(m_newsFrom, m_workspace.connection()) != m_workspace.connection())
        m_bar.dismiss(kNews);
}

/// What somebody else did stays in sight until it is closed: who looks up after a while has not missed it.
void WorkspaceNotices::tellNews(quint64 revision, const QString &text)
{
    if (m_bar.text(kNews).isEmpty())
        m_news.clear(); // closed
    m_news.insert(revision, text);
    constexpr qsizetype kMostTold = 3;
    QStringList lines = m_news.values();
    if (const qsizetype earlier = lines.size() - kMostTold; earlier > 0) {
        lines.remove(0, earlier);
        lines.prepend(tr("%n earlier message(s) are in the log.", nullptr, static_cast<int>(earlier)));
    }
    m_bar.show({kNews, InfoBar::Kind::Information, lines.join(u'\n'), {}, {}, true, false});
}

void WorkspaceNotices::refreshOverlap()
{
    const client::RunningBase &running = m_workspace.running();
    const auto overlap = running.overlap();
    if (!overlap || overlap->conflicts.empty()) {
        m_bar.dismiss(kOverlap);
        return;
    }
    m_bar.show({kOverlap, InfoBar::Kind::Warning,
                tr("You and %1 changed the same %n setting(s). The relay runs theirs; yours are kept as "
                   "changes that are not pushed, until you choose.",
                   nullptr, static_cast<int>(overlap->conflicts.size()))
                    .arg(escapedForLog(running.overlapRevision().author)),
                tr("Choose…"), [this] { m_dialogs.open(new OverlapDialog(m_workspace, m_window)); }, false});
}

void WorkspaceNotices::decideRecovery()
{
    if (!m_workspace.recovered())
        return;
    m_bar.show(
        {kRecovery, InfoBar::Kind::Warning,
         tr("%n change(s) of an earlier run were not pushed. Until you decide about them, nothing can be "
            "edited.",
            nullptr, static_cast<int>(m_workspace.recoveredChanges().size())),
         tr("Decide…"), [this] { decideRecovery(); }, false});
    m_dialogs.open(new RecoveryDialog(m_workspace, m_window));
}

void WorkspaceNotices::refreshFrozen()
{
    if (!m_workspace.live().isPaused()) {
        m_bar.dismiss(kFrozen);
        return;
    }
    m_bar.show({kFrozen, InfoBar::Kind::Information,
                tr("The live view is frozen: it shows an earlier moment while the relay goes on."),
                tr("Resume"), [this] { m_commands.run(m_commands.freeze); }, false});
}

} // namespace turnpike::ui
