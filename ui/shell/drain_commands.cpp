// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/drain_commands.h"

#include "core/client/when_finished.h"
#include "ui/shell/main_window.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::RelayConnection;
using wire::RelayStatus;

namespace {

constexpr std::chrono::seconds kPatient = 1h;

struct DrainWords {
    Q_DECLARE_TR_FUNCTIONS(Drain)
};

/// Why an operator's command is not possible now; empty when it is.
QString whyNot(const Workspace &workspace)
{
    const auto *connection = workspace.connection();
    if (!connection || connection->state() != RelayConnection::State::Connected)
        return DrainWords::tr("No relay is connected.");
    if (connection->role() < wire::Role::Operator)
        return DrainWords::tr("Your role on this relay may look, and not end calls.");
    return {};
}

/// As far as is known: before the relay has said anything, the command may be tried.
QString whyNoUndrain(Workspace &workspace)
{
    const QString reason = whyNot(workspace);
    const SharedPicture &picture = workspace.live().picture();
    if (!reason.isEmpty() || !picture || workspace.live().isOld() || picture->snapshot()->draining)
        return reason;
    return DrainWords::tr("The relay is not draining: it takes new calls.");
}

void drain(Workspace &workspace, std::chrono::seconds deadline)
{
    auto *connection = workspace.connection();
    if (!connection)
        return;
    client::whenFinished(connection->drain(deadline), &workspace, [&workspace](const Result<void> &drained) {
        if (!drained)
            return workspace.reportFailure(drained.error());
        Q_EMIT workspace.informed(
            DrainWords::tr("The relay refuses new calls from now on. “Take new calls again” "
                           "ends that."));
    });
}

ModalPort::Question question(const Workspace &workspace, int calls, std::chrono::seconds deadline)
{
    const bool cutsNow = deadline == 0s;
    ModalPort::Question question;
    question.title = DrainWords::tr("Drain %1?").arg(workspace.relayName());
    question.text = DrainWords::tr("New calls are refused from now on.");
    if (calls > 0) {
        question.text +=
            u' ' + (cutsNow ? DrainWords::tr("%n call(s) are cut at once.", nullptr, calls)
                            : DrainWords::tr("%n call(s) may go on for an hour; what is left then is cut.",
                                             nullptr, calls));
    }
    question.accept =
        cutsNow && calls > 0 ? DrainWords::tr("Cut %n call(s)", nullptr, calls) : DrainWords::tr("Drain");
    question.isDestructive = cutsNow && calls > 0;
    return question;
}

/// Nobody cuts calls without having read how many.
void askAndDrain(MainWindow &window, std::chrono::seconds deadline)
{
    auto &workspace = window.workspace();
    client::whenFinished(
        workspace.connection()->status(), &window,
        [&window, &workspace, deadline](const Result<RelayStatus> &status) {
            if (!status)
                return workspace.reportFailure(status.error());
            ModalPort::Question asked = question(workspace, static_cast<int>(status->allocations), deadline);
            // From then on as the relay reports it; while it reports nothing, as it was.
            asked.now = [&workspace, deadline, calls = static_cast<int>(status->allocations)] {
                const SharedPicture picture = workspace.live().picture();
                const bool isLive = picture && !workspace.live().isOld();
                return question(workspace, isLive ? static_cast<int>(picture->allocations().size()) : calls,
                                deadline);
            };
            window.dialogs().ask(&window, asked, [&workspace, deadline] { drain(workspace, deadline); });
        });
}

void undrain(Workspace &workspace)
{
    client::whenFinished(workspace.connection()->undrain(), &workspace,
                         [&workspace](const Result<void> &ended) {
                             if (!ended)
                                 return workspace.reportFailure(ended.error());
                             Q_EMIT workspace.informed(DrainWords::tr("The relay takes new calls again."));
                         });
}

} // namespace

void addDrainCommands(ShellCommands &set, MainWindow &window)
{
    auto &workspace = window.workspace();
    const auto why = [&workspace] { return whyNot(workspace); };
    set.define(set.drain, {DrainWords::tr("Drain the relay…"),
                           u"drain"_s,
                           {},
                           DrainWords::tr("Refuses new calls, and cuts what is left after an hour."),
                           Command::Menu::Connection,
                           1,
                           [&window] { askAndDrain(window, kPatient); },
                           why});
    set.define(set.drainNow, {DrainWords::tr("Drain and cut all calls…"),
                              u"kill"_s,
                              {},
                              DrainWords::tr("Refuses new calls, and ends those that are on."),
                              Command::Menu::Connection,
                              1,
                              [&window] { askAndDrain(window, 0s); },
                              why});
    set.define(set.undrain, {DrainWords::tr("Take new calls again"),
                             u"resume"_s,
                             {},
                             DrainWords::tr("Ends draining; calls that are on stay."),
                             Command::Menu::Connection,
                             1,
                             [&workspace] { undrain(workspace); },
                             [&workspace] { return whyNoUndrain(workspace); }});
}

} // namespace turnpike::ui
