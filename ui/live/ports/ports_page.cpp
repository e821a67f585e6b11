// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/ports/ports_page.h"

#include "ui/live/freshness.h"
#include "ui/live/health.h"
#include "ui/live/live_links.h"
#include "ui/live/live_state_line.h"
#include "ui/live/live_text.h"
#include "ui/live/ports/heat_legend.h"
#include "ui/live/ports/port_map.h"
#include "ui/style/theme.h"
#include "ui/widgets/empty_view.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

PortsPage::PortsPage(Workspace &workspace, QWidget *parent)
    : LivePage(workspace, parent)
    , m_summary(new QLabel(this))
    , m_outlook(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyView(this))
    , m_scroll(new QScrollArea(this))
    , m_map(new PortMap)
    , m_cell(new QLabel(this))
{
    setObjectName(u"portsPage"_s);
    QFont bold = Theme::current().tabularFont();
    bold.setWeight(QFont::DemiBold);
    m_summary->setObjectName(u"portsSummary"_s);
    m_summary->setFont(bold);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_outlook->setObjectName(u"portsOutlook"_s);
    Theme::setTone(m_outlook, Theme::Tone::Second);
    m_cell->setObjectName(u"pointedPort"_s);
    m_cell->setFont(Theme::current().tabularFont());
    m_cell->setTextFormat(Qt::PlainText);
    m_cell->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_cell->setMinimumHeight(fontMetrics().height() + 4);
    m_cell->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::kBetweenFields);
    top->addWidget(m_summary);
    top->addWidget(m_outlook);
    top->addStretch();
    top->addWidget(new LiveStateLine(hub(), this));

    m_scroll->setObjectName(u"portMapScroll"_s);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setWidget(m_map);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *card = new QFrame(this);
    card->setObjectName(u"portMapCard"_s);
    card->setProperty("card", true);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(Theme::kBetweenFields, Theme::kBetweenFields, Theme::kBetweenFields,
                                   Theme::kInsideGroup);
    cardLayout->addWidget(m_scroll, 1);
    cardLayout->addWidget(m_cell);
    m_map->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);

    auto *content = new QWidget(this);
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins({});
    contentLayout->setSpacing(Theme::kBetweenFields);
    contentLayout->addWidget(card, 1);
    contentLayout->addWidget(new HeatLegend(content));
    m_stack->addWidget(content);
    m_stack->addWidget(m_empty);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                               Theme::kPageMargin);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addLayout(top);
    layout->addWidget(m_stack, 1);

    dimWhileOld(hub(), {m_summary, m_outlook, m_map, m_cell});
    connect(m_map, &PortMap::cellPointedAt, this, &PortsPage::showCell);
    connect(m_map, &PortMap::callChosen, this,
            [this](live::AllocationKey key) { this->workspace().openPage(linkToCall(key)); });
    refresh();
}

QString PortsPage::summary() const
{
    return tr("Every call holds one port of the relay range. Click a square to see its call.");
}

void PortsPage::refresh()
{
    const SharedPicture &picture = hub().picture();
    m_stack->setCurrentIndex(picture ? 0 : 1);
    if (!picture) {
        m_summary->clear();
        m_outlook->clear();
        m_before.reset();
        m_shown.reset();
        if (hub().isConnected())
            m_empty->say(u"ports"_s, tr("Waiting for the relay"), tr("It reports its ports once a second."));
        else
            m_empty->say(u"disconnected"_s, tr("Not connected"),
                         tr("Ports are shown while the console is connected to a relay."));
        return;
    }
    if (picture != m_shown) {
        m_before = std::exchange(m_shown, picture);
        m_map->setGrid(PortGrid(picture, m_before.get()));
    }
    const PortRange &range = picture->snapshot()->relayPorts;
    m_summary->setText(tr("%1 of %2 ports in use, %3")
                           .arg(text::number(static_cast<std::uint64_t>(picture->portsInUse())),
                                text::number(static_cast<std::uint64_t>(range.size())),
                                text::percent(picture->portShare())));
    const auto untilFull = timeUntilPortsAreUsed(hub().history());
    if (m_map->grid().isExhausted())
        m_outlook->setText(tr("No port is free: new calls are refused."));
    else if (untilFull)
        m_outlook->setText(tr("Full in about %1 at this pace.").arg(aboutText(*untilFull)));
    else
        m_outlook->setText(tr("Range %1 to %2").arg(range.first.value).arg(range.last.value));
    Theme::setTone(m_outlook, m_map->grid().isExhausted() ? Theme::Tone::Bad
                              : untilFull                 ? Theme::Tone::Warning
                                                          : Theme::Tone::Second);
}

void PortsPage::startOver()
{
    m_before.reset();
    m_shown.reset();
    m_map->clear();
    showCell(-1);
}

bool PortsPage::showArgument(const QString &argument)
{
    refresh();
    const auto key = callNamedBy(argument);
    const auto index = key && m_shown ? m_shown->indexOf(*key) : std::nullopt;
    if (!index) {
        m_cell->setText(tr("The call whose port was asked for is over."));
        return false;
    }
    const Port port = m_shown->allocations()[*index].relayed.port;
    const int cell = m_map->grid().cellOf(port);
    if (cell < 0) {
        m_cell->setText(tr("Port %1 is outside the relay range: the range was changed since the call began.")
                            .arg(port.value));
        return false;
    }
    m_map->setCursorCell(cell);
    showCell(cell);
    m_map->setFocus(Qt::OtherFocusReason);
    return true;
}

void PortsPage::showCell(int cell)
{
    m_cell->setText(cell >= 0 ? m_map->describe(cell) : tr("Point at a cell to see who uses it."));
    Theme::setTone(m_cell, cell >= 0 ? Theme::Tone::Text : Theme::Tone::Second);
    if (cell >= 0 && cell == m_map->cursorCell())
        keepCursorVisible(cell);
}

void PortsPage::keepCursorVisible(int cell)
{
    const QPoint center = m_map->cellRect(cell).center();
    m_scroll->ensureVisible(center.x(), center.y(), 24, 24);
}

} // namespace turnpike::ui
