// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/overview/live_overview_page.h"

#include "ui/live/freshness.h"
#include "ui/live/health.h"
#include "ui/live/live_state_line.h"
#include "ui/live/live_text.h"
#include "ui/live/overview/attention_list.h"
#include "ui/live/overview/revision_list.h"
#include "ui/style/theme.h"
#include "ui/widgets/counter_card.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/relay_report.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHealthIcon = 28;

struct HealthSign {
    QString icon;
    Theme::Tone tone;
};

HealthSign signOf(Health::Level level)
{
    switch (level) {
    case Health::Level::Good:
        return {u"ok"_s, Theme::Tone::Good};
    case Health::Level::Attention:
        return {u"warning"_s, Theme::Tone::Warning};
    case Health::Level::Bad:
        return {u"error"_s, Theme::Tone::Bad};
    case Health::Level::Unknown:
        break;
    }
    return {u"disconnected"_s, Theme::Tone::Second};
}

/// One value for each second up to `end`, NaN where nothing is known. A sample that is late by a second or
/// two stands for these seconds, too.
template <class Value>
std::vector<float> column(const LiveHub::History &history, WallTime end, Value value)
{
    if (history.empty())
        return {};
    constexpr qint64 kSecond = 1000;
    const auto placesBeforeEnd = [last = end.time_since_epoch().count()](const LiveHub::Sample &sample) {
        return static_cast<std::size_t>(
            std::max<qint64>(0, (last - sample.msecsSinceEpoch + kSecond / 2) / kSecond));
    };
    std::vector<float> values(placesBeforeEnd(history.front()) + 1, std::numeric_limits<float>::quiet_NaN());
    std::size_t before = 0;
    for (const LiveHub::Sample &sample : history) {
        const std::size_t place = values.size() - 1 - placesBeforeEnd(sample);
        for (std::size_t at = sample.continuesPrevious ? before + 1 : place; at < place; ++at)
            values[at] = static_cast<float>(value(sample));
        values[place] = static_cast<float>(value(sample));
        before = place;
    }
    return values;
}

} // namespace

LiveOverviewPage::LiveOverviewPage(Workspace &workspace, QWidget *parent)
    : LivePage(workspace, parent)
    , m_validation(workspace.rules())
    , m_healthIcon(new QLabel(this))
    , m_healthSentence(new QLabel(this))
    , m_healthExplanation(new QLabel(this))
    , m_calls(new CounterCard(tr("Calls"), 0, this))
    , m_rate(new CounterCard(tr("Bit rate"), 2, this))
    , m_loss(new CounterCard(tr("Loss"), 5, this))
    , m_ports(new CounterCard(tr("Relay ports"), 3, this))
    , m_listeners(new QLabel(this))
    , m_copyListeners(new QPushButton(this))
{
    setObjectName(u"overviewPage"_s);
    auto *content = new QWidget;
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                                      Theme::kPageMargin);
    contentLayout->setSpacing(Theme::kPageMargin);
    contentLayout->addWidget(makeHealth());
    contentLayout->addWidget(makeCounters());
    m_lower = new QHBoxLayout;
    QBoxLayout *lower = m_lower;
    lower->setSpacing(Theme::kPageMargin);
    auto *attention = new AttentionList(workspace, content);
    auto *right = new QVBoxLayout;
    right->setSpacing(Theme::kPageMargin);
    right->addWidget(makeListeners());
    right->addWidget(new RevisionList(workspace, content), 1);
    lower->addWidget(attention, 1);
    lower->addLayout(right, 1);
    contentLayout->addLayout(lower);
    contentLayout->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"overviewScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(scroll);

    connect(&workspace, &Workspace::problemsChanged, this, &LiveOverviewPage::refreshHealth);
    connect(&m_validation, &BackgroundValidation::finished, this,
            [this](const validation::Problems &found) { m_problemsOfBase = found; });
    connect(&m_validation, &BackgroundValidation::busyChanged, this, &LiveOverviewPage::refreshHealth);
    connect(&workspace, &Workspace::connectionChanged, this, &LiveOverviewPage::refresh);
    connect(&workspace.report(), &RelayReport::changed, this, &LiveOverviewPage::refreshHealth);
    workspace.report().keepUpFor(*this);
    for (const CounterCard *card : {m_calls, m_rate, m_loss, m_ports})
        dimWhileOld(hub(), card->numbers());
    dimWhileOld(hub(), {m_listeners});
    connect(&Theme::current(), &Theme::changed, this, &LiveOverviewPage::refreshHealth);
    refresh();
}

void LiveOverviewPage::resizeEvent(QResizeEvent *event)
{
    LivePage::resizeEvent(event);
    // A screen of 960 × 600 (1920 × 1200 at 200 %) has no room for two columns beside the navigator.
    constexpr int kLettersOfTwo = 120;
    const bool isNarrow = width() < kLettersOfTwo * fontMetrics().averageCharWidth();
    m_lower->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

QString LiveOverviewPage::summary() const
{
    return tr("Whether the relay is well, what it does, and what needs attention.");
}

QWidget *LiveOverviewPage::makeHealth()
{
    auto *health = new QWidget(this);
    m_healthSentence->setObjectName(u"healthSentence"_s);
    m_healthSentence->setFont(Theme::current().titleFont());
    m_healthSentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_healthSentence->setWordWrap(true);
    m_healthExplanation->setObjectName(u"healthExplanation"_s);
    m_healthExplanation->setTextFormat(Qt::PlainText);
    m_healthExplanation->setWordWrap(true);
    m_healthExplanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_healthIcon->setObjectName(u"healthIcon"_s);
    Theme::setTone(m_healthExplanation, Theme::Tone::Second);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_healthSentence);
    words->addWidget(m_healthExplanation);
    auto *layout = new QHBoxLayout(health);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(m_healthIcon);
    layout->addLayout(words, 1);
    layout->addWidget(new LiveStateLine(hub(), health), 0, Qt::AlignTop);
    return health;
}

QWidget *LiveOverviewPage::makeCounters()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kBetweenFields);
    m_calls->setObjectName(u"callsCounter"_s);
    m_rate->setObjectName(u"rateCounter"_s);
    m_loss->setObjectName(u"lossCounter"_s);
    m_ports->setObjectName(u"portsCounter"_s);
    for (CounterCard *card : {m_calls, m_rate, m_loss, m_ports})
        layout->addWidget(card, 1);
    return row;
}

QWidget *LiveOverviewPage::makeListeners()
{
    auto *card = new QFrame(this);
    card->setObjectName(u"listenersCard"_s);
    card->setProperty("card", true);
    auto *heading = new QLabel(tr("Clients connect to"), card);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_listeners->setObjectName(u"listeners"_s);
    m_listeners->setFont(Theme::current().fixedFont());
    m_listeners->setAccessibleName(tr("Addresses that clients connect to"));
    m_listeners->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copyListeners->setObjectName(u"copyListeners"_s);
    m_copyListeners->setText(tr("Copy"));
    m_copyListeners->setIcon(Theme::current().icon(u"copy"_s));
    m_copyListeners->setAccessibleName(tr("Copy the addresses"));
    connect(m_copyListeners, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_listeners->text()); });
    auto *top = new QHBoxLayout;
    top->addWidget(heading);
    top->addStretch();
    top->addWidget(m_copyListeners);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kInsideGroup,
                               Theme::kInsideGroup);
    layout->setSpacing(Theme::kInsideGroup / 2);
    layout->addLayout(top);
    layout->addWidget(m_listeners);
    return card;
}

void LiveOverviewPage::refresh()
{
    refreshHealth();
    refreshCounters();
    refreshListeners();
}

void LiveOverviewPage::refreshHealth()
{
    if (!knowsWhatRuns())
        return; // nothing is claimed before; it is said when it is known
    const RelayReport &report = workspace().report();
    const Health health = healthOf(
        {workspace().connection(), hub().picture(), hub().history(), hub().isOld(), &workspace().problems(),
         m_mayDiffer ? &m_problemsOfBase : nullptr, report.certificatesInNeed(),
         report.status() ? report.status()->site : QString(),
         report.status() ? report.status()->credentialFiles : std::vector<wire::CredentialFileStatus>()});
    const HealthSign sign = signOf(health.level);
    m_healthIcon->setPixmap(Theme::current().pixmap(sign.icon, sign.tone, kHealthIcon, devicePixelRatioF()));
    m_healthSentence->setText(health.sentence);
    m_healthExplanation->setText(health.explanation);
    m_healthExplanation->setVisible(!health.explanation.isEmpty());
}

/// What is edited is what runs, and has the same problems, unless something edited is wrong. Then what runs
/// is checked by itself, once for each revision and off the GUI thread.
bool LiveOverviewPage::knowsWhatRuns()
{
    const document::ConfigDocument &document = workspace().document();
    m_mayDiffer = document.base() && validation::hasErrors(workspace().problems());
    if (m_mayDiffer && m_checkedBase != document.base()) {
        m_checkedBase = document.base();
        m_validation.runNow(m_checkedBase);
    }
    return !m_mayDiffer || !m_validation.isBusy();
}

void LiveOverviewPage::refreshCounters()
{
    const SharedPicture &picture = hub().picture();
    if (!picture) {
        for (CounterCard *card : {m_calls, m_rate, m_loss, m_ports}) {
            card->setValue(u"–"_s, {});
            card->setHistory({}, 0);
        }
        return;
    }
    const LiveHub::History &history = hub().history();
    const WallTime end = picture->snapshot()->time;
    const live::Totals &totals = picture->snapshot()->totals;
    const LivePicture::TotalRates &rates = picture->totalRates();
    m_calls->setValue(text::number(picture->allocations().size()),
                      tr("%1 since the relay started").arg(text::number(totals.allocationsCreated)));
    m_calls->setHistory(column(history, end, [](const auto &sample) { return sample.allocations; }), 10);
    if (picture->hasRates()) {
        m_rate->setValue(text::bitRate(rates.bits()),
                         tr("%1 in, %2 out")
                             .arg(text::unbroken(text::bitRate(rates.bitsFromClients)),
                                  text::unbroken(text::bitRate(rates.bitsToClients))));
        m_loss->setValue(text::percent(recentLoss(history)),
                         tr("%1 dropped of %2")
                             .arg(text::perSecond(rates.droppedPackets),
                                  text::perSecond(rates.packets + rates.droppedPackets)));
    } else {
        m_rate->setValue(u"–"_s, {});
        m_loss->setValue(u"–"_s, {});
    }
    m_rate->setHistory(
        column(history, end, [](const auto &s) { return s.bitsFromClients + s.bitsToClients; }), 100'000);
    m_loss->setHistory(column(history, end, [](const auto &s) { return s.droppedPackets; }), 10);
    m_ports->setValue(
        text::percent(picture->portShare()),
        tr("%1 of %2 in use")
            .arg(text::number(static_cast<std::uint64_t>(picture->portsInUse())),
                 text::number(static_cast<std::uint64_t>(picture->snapshot()->relayPorts.size()))));
    m_ports->setHistory(column(history, end, [](const auto &sample) { return sample.portShare; }), 1);
}

void LiveOverviewPage::refreshListeners()
{
    QStringList lines;
    if (const live::SharedSnapshot snapshot = hub().snapshot())
        for (const live::Listener &listener : snapshot->listeners)
            lines.append(text::ofUtf8(listener.transport).leftJustified(5) + text::address(listener.address));
    m_copyListeners->setEnabled(!lines.isEmpty());
    m_listeners->setText(lines.isEmpty() ? tr("No listener is known yet.") : lines.join(u'\n'));
}

} // namespace turnpike::ui
