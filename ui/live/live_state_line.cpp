// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_state_line.h"

#include "ui/style/theme.h"
#include "ui/workspace/live_hub.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

LiveStateLine::LiveStateLine(LiveHub &hub, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_pause(new QPushButton(this))
{
    setObjectName(u"liveStateLine"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup);
    m_icon->setObjectName(u"liveStateIcon"_s);
    m_text->setObjectName(u"liveStateText"_s);
    m_pause->setObjectName(u"pauseLiveView"_s);
    m_pause->setCheckable(true);
    m_pause->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(m_icon);
    layout->addWidget(m_text);
    layout->addWidget(m_pause);

    // The widest of both texts, or the button would push its neighbours around.
    int width = 0;
    for (const QString &text : {tr("Pause"), tr("Resume")}) {
        m_pause->setText(text);
        m_pause->setIcon(Theme::current().icon(u"pause"_s));
        width = std::max(width, m_pause->sizeHint().width());
    }
    m_pause->setFixedWidth(width + Theme::kInsideGroup);

    connect(m_pause, &QPushButton::clicked, &m_hub, &LiveHub::setPaused);
    connect(&m_hub, &LiveHub::ticked, this, &LiveStateLine::refresh);
    connect(&m_hub, &LiveHub::freshnessChanged, this, &LiveStateLine::refresh);
    connect(&m_hub, &LiveHub::pausedChanged, this, &LiveStateLine::refresh);
    connect(&Theme::current(), &Theme::changed, this, &LiveStateLine::refresh);
    refresh();
}

QString LiveStateLine::text() const
{
    return m_text->isHidden() ? QString() : m_text->text();
}

void LiveStateLine::refresh()
{
    QString icon;
    QString text;
    QString explanation;
    auto tone = Theme::Tone::Warning;
    if (m_hub.freshness() == LiveHub::Freshness::Disconnected) {
        icon = u"disconnected"_s;
        text = tr("Not connected");
        explanation = tr("What is shown is from before the connection was lost.");
        tone = Theme::Tone::Bad;
    } else if (m_hub.freshness() == LiveHub::Freshness::Silent) {
        icon = u"warning"_s;
        text = tr("No news from the relay");
        explanation = tr("Nothing came for more than three seconds. The numbers are older than they look.");
    } else if (m_hub.isPaused()) {
        icon = u"pause"_s;
        const int missed = m_hub.missedPictures();
        text = missed == 0   ? tr("Paused")
               : missed == 1 ? tr("Paused, 1 update not shown")
                             : tr("Paused, %n updates not shown", nullptr, missed);
        explanation = tr("The page keeps this moment. The relay goes on, and the history is not lost.");
    }
    m_icon->setVisible(!text.isEmpty());
    m_text->setVisible(!text.isEmpty());
    m_text->setText(text);
    m_text->setToolTip(explanation);
    m_text->setAccessibleDescription(explanation);
    Theme::setTone(m_text, tone);
    if (!icon.isEmpty())
        m_icon->setPixmap(Theme::current().pixmap(icon, tone, Theme::kIconSize, devicePixelRatioF()));
    m_pause->setChecked(m_hub.isPaused());
    m_pause->setText(m_hub.isPaused() ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_hub.isPaused() ? tr("Resume the live view") : tr("Pause the live view"));
    m_pause->setToolTip(m_pause->accessibleName());
    m_pause->setIcon(Theme::current().icon(m_hub.isPaused() ? u"resume"_s : u"pause"_s));
    m_pause->setEnabled(m_hub.picture() != nullptr);
}

} // namespace turnpike::ui
