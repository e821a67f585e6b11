// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/counter_card.h"

#include "ui/style/theme.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/time_range.h"

#include <QLabel>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

/// One sample a second.
constexpr auto kSamples = static_cast<std::size_t>(TimeRange::kDefaultLength / std::chrono::seconds(1));

} // namespace

CounterCard::CounterCard(const QString &title, int series, QWidget *parent)
    : QFrame(parent)
    , m_title(title)
    , m_series(series)
    , m_value(new QLabel(this))
    , m_explanation(new QLabel(this))
    , m_line(new Sparkline(this))
{
    setProperty("card", true);
    setMinimumWidth(120);
    auto *heading = new QLabel(title, this);
    Theme::setTone(heading, Theme::Tone::Second);
    m_value->setFont(Theme::current().counterFont());
    m_value->setAccessibleName(title);
    m_value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_explanation->setFont(Theme::current().tabularFont());
    // A text that gets longer must not make the card wider.
    m_explanation->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_explanation->setWordWrap(true);
    m_explanation->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    Theme::setTone(m_explanation, Theme::Tone::Second);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields,
                               Theme::kInsideGroup);
    layout->setSpacing(Theme::kInsideGroup / 2);
    layout->addWidget(heading);
    layout->addWidget(m_value);
    layout->addWidget(m_line);
    layout->addWidget(m_explanation);
}

void CounterCard::setValue(const QString &value, const QString &explanation)
{
    m_value->setText(value);
    m_explanation->setText(explanation);
    m_explanation->setToolTip(explanation);
}

// By the width of the card and not by what it says: numbers that change must not move what is below.
void CounterCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    constexpr int kLettersOfOneLine = 32;
    const QFontMetrics metrics = m_explanation->fontMetrics();
    const bool isNarrow =
        width() < 2 * Theme::kBetweenFields + kLettersOfOneLine * metrics.averageCharWidth();
    const int room = width() - 2 * Theme::kBetweenFields - 2 * frameWidth();
    const QFontMetrics large(Theme::current().counterFont());
    m_value->setFixedHeight(large.lineSpacing());
    m_value->setFont(large.horizontalAdvance(QStringLiteral("00.0 Mbit/s")) > room
                         ? Theme::current().titleFont()
                         : Theme::current().counterFont());
    m_explanation->setFixedHeight((isNarrow ? 2 : 1) * metrics.lineSpacing());
}

QString CounterCard::value() const
{
    return m_value->text();
}

QList<QWidget *> CounterCard::numbers() const
{
    return {m_value, m_explanation, m_line};
}

void CounterCard::setHistory(std::vector<float> values, float ceiling)
{
    m_line->setValues(std::move(values), kSamples, m_series, ceiling,
                      tr("%1 in the last five minutes").arg(m_title));
}

} // namespace turnpike::ui
