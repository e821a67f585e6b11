// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/allocation_detail.h"

#include "ui/live/allocation_columns.h"
#include "ui/live/live_text.h"
#include "ui/style/theme.h"

#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

QString refusedPeers(const live::Allocation &call)
{
    QStringList lines;
    for (const auto &refused : call.counters.refused)
        lines << u"%1 \u00d7 %2: %3"_s.arg(text::ofUtf8(refused.peerText()), QString::number(refused.times),
                                           text::ofUtf8(refused.rule));
    return lines.isEmpty() ? AllocationDetail::tr("none") : lines.join(u'\n');
}

} // namespace

AllocationDetail::AllocationDetail(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_hint(new QLabel(this))
    , m_title(new QLabel(this))
    , m_state(new QLabel(this))
    , m_end(new QToolButton(this))
    , m_port(new QToolButton(this))
{
    setObjectName(u"callDetail"_s);
    m_hint->setObjectName(u"callDetailHint"_s);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    Theme::setTone(m_hint, Theme::Tone::Second);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields,
                               Theme::kInsideGroup);
    layout->setSpacing(Theme::kInsideGroup);

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setObjectName(u"callDetailUser"_s);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_title->setTextFormat(Qt::PlainText);
    m_state->setObjectName(u"callDetailState"_s);
    m_end->setObjectName(u"endShownCall"_s);
    m_end->setText(tr("End call…"));
    m_end->setIcon(Theme::current().icon(u"kill"_s));
    m_port->setObjectName(u"showPortOfCall"_s);
    m_port->setText(tr("Show port"));
    m_port->setIcon(Theme::current().icon(u"ports"_s));
    // Who it is and what can be done about the call stay where they are while the rest scrolls.
    auto *head = new QHBoxLayout;
    head->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields, 0);
    head->setSpacing(Theme::kInsideGroup);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    head->addWidget(m_title, 1);
    head->addWidget(m_state);
    for (QToolButton *button : {m_port, m_end}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        head->addWidget(button);
    }
    m_columns = new QGridLayout;
    m_columns->setHorizontalSpacing(Theme::kBetweenGroups + Theme::kInsideGroup);
    m_columns->setVerticalSpacing(Theme::kBetweenFields);
    for (QVBoxLayout **column : {&m_left, &m_middle, &m_right}) {
        *column = new QVBoxLayout;
        (*column)->setSpacing(Theme::kInsideGroup);
    }
    QVBoxLayout *left = m_left;
    QVBoxLayout *middle = m_middle;
    QVBoxLayout *right = m_right;
    m_columns->addLayout(left, 0, 0);
    m_columns->addLayout(middle, 0, 1);
    m_columns->addLayout(right, 0, 2);
    m_columns->setColumnStretch(3, 1);

    QGridLayout *addresses = addGroup(left, tr("Addresses"));
    m_client = addField(addresses, u"callClient"_s, tr("Client"), Face::Fixed);
    m_server = addField(addresses, u"callListener"_s, tr("Listener"), Face::Fixed);
    m_relayed = addField(addresses, u"callRelayed"_s, tr("Relayed"), Face::Fixed);
    m_peers = addField(addresses, u"callPeers"_s, tr("Peers"), Face::Fixed);
    left->addStretch();

    QGridLayout *call = addGroup(middle, tr("Call"));
    m_username = addField(call, u"callUsername"_s, tr("Signed in as"), Face::Text);
    m_age = addField(call, u"callAge"_s, tr("Since"), Face::Figures);
    m_expires = addField(call, u"callExpires"_s, tr("Expires in"), Face::Figures);
    m_transport = addField(call, u"callTransport"_s, tr("Transport"), Face::Text);
    m_dialect = addField(call, u"callDialect"_s, tr("Dialect"), Face::Text);
    m_realm = addField(call, u"callRealm"_s, tr("Realm"), Face::Text);
    m_id = addField(call, u"callId"_s, tr("Identifier"), Face::Fixed);
    middle->addStretch();

    addTraffic(right);
    QGridLayout *relaying = addGroup(right, tr("Relaying"));
    m_permissions = addField(relaying, u"callPermissions"_s, tr("Permissions"), Face::Figures);
    m_channels = addField(relaying, u"callChannels"_s, tr("Channels"), Face::Figures);
    m_toPeers = addField(relaying, u"callToPeers"_s, tr("To peers"), Face::Figures);
    m_worker = addField(relaying, u"callWorker"_s, tr("Worker"), Face::Figures);
    right->addStretch();
    layout->addLayout(m_columns);
    // A rule is a sentence: it has the whole width.
    QGridLayout *rules = addGroup(layout, tr("Peer rules"));
    m_refused = addField(rules, u"callRefusedPeers"_s, tr("Refused peers"), Face::Text);
    m_refused->setWordWrap(true);
    layout->addStretch();

    m_scroll = new QScrollArea;
    QScrollArea *scroll = m_scroll;
    scroll->setObjectName(u"callDetailScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(m_hint);
    auto *shown = new QWidget(this);
    auto *shownLayout = new QVBoxLayout(shown);
    shownLayout->setContentsMargins(0, 0, 0, 0);
    shownLayout->setSpacing(0);
    shownLayout->addLayout(head);
    shownLayout->addWidget(scroll, 1);
    m_stack->addWidget(shown);

    connect(m_end, &QToolButton::clicked, this, &AllocationDetail::endRequested);
    connect(m_port, &QToolButton::clicked, this, &AllocationDetail::showPortRequested);
}

QGridLayout *AllocationDetail::addGroup(QVBoxLayout *column, const QString &title)
{
    auto *heading = new QLabel(title);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    column->addWidget(heading);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::kBetweenFields);
    grid->setVerticalSpacing(Theme::kInsideGroup / 2);
    column->addLayout(grid);
    return grid;
}

QLabel *AllocationDetail::makeValue(const QString &name, const QString &title, Face face)
{
    auto *value = new QLabel;
    value->setObjectName(name);
    value->setAccessibleName(title);
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (face == Face::Fixed)
        value->setFont(Theme::current().fixedFont());
    else if (face == Face::Figures)
        value->setFont(Theme::current().tabularFont());
    m_numbers.append(value);
    return value;
}

QLabel *AllocationDetail::addField(QGridLayout *grid, const QString &name, const QString &title, Face face)
{
    auto *label = new QLabel(title);
    Theme::setTone(label, Theme::Tone::Second);
    QLabel *value = makeValue(name, title, face);
    label->setBuddy(value);
    // A fixed-width face may be taller than the text; both stand on one line.
    const int drop = QFontMetrics(value->font()).ascent() - label->fontMetrics().ascent();
    label->setContentsMargins(0, std::max(0, drop), 0, 0);
    value->setContentsMargins(0, std::max(0, -drop), 0, 0);
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0, Qt::AlignTop);
    grid->addWidget(value, row, 1, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    return value;
}

void AllocationDetail::addTraffic(QVBoxLayout *column)
{
    QGridLayout *grid = addGroup(column, tr("Traffic"));
    const QStringList headings{tr("Bit rate"), tr("Packet rate"), tr("Packets"), tr("Payload"),
                               tr("Dropped")};
    const QFont figures = Theme::current().tabularFont();
    const int width = QFontMetrics(figures).horizontalAdvance(u"888 Mbit/s "_s);
    for (int i = 0; i < headings.size(); ++i) {
        auto *heading = new QLabel(headings[i]);
        Theme::setTone(heading, Theme::Tone::Second);
        grid->addWidget(heading, 0, i + 1, Qt::AlignRight);
        grid->setColumnMinimumWidth(i + 1, width);
    }
    const auto addDirection = [&](int row, const QString &id, const QString &title) {
        auto *label = new QLabel(title);
        Theme::setTone(label, Theme::Tone::Second);
        grid->addWidget(label, row, 0);
        QList<QLabel *> values;
        const QStringList names{u"Rate"_s, u"PacketRate"_s, u"Packets"_s, u"Bytes"_s, u"Dropped"_s};
        for (int i = 0; i < headings.size(); ++i) {
            values.append(makeValue(id + names[i], title + u", " + headings[i], Face::Figures));
            grid->addWidget(values.last(), row, i + 1, Qt::AlignRight);
        }
        return Direction{values[0], values[1], values[2], values[3], values[4]};
    };
    m_fromClient = addDirection(1, u"callIn"_s, tr("From client"));
    m_toClient = addDirection(2, u"callOut"_s, tr("To client"));
}

/// On a narrow screen the traffic stands below the others: a call is read in one direction, down.
void AllocationDetail::placeTraffic(bool mayWiden)
{
    const int needed = m_left->sizeHint().width() + m_middle->sizeHint().width() +
                       m_right->sizeHint().width() + 2 * m_columns->horizontalSpacing() +
                       2 * Theme::kBetweenFields;
    const bool isNarrow = m_scroll->viewport()->width() < needed;
    if (isNarrow == m_isNarrow || (m_isNarrow && !mayWiden))
        return;
    m_isNarrow = isNarrow;
    m_columns->removeItem(m_right);
    m_columns->addLayout(m_right, isNarrow ? 1 : 0, isNarrow ? 0 : 2, 1, isNarrow ? 4 : 1);
}

void AllocationDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeTraffic(true);
}

void AllocationDetail::fill(const Direction &direction, const live::Traffic &traffic, double bits,
                            double packets, bool hasRates)
{
    direction.rate->setText(hasRates ? text::bitRate(bits) : u"–"_s);
    direction.packetRate->setText(hasRates ? text::perSecond(packets) : u"–"_s);
    direction.packets->setText(text::number(traffic.packets));
    direction.bytes->setText(text::bytes(traffic.bytes));
    direction.dropped->setText(text::number(traffic.droppedPackets));
    Theme::setTone(direction.dropped, traffic.droppedPackets > 0 ? Theme::Tone::Warning : Theme::Tone::Text);
}

void AllocationDetail::showCall(const LivePicture &picture, std::size_t index)
{
    const live::Allocation &call = picture.allocations()[index];
    const AllocationRates &rates = picture.ratesAt(index);
    const auto cell = [&](int column) { return AllocationColumns::cell(picture, index, column); };
    const bool isAnother = std::exchange(m_key, call.key) != call.key;
    m_title->setText(cell(AllocationColumns::User));
    m_isOver = false;
    m_state->clear();
    m_end->setEnabled(m_isEndable);
    m_port->setEnabled(true);
    m_client->setText(cell(AllocationColumns::Client));
    m_server->setText(text::address(call.server));
    m_relayed->setText(cell(AllocationColumns::Relayed));
    const QString peers = AllocationColumns::allPeers(call);
    m_peers->setText(peers.isEmpty() ? tr("none with a permission") : peers);
    m_refused->setText(refusedPeers(call));
    m_transport->setText(cell(AllocationColumns::Transport));
    m_dialect->setText(cell(AllocationColumns::Dialect));
    m_username->setText(text::ofUtf8(call.username));
    m_realm->setText(text::ofUtf8(call.realm));
    m_id->setText(text::ofUtf8(call.key.toString()));
    const auto started = QDateTime::fromMSecsSinceEpoch(call.created.time_since_epoch().count());
    m_age->setText(tr("%1 (%2)", "age of a call, and the time at which it began")
                       .arg(cell(AllocationColumns::Age), QLocale().toString(started.time(), u"HH:mm:ss")));
    m_expires->setText(cell(AllocationColumns::Expires));
    m_permissions->setText(text::number(call.counters.permissions));
    m_channels->setText(text::number(call.counters.channels));
    m_toPeers->setText(call.relayedTransport == "tcp"
                           ? tr("TCP, %n connection(s)", nullptr, call.counters.connections)
                           : tr("UDP"));
    m_worker->setText(text::number(call.worker));
    fill(m_fromClient, call.counters.fromClient, rates.bitsFromClient, rates.packetsFromClient,
         picture.hasRates());
    fill(m_toClient, call.counters.toClient, rates.bitsToClient, rates.packetsToClient, picture.hasRates());
    m_stack->setCurrentIndex(1);
    // A number that gets shorter moves nothing while somebody reads.
    placeTraffic(isAnother);
}

void AllocationDetail::showEnded()
{
    m_state->setText(tr("This call is over. These were its last numbers."));
    Theme::setTone(m_state, Theme::Tone::Second);
    m_isOver = true;
    m_end->setEnabled(false);
    m_port->setEnabled(false);
}

void AllocationDetail::setEndable(const QString &whyNot)
{
    m_isEndable = whyNot.isEmpty();
    m_end->setEnabled(m_isEndable && !m_isOver);
    m_end->setToolTip(whyNot);
}

void AllocationDetail::showNothing(const QString &hint)
{
    m_key.reset();
    m_hint->setText(hint);
    m_stack->setCurrentIndex(0);
}

} // namespace turnpike::ui
