// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/end_calls_bar.h"

#include "core/client/when_finished.h"
#include "ui/live/live_text.h"
#include "ui/widgets/notice_bar.h"
#include "ui/workspace/workspace.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

EndCallsBar::EndCallsBar(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_bar(new NoticeBar(Theme::Tone::Bad, u"kill"_s, this))
    , m_confirm(m_bar->addDestructiveButton({}, u"confirmEndCalls"_s))
    , m_cancel(m_bar->addButton(tr("Cancel"), u"cancelEndCalls"_s))
{
    setObjectName(u"endCallsBar"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_bar);
    connect(m_confirm, &QPushButton::clicked, this, &EndCallsBar::end);
    connect(m_cancel, &QPushButton::clicked, this, &EndCallsBar::dismiss);
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &EndCallsBar::dismiss);
    hide();
}

QString EndCallsBar::whyNot(const Workspace &workspace)
{
    const wire::RelayConnection *connection = workspace.connection();
    if (connection == nullptr || connection->state() != wire::RelayConnection::State::Connected)
        return tr("There is no connection to the relay.");
    if (connection->role() < wire::Role::Operator)
        return tr("Your role on this relay is viewer. Ending calls needs the role operator.");
    return {};
}

void EndCallsBar::askFor(std::vector<live::AllocationKey> calls)
{
    m_calls = std::move(calls);
    m_user.clear();
    m_isUser = false;
    ask();
}

void EndCallsBar::askForUser(std::string_view person)
{
    m_user = person;
    m_isUser = true;
    ask();
}

void EndCallsBar::ask()
{
    show();
    refresh();
    if (isVisible())
        m_cancel->setFocus();
}

void EndCallsBar::refresh()
{
    if (isHidden())
        return;
    const SharedPicture picture = m_workspace.live().picture();
    if (!picture || !whyNot(m_workspace).isEmpty()) {
        dismiss();
        return;
    }
    if (m_isUser) {
        m_calls.clear();
        for (const live::Allocation &call : picture->allocations())
            if (call.person() == m_user)
                m_calls.push_back(call.key);
    } else {
        std::erase_if(m_calls, [&picture](live::AllocationKey key) { return !picture->indexOf(key); });
    }
    if (m_calls.empty()) {
        dismiss();
        return;
    }
    m_bar->setText(question(*picture));
    const auto count = static_cast<int>(m_calls.size());
    m_confirm->setText(count == 1 ? tr("End call") : tr("End %n calls", nullptr, count));
}

QString EndCallsBar::question(const LivePicture &picture) const
{
    const auto count = static_cast<int>(m_calls.size());
    const live::Allocation &first = picture.allocations()[*picture.indexOf(m_calls.front())];
    if (count == 1)
        return tr("End the call of %1 from %2? Sound and picture stop at once.")
            .arg(text::ofUtf8(first.person()), text::address(first.client));
    if (m_isUser)
        return tr("End all %n calls of %1? Sound and picture stop at once.", nullptr, count)
            .arg(text::ofUtf8(m_user));
    QStringList users;
    for (const live::AllocationKey key : m_calls) {
        const QString user = text::ofUtf8(picture.allocations()[*picture.indexOf(key)].person());
        if (!users.contains(user))
            users.append(user);
    }
    constexpr int kMostNames = 3;
    QString names = users.mid(0, kMostNames).join(u", "_s);
    if (users.size() > kMostNames)
        names = tr("%1 and others", "names of users").arg(names);
    return tr("End %n calls (%1)? Sound and picture stop at once.", nullptr, count).arg(names);
}

void EndCallsBar::end()
{
    const QString why = whyNot(m_workspace);
    wire::RelayConnection *connection = m_workspace.connection();
    if (!why.isEmpty() || connection == nullptr) {
        dismiss();
        return;
    }
    if (m_isUser) {
        client::whenFinished(connection->endAllocationsOf(QString::fromStdString(m_user)), this,
                             [this, user = text::ofUtf8(m_user)](const Result<int> &ended) {
                                 if (!ended)
                                     m_workspace.reportFailure(ended.error());
                                 else if (*ended == 0)
                                     say(tr("%1 had no call any more.").arg(user));
                                 else
                                     say(tr("Ended %n call(s) of %1.", nullptr, *ended).arg(user));
                             });
    } else {
        endEach(*connection);
    }
    dismiss();
}

void EndCallsBar::endEach(wire::RelayConnection &connection)
{
    /// One sentence when the last answer is there, however many were asked for.
    struct Tally {
        std::size_t waiting = 0;
        int ended = 0;
        int wereOver = 0;
        int failed = 0;
        std::optional<Error> error;
    };
    const SharedPicture picture = m_workspace.live().picture();
    QString only;
    if (const auto index = picture ? picture->indexOf(m_calls.front()) : std::nullopt;
        index && m_calls.size() == 1)
        only = text::ofUtf8(picture->allocations()[*index].person());
    auto tally = std::make_shared<Tally>();
    tally->waiting = m_calls.size();
    for (const live::AllocationKey key : m_calls)
        client::whenFinished(
            connection.endAllocation(key), this, [this, tally, only](const Result<void> &ended) {
                // A call that ended by itself in the meantime is what was wanted.
                if (ended)
                    ++tally->ended;
                else if (ended.error().code == Error::Code::NotFound)
                    ++tally->wereOver;
                else if (++tally->failed; !tally->error)
                    tally->error = ended.error();
                if (--tally->waiting > 0)
                    return;
                QStringList sentences;
                if (tally->ended == 1 && !only.isEmpty())
                    sentences += tr("Ended the call of %1.").arg(only);
                else if (tally->ended > 0)
                    sentences += tr("Ended %n call(s).", nullptr, tally->ended);
                if (tally->wereOver > 0)
                    sentences += tr("%n call(s) had ended before.", nullptr, tally->wereOver);
                if (!sentences.isEmpty())
                    say(sentences.join(u' '));
                if (tally->error) {
                    if (tally->failed > 1)
                        tally->error->message += " (" + std::to_string(tally->failed) + "×)";
                    m_workspace.reportFailure(*tally->error);
                }
            });
}

void EndCallsBar::say(const QString &text)
{
    m_workspace.log(text);
    Q_EMIT m_workspace.informed(text);
}

void EndCallsBar::dismiss()
{
    m_calls.clear();
    m_isUser = false;
    hide();
}

} // namespace turnpike::ui
