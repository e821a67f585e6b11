// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/leaving.h"

#include "ui/workspace/workspace.h"

#include <QCoreApplication>

namespace turnpike::ui {

namespace {

struct LeavingWords {
    Q_DECLARE_TR_FUNCTIONS(Leaving)
};

} // namespace

Leaving Leaving::of(Workspace &workspace, int callsThatEnd)
{
    Leaving leaving;
    const int pending = static_cast<int>(workspace.document().pendingChanges().size());
    leaving.calls = callsThatEnd;
    leaving.isAwaitingKeep = workspace.running().isOwnTrial();
    (workspace.hasUnkeptEdits() ? leaving.unkeptChanges : leaving.keptChanges) = pending;
    leaving.relay = workspace.relayName();
    return leaving;
}

ModalPort::Question Leaving::nothingLost()
{
    ModalPort::Question question;
    question.title = LeavingWords::tr("Close Turnpike?");
    question.text = LeavingWords::tr("Nothing is lost any more: what was asked about has ended by itself.");
    question.accept = LeavingWords::tr("Close");
    return question;
}

std::optional<ModalPort::Question> Leaving::question() const
{
    QStringList losses;
    if (calls > 0) {
        losses += LeavingWords::tr("%n live call(s) on this computer's relay end: it runs in this window.",
                                   nullptr, calls);
    }
    if (unkeptChanges > 0) {
        losses += LeavingWords::tr("%n change(s) for %1 are lost: they are neither pushed nor kept on disk.",
                                   nullptr, unkeptChanges)
                      .arg(relay);
    }
    if (isAwaitingKeep) {
        losses += LeavingWords::tr(
                      "The revision pushed to %1 is not confirmed; the relay goes back to the one before.")
                      .arg(relay);
    }
    if (losses.isEmpty())
        return {};
    ModalPort::Question question;
    question.title = LeavingWords::tr("Close Turnpike?");
    question.text = losses.join(QLatin1String("\n\n"));
    if (keptChanges > 0) {
        question.detail = LeavingWords::tr("%n change(s) that were not pushed are kept for the next start.",
                                           nullptr, keptChanges);
    }
    question.accept = calls > 0 ? LeavingWords::tr("End %n call(s) and close", nullptr, calls)
                                : LeavingWords::tr("Close anyway");
    question.isDestructive = true;
    return question;
}

} // namespace turnpike::ui
