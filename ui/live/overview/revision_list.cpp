// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/overview/revision_list.h"

#include "core/client/when_finished.h"
#include "ui/live/live_text.h"
#include "ui/style/theme.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRevisions = 5;

QString timeText(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return local.date() == QDate::currentDate() ? locale.toString(local.time(), u"HH:mm")
                                                : locale.toString(local, u"d MMM HH:mm"_s);
}

} // namespace

QString revisionStateText(const wire::Revision &revision, bool isOnTrial)
{
    switch (revision.state) {
    case wire::Revision::State::AwaitingConfirmation:
        return RevisionList::tr("runs on trial");
    case wire::Revision::State::Confirmed:
        return isOnTrial ? RevisionList::tr("stands by") : RevisionList::tr("runs");
    case wire::Revision::State::Reverted:
        return RevisionList::tr("reverted");
    case wire::Revision::State::Superseded:
        return RevisionList::tr("replaced");
    }
    return {};
}

RevisionList::RevisionList(Workspace &workspace, QWidget *parent)
    : QFrame(parent)
    , m_workspace(workspace)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(u"revisionList"_s);
    setProperty("card", true);
    m_layout->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields,
                                 Theme::kInsideGroup);
    m_layout->setSpacing(Theme::kInsideGroup);
    auto *heading = new QLabel(tr("Last revisions"), this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_layout->addWidget(heading);
    connect(&workspace, &Workspace::connectionChanged, this, &RevisionList::reload);
    reload();
}

void RevisionList::reload()
{
    wire::RelayConnection *connection = m_workspace.connection();
    if (connection != m_connection) {
        if (m_connection)
            m_connection->disconnect(this);
        m_connection = connection;
        if (connection != nullptr)
            connect(connection, &wire::RelayConnection::revisionChanged, this, &RevisionList::reload);
    }
    if (connection == nullptr || connection->state() != wire::RelayConnection::State::Connected) {
        say(tr("Shown while the console is connected to a relay."));
        return;
    }
    client::whenFinished(connection->revisions(kMostRevisions), this,
                         [this, asked = m_connection](const Result<std::vector<wire::Revision>> &revisions) {
                             if (asked != m_connection)
                                 return;
                             if (!revisions)
                                 say(errorText(revisions.error()));
                             else if (revisions->empty())
                                 say(tr("Nothing was pushed to this relay yet."));
                             else
                                 show(*revisions);
                         });
}

void RevisionList::say(const QString &text)
{
    delete m_content;
    auto *label = new QLabel(text, this);
    label->setObjectName(u"revisionsState"_s);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    Theme::setTone(label, Theme::Tone::Second);
    m_content = label;
    m_layout->addWidget(m_content, 1, Qt::AlignTop);
}

void RevisionList::show(const std::vector<wire::Revision> &revisions)
{
    delete m_content;
    m_content = new QWidget(this);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(Theme::kBetweenFields);
    grid->setVerticalSpacing(Theme::kInsideGroup / 2);
    grid->setColumnStretch(4, 1);
    const auto add = [&](int row, int column, const QString &text, bool isFaint) {
        auto *label = new QLabel(text, m_content);
        label->setObjectName(u"revision%1-%2"_s.arg(row).arg(column));
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFont(column == 0 || column == 1 ? Theme::current().tabularFont() : font());
        if (isFaint)
            Theme::setTone(label, Theme::Tone::Second);
        grid->addWidget(label, row, column, Qt::AlignTop);
        return label;
    };
    const bool isOnTrial =
        std::any_of(revisions.begin(), revisions.end(), [](const wire::Revision &revision) {
            return revision.state == wire::Revision::State::AwaitingConfirmation;
        });
    for (int row = 0; row < static_cast<int>(revisions.size()); ++row) {
        const wire::Revision &revision = revisions[static_cast<std::size_t>(row)];
        add(row, 0, QString::number(revision.number), false)->setAlignment(Qt::AlignRight);
        add(row, 1, timeText(revision.created), true)
            ->setToolTip(QLocale().toString(revision.created.toLocalTime(), QLocale::LongFormat));
        QLabel *state = add(row, 2, revisionStateText(revision, isOnTrial), true);
        if (revision.state == wire::Revision::State::AwaitingConfirmation)
            Theme::setTone(state, Theme::Tone::Warning);
        else if (revision.state == wire::Revision::State::Confirmed && !isOnTrial)
            Theme::setTone(state, Theme::Tone::Good);
        add(row, 3, revision.author, true);
        QLabel *reason = add(row, 4, revision.reason.isEmpty() ? tr("no reason given") : revision.reason,
                             revision.reason.isEmpty());
        reason->setWordWrap(true);
    }
    m_layout->addWidget(m_content, 1, Qt::AlignTop);
}

} // namespace turnpike::ui
