// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/note.h"

#include "ui/style/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int kReadable = 32; ///< characters a line

} // namespace

Note::Note(const QString &icon, Theme::Tone tone, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_iconName(icon)
    , m_tone(tone)
    , m_icon(new QLabel(this))
    , m_text(new ToneLabel(text, tone, this))
    , m_layout(new QGridLayout(this))
    , m_buttons(new QHBoxLayout)
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kInsideGroup);
    m_layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    m_layout->addWidget(m_text, 0, 1);
    m_layout->addLayout(m_buttons, 0, 2, Qt::AlignTop);
    m_layout->setColumnStretch(1, 1);
    m_buttons->setSpacing(Theme::kInsideGroup);
    connect(&Theme::current(), &Theme::changed, this, &Note::updateIcon);
    updateIcon();
}

void Note::setText(const QString &text)
{
    m_text->setText(text);
    placeButtons();
}

QPushButton *Note::addButton(const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setAccessibleDescription(m_text->text());
    m_buttons->addWidget(button, 0, Qt::AlignTop);
    placeButtons();
    return button;
}

/// A sentence is read in lines and not in a column of single words: where there is no room for both, or where
/// the note is lower that way, the buttons go below it.
void Note::placeButtons()
{
    if (m_buttons->isEmpty())
        return;
    const int wanted = std::min(kReadable * fontMetrics().averageCharWidth(), m_text->sizeHint().width());
    const QSize buttons = m_buttons->sizeHint();
    const int whole = width() - m_icon->sizeHint().width() - Theme::kInsideGroup;
    const int beside = whole - buttons.width() - Theme::kInsideGroup;
    const auto highAt = [this](int width) { return m_text->heightForWidth(std::max(width, 1)); };
    const bool isNarrow =
        !m_keepsButtonsBeside &&
        (beside < wanted || highAt(beside) > highAt(whole) + buttons.height() + Theme::kInsideGroup);
    // One line beside a button stands in its middle, and the icon with it.
    const bool isOneLine = !isNarrow && highAt(beside) < 2 * m_text->fontMetrics().lineSpacing();
    m_layout->setAlignment(m_icon, isOneLine ? Qt::AlignVCenter : Qt::AlignTop);
    if (isNarrow == m_isNarrow)
        return;
    m_isNarrow = isNarrow;
    m_layout->removeItem(m_buttons);
    m_layout->addLayout(m_buttons, isNarrow ? 1 : 0, isNarrow ? 1 : 2,
                        isNarrow ? Qt::AlignTop | Qt::AlignLeft : Qt::AlignTop);
    updateGeometry();
}

void Note::keepButtonsBeside()
{
    m_keepsButtonsBeside = true;
    placeButtons();
}

void Note::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeButtons();
}

QSize Note::minimumSizeHint() const
{
    if (m_keepsButtonsBeside)
        return QWidget::minimumSizeHint();
    // As it is when the buttons stand below: what is beside now asks for no more width.
    const int content = std::max(m_text->minimumSizeHint().width(), m_buttons->sizeHint().width());
    return {m_icon->sizeHint().width() + Theme::kInsideGroup + content, m_layout->minimumSize().height()};
}

void Note::updateIcon()
{
    m_icon->setPixmap(Theme::current().pixmap(m_iconName, m_tone, Theme::kIconSize, devicePixelRatioF()));
}

} // namespace turnpike::ui
