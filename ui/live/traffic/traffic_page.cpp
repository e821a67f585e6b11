// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/traffic/traffic_page.h"

#include "ui/live/freshness.h"
#include "ui/live/live_state_line.h"
#include "ui/live/live_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/counter_groups.h"
#include "ui/widgets/empty_view.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/workspace.h"

#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

TrafficPage::TrafficPage(Workspace &workspace, QWidget *parent)
    : LivePage(workspace, parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyView(this))
    , m_span(new QLabel(this))
    , m_rates(new ChartCard(Chart::make(tr("Payload"), &text::bitRate, u"88.8 Mbit/s"_s, this),
                            u"turnpike-bit-rate"_s, this))
    , m_packets(new ChartCard(Chart::make(tr("Packets"), &text::perSecond, u"8,888,888/s"_s, this),
                              u"turnpike-packets"_s, this))
{
    setObjectName(u"trafficPage"_s);
    m_rates->setObjectName(u"bitRateChart"_s);
    m_packets->setObjectName(u"packetChart"_s);
    m_span->setObjectName(u"trafficSpan"_s);
    Theme::setTone(m_span, Theme::Tone::Second);

    auto *top = new QHBoxLayout;
    top->addWidget(m_span, 1);
    top->addWidget(new LiveStateLine(hub(), this));

    auto *content = new QWidget(this);
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins({});
    contentLayout->setSpacing(Theme::kBetweenFields);
    contentLayout->addWidget(m_rates, 1);
    contentLayout->addWidget(m_packets, 1);
    contentLayout->addWidget(makeCounters());
    // On a low screen the charts keep their height.
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_empty);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                               Theme::kPageMargin);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addLayout(top);
    layout->addWidget(m_stack, 1);

    // One time is read in both charts.
    connect(&m_rates->chart(), &Chart::crossHairMoved, &m_packets->chart(), &Chart::setCrossHair);
    connect(&m_packets->chart(), &Chart::crossHairMoved, &m_rates->chart(), &Chart::setCrossHair);
    for (ChartCard *card : {m_rates, m_packets})
        connect(card, &ChartCard::failed, this,
                [this](const Error &error) { this->workspace().reportFailure(error); });
    dimWhileOld(hub(), {&m_rates->chart(), &m_packets->chart()});
    for (const Counter &counter : m_counters)
        dimWhileOld(hub(), {counter.value});
    refresh();
}

QString TrafficPage::summary() const
{
    return tr("What goes through this relay, what is lost on the way, and what was refused.");
}

QWidget *TrafficPage::makeCounters()
{
    struct Row {
        QString id;
        QString title;
        QString hint;
        std::uint64_t live::Totals::*field;
    };
    struct Group {
        QString title;
        std::vector<Row> rows;
    };
    const std::vector<Group> groups{
        {tr("Packets not passed on"),
         {{u"withoutPermission"_s, tr("Without permission"),
           tr("A peer or a client sent without a permission for the other."),
           &live::Totals::withoutPermission},
          {u"unknownChannel"_s, tr("Unknown channel"),
           tr("A client sent on a channel that it had not bound."), &live::Totals::unknownChannel},
          {u"overBandwidth"_s, tr("Over bandwidth"), tr("A call was above its bandwidth limit."),
           &live::Totals::overBandwidth},
          {u"overUserBandwidth"_s, tr("User over bandwidth"),
           tr("The calls of a user were together above the bandwidth limit of a user."),
           &live::Totals::overUserBandwidth},
          {u"overTotalBandwidth"_s, tr("All over bandwidth"),
           tr("All calls were together above the bandwidth limit of the relay."),
           &live::Totals::overTotalBandwidth},
          {u"malformedMessages"_s, tr("Malformed"), tr("What arrived was not a STUN or TURN message."),
           &live::Totals::malformedMessages}}},
        {tr("Calls refused"),
         {{u"wrongCredentials"_s, tr("Wrong credentials"), tr("User name or password was wrong."),
           &live::Totals::wrongCredentials},
          {u"quotaRefusals"_s, tr("Over quota"), tr("The user had as many calls as the limits allow."),
           &live::Totals::quotaRefusals},
          {u"portQuotaRefusals"_s, tr("Over port quota"),
           tr("The user had as many relay ports as the limits allow."), &live::Totals::portQuotaRefusals},
          {u"capacityRefusals"_s, tr("No capacity"), tr("No port was free, or the relay was draining."),
           &live::Totals::capacityRefusals},
          {u"redirects"_s, tr("Sent elsewhere"),
           tr("The relay was draining, and named the alternate server instead."), &live::Totals::redirects},
          {u"forbiddenPeers"_s, tr("Forbidden peer"), tr("The peer's address is denied by the peer rules."),
           &live::Totals::forbiddenPeers},
          {u"failedPeerConnections"_s, tr("Peer not reached"),
           tr("A TCP connection that a client asked for did not come about."),
           &live::Totals::failedPeerConnections},
          {u"overPeerConnections"_s, tr("Too many connections"),
           tr("A call had as many TCP connections with peers as the limits allow, or asked for them too "
              "fast."),
           &live::Totals::overPeerConnections}}},
        {tr("Clients turned away"),
         {{u"strangeClients"_s, tr("By client rules"),
           tr("The client's address is not among those that may use this relay."),
           &live::Totals::strangeClients},
          {u"connectionsOverLimit"_s, tr("Over the limit"),
           tr("The client's address held as many TCP connections as the limits allow. Many people behind one "
              "address share them."),
           &live::Totals::connectionsOverLimit},
          {u"connectionsNotOpened"_s, tr("No room"),
           tr("The system had no room for another TCP connection: raise its limit on open files."),
           &live::Totals::connectionsNotOpened},
          {u"foreignProtocols"_s, tr("Other protocols"),
           tr("What came over TCP was neither STUN nor TURN, such as the health check of a balancer."),
           &live::Totals::foreignProtocols},
          {u"proxyHeaderRefusals"_s, tr("PROXY headers"),
           tr("A connection began with a PROXY header and came from no balancer that the configuration "
              "names, "
              "or came from one and began without a good header. The log says which."),
           &live::Totals::proxyHeaderRefusals}}},
        {tr("Strangers not served"),
         {{u"overNetworkBudget"_s, tr("Network over budget"),
           tr("So many requests without credentials came from one network, perhaps forged, that the relay "
              "stopped answering them. Running calls are not concerned."),
           &live::Totals::overNetworkBudget},
          {u"overTotalBudget"_s, tr("All over budget"),
           tr("So many requests without credentials came from everywhere that the relay stopped answering "
              "some. Running calls are not concerned."),
           &live::Totals::overTotalBudget},
          {u"guessesNotTried"_s, tr("Password guesses"),
           tr("After many wrong passwords the relay looks at no further one from there for a while."),
           &live::Totals::guessesNotTried},
          {u"messagesTooLong"_s, tr("Too long"),
           tr("A client without a call sent a longer message than the limits allow."),
           &live::Totals::messagesTooLong},
          {u"answersUnread"_s, tr("Unread answers"),
           tr("A client without a call asked over TCP and did not read the answers."),
           &live::Totals::answersUnread},
          {u"messagesUnfinished"_s, tr("Unfinished"),
           tr("A client without a call began a message over TCP and did not end it in time."),
           &live::Totals::messagesUnfinished},
          {u"connectionsSilent"_s, tr("Silent"),
           tr("A TCP connection without a call was closed because nothing came."),
           &live::Totals::connectionsSilent},
          {u"handshakesFailed"_s, tr("Failed handshakes"),
           tr("A client wanted TLS or DTLS and it did not come about: an old version, a certificate that the "
              "client does not trust, or nothing more came. The log says which."),
           &live::Totals::handshakesFailed},
          {u"handshakesOverBudget"_s, tr("Too many handshakes"),
           tr("More clients wanted TLS or DTLS within a second, from one network or from everywhere, than "
              "the "
              "limits allow. Running calls are not concerned."),
           &live::Totals::handshakesOverBudget},
          {u"connectionsReplaced"_s, tr("Made room"),
           tr("A TCP connection without a call ended for a newer one, because there were as many as the "
              "limits allow."),
           &live::Totals::connectionsReplaced}}},
        {tr("Requests"),
         {{u"allocationsCreated"_s, tr("Calls begun"), {}, &live::Totals::allocationsCreated},
          {u"allocationsEnded"_s, tr("Calls ended"), {}, &live::Totals::allocationsEnded},
          {u"bindingRequests"_s, tr("Binding requests"), tr("Clients asked for their public address."),
           &live::Totals::bindingRequests},
          {u"staleNonces"_s, tr("Stale nonces"),
           tr("A client used an old nonce and was told a new one. This is normal in long calls."),
           &live::Totals::staleNonces}}}};

    auto *card = new CounterGroups(this);
    card->setObjectName(u"trafficCounters"_s);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QFont figures = Theme::current().tabularFont();
    for (const Group &group : groups) {
        auto *box = new QWidget(card);
        auto *grid = new QGridLayout(box);
        grid->setContentsMargins({});
        grid->setHorizontalSpacing(Theme::kBetweenFields);
        grid->setVerticalSpacing(Theme::kInsideGroup / 2);
        auto *heading = new QLabel(group.title, box);
        heading->setFont(bold);
        grid->addWidget(heading, 0, 0, 1, 2);
        for (const Row &row : group.rows) {
            auto *label = new QLabel(row.title, box);
            label->setToolTip(row.hint);
            Theme::setTone(label, Theme::Tone::Second);
            auto *value = new QLabel(box);
            value->setObjectName(u"total-"_s + row.id);
            value->setAccessibleName(row.title);
            value->setToolTip(row.hint);
            value->setFont(figures);
            value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            value->setMinimumWidth(value->fontMetrics().horizontalAdvance(u"8,888,888"_s));
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            const int line = grid->rowCount();
            grid->addWidget(label, line, 0);
            grid->addWidget(value, line, 1);
            m_counters.push_back({value, row.field});
        }
        card->addGroup(box);
    }
    return card;
}

void TrafficPage::refresh()
{
    const SharedPicture &picture = hub().picture();
    m_stack->setCurrentIndex(picture ? 0 : 1);
    m_span->setText(
        !picture ? QString()
        : hub().freshness() == LiveHub::Freshness::Live
            ? tr("The last five minutes, one sample a second; counters since the relay started")
            : tr("Five minutes until %1, one sample a second; counters since the relay started")
                  .arg(QLocale().toString(
                      QDateTime::fromMSecsSinceEpoch(picture->snapshot()->time.time_since_epoch().count())
                          .time(),
                      u"HH:mm:ss")));
    if (!picture) {
        if (hub().isConnected())
            m_empty->say(u"traffic"_s, tr("Waiting for the relay"),
                         tr("It reports its counters once a second."));
        else
            m_empty->say(u"disconnected"_s, tr("Not connected"),
                         tr("Traffic is shown while the console is connected to a relay."));
        return;
    }
    refreshCharts();
    refreshCounters(picture->snapshot()->totals);
}

void TrafficPage::refreshCharts()
{
    Chart::Series in{tr("In"), 0, {}};
    Chart::Series out{tr("Out"), 1, {}};
    Chart::Series packets{tr("Passed on"), 2, {}};
    Chart::Series dropped{tr("Dropped"), 5, {}};
    const std::pair<Chart::Series *, double LiveHub::Sample::*> columns[] = {
        {&in, &LiveHub::Sample::bitsFromClients},
        {&out, &LiveHub::Sample::bitsToClients},
        {&packets, &LiveHub::Sample::packets},
        {&dropped, &LiveHub::Sample::droppedPackets}};
    for (const auto &[series, value] : columns)
        for (const LiveHub::Sample &sample : hub().history()) {
            if (series->runs.empty() || !sample.continuesPrevious)
                series->runs.emplace_back();
            series->runs.back().emplace_back(static_cast<double>(sample.msecsSinceEpoch), sample.*value);
        }
    const TimeRange range = TimeRange::until(hub().picture()->snapshot()->time.time_since_epoch().count());
    const bool endsNow = hub().freshness() == LiveHub::Freshness::Live;
    m_rates->chart().setSeries({std::move(in), std::move(out)}, range, endsNow);
    m_packets->chart().setSeries({std::move(packets), std::move(dropped)}, range, endsNow);
}

void TrafficPage::refreshCounters(const live::Totals &totals)
{
    for (const Counter &counter : m_counters)
        counter.value->setText(text::number(totals.*counter.field));
}

} // namespace turnpike::ui
