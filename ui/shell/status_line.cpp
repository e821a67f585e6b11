// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "ui/live/freshness.h"
#include "ui/style/shown_name.h"
#include "ui/style/theme.h"
#include "ui/workspace/check_text.h"
#include "ui/workspace/problems_model.h"
#include "ui/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using wire::RelayConnection;

namespace {

QString roleText(wire::Role role)
{
    switch (role) {
    case wire::Role::Viewer:
        return StatusLine::tr("viewer");
    case wire::Role::Operator:
        return StatusLine::tr("operator");
    case wire::Role::Administrator:
        return StatusLine::tr("administrator");
    }
    return {};
}

} // namespace

QString shortBitRate(double bitsPerSecond)
{
    const QLocale locale;
    const auto figures = [&locale](double value) {
        return locale.toString(value, 'f', value < 9.95 ? 1 : 0);
    };
    if (bitsPerSecond >= 0.9995e9)
        return StatusLine::tr("%1 Gbit/s").arg(figures(bitsPerSecond / 1e9));
    if (bitsPerSecond >= 0.9995e6)
        return StatusLine::tr("%1 Mbit/s").arg(figures(bitsPerSecond / 1e6));
    return StatusLine::tr("%1 kbit/s").arg(locale.toString(bitsPerSecond / 1e3, 'f', 0));
}

StatusLine::StatusLine(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_dot(new QLabel(this))
    , m_relay(new QToolButton(this))
    , m_revision(new QLabel(this))
    , m_problems(new QToolButton(this))
{
    setObjectName(u"statusLine"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, 2, Theme::kInsideGroup, 2);
    layout->setSpacing(Theme::kInsideGroup);

    m_dot->setObjectName(u"statusDot"_s);
    m_relay->setObjectName(u"statusRelay"_s);
    m_relay->setAutoRaise(true);
    m_relay->setToolTip(tr("The relay that this window shows. Click to choose another."));
    connect(m_relay, &QToolButton::clicked, this, &StatusLine::connectionClicked);
    m_revision->setObjectName(u"statusRevision"_s);
    Theme::setTone(m_revision, Theme::Tone::Second);
    m_problems->setObjectName(u"statusProblems"_s);
    m_problems->setAutoRaise(true);
    m_problems->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_problems, &QToolButton::clicked, this, &StatusLine::problemsClicked);

    layout->addWidget(m_dot);
    layout->addWidget(m_relay);
    layout->addWidget(m_revision);
    layout->addStretch();
    m_calls = addNumber(u"statusCalls"_s, tr("%n call(s)", nullptr, 88888), tr("Calls on this relay."));
    m_in = addNumber(u"statusIn"_s, tr("%1 in").arg(shortBitRate(888e6)), tr("Payload from clients."));
    m_out = addNumber(u"statusOut"_s, tr("%1 out").arg(shortBitRate(888e6)), tr("Payload to clients."));
    m_pool =
        addNumber(u"statusPool"_s, tr("ports %1 %").arg(u"88.8"_s), tr("Share of the relay ports in use."));
    layout->addSpacing(Theme::kInsideGroup);
    layout->addWidget(m_problems);

    dimWhileOld(m_workspace.live(), {m_calls, m_in, m_out, m_pool});
    connect(&m_workspace, &Workspace::connectionChanged, this, &StatusLine::refresh);
    connect(&m_workspace, &Workspace::problemsChanged, this, &StatusLine::refresh);
    connect(&m_workspace.live(), &LiveHub::ticked, this, &StatusLine::refreshLive);
    connect(&m_workspace.live(), &LiveHub::freshnessChanged, this, &StatusLine::refreshLive);
    refresh();
    refreshLive();
}

QLabel *StatusLine::addNumber(const QString &name, const QString &widest, const QString &tip)
{
    auto *label = new QLabel(this);
    label->setObjectName(name);
    label->setFont(Theme::current().tabularFont());
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    label->setFixedWidth(label->fontMetrics().horizontalAdvance(widest) + 4);
    label->setToolTip(tip);
    Theme::setTone(label, Theme::Tone::Second);
    layout()->addWidget(label);
    return label;
}

void StatusLine::refresh()
{
    const RelayConnection *connection = m_workspace.connection();
    const RelayConnection::State state =
        connection ? connection->state() : RelayConnection::State::Disconnected;
    const bool isConnected = state == RelayConnection::State::Connected;
    m_dot->setText(isConnected ? u"●"_s : u"○"_s);
    Theme::setTone(m_dot, isConnected                                   ? Theme::Tone::Good
                          : state == RelayConnection::State::Connecting ? Theme::Tone::Warning
                                                                        : Theme::Tone::Bad);
    m_relay->setText(withoutAccessKey(m_workspace.relayName()));

    QStringList parts;
    if (!connection)
        parts += tr("not connected");
    else if (state == RelayConnection::State::Connecting)
        parts += tr("connecting…");
    else if (!isConnected)
        parts += tr("disconnected");
    if (const auto &status = m_workspace.relayStatus()) {
        if (const auto &running = m_workspace.running().running()) {
            parts += m_workspace.running().isOnTrial() ? tr("revision %1 on trial").arg(running->number)
                                                       : tr("revision %1").arg(running->number);
        }
        parts += roleText(status->role);
        if (status->draining)
            parts += tr("draining: new calls are refused");
    }
    m_revision->setText(parts.join(u" · "_s));

    const validation::Problems &problems = m_workspace.problems();
    m_problems->setToolTip(checkText(m_workspace));
    if (!m_workspace.checkedAt()) {
        m_problems->setText(m_workspace.whyNoConfiguration().isEmpty() ? tr("Checking…") : tr("Not checked"));
        m_problems->setIcon(Theme::current().icon(u"information"_s, Theme::Tone::Second));
    } else if (problems.empty()) {
        m_problems->setText(tr("No problems"));
        m_problems->setIcon(Theme::current().icon(u"ok"_s, Theme::Tone::Good));
    } else {
        m_problems->setText(tr("%n problem(s)", nullptr, static_cast<int>(problems.size())));
        m_problems->setIcon(ProblemsModel::severityIcon(problems.front().severity));
        m_problems->setToolTip(tr("Show the list of problems."));
    }
}

void StatusLine::refreshLive()
{
    const LiveHub &live = m_workspace.live();
    const SharedPicture &picture = live.picture();
    if (!picture) {
        for (QLabel *label : {m_calls, m_in, m_out, m_pool})
            label->clear();
        return;
    }
    m_calls->setText(tr("%n call(s)", nullptr, static_cast<int>(picture->allocations().size())));
    m_pool->setText(tr("ports %1 %").arg(QLocale().toString(picture->portShare() * 100, 'f', 1)));
    const LivePicture::TotalRates &rates = picture->totalRates();
    m_in->setText(picture->hasRates() ? tr("%1 in").arg(shortBitRate(rates.bitsFromClients)) : QString());
    m_out->setText(picture->hasRates() ? tr("%1 out").arg(shortBitRate(rates.bitsToClients)) : QString());
    const QString why = live.isOld() ? tr("From before the connection was lost.") : QString();
    for (QLabel *label : {m_calls, m_in, m_out, m_pool})
        label->setAccessibleDescription(why);
}

void StatusLine::showEvent(QShowEvent *event)
{
    m_workspace.live().addViewer(this);
    QWidget::showEvent(event);
}

void StatusLine::hideEvent(QHideEvent *event)
{
    m_workspace.live().removeViewer(this);
    QWidget::hideEvent(event);
}

} // namespace turnpike::ui
