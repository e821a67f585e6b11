// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/note.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace turnpike::ui {

Note::Note(const QString &icon, Theme::Tone tone, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_iconName(icon)
    , m_tone(tone)
    , m_icon(new QLabel(this))
    , m_text(new ToneLabel(text, tone, this))
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kInsideGroup);
    m_layout->addWidget(m_icon, 0, Qt::AlignTop);
    m_layout->addWidget(m_text, 1);
    connect(&Theme::current(), &Theme::changed, this, &Note::updateIcon);
    updateIcon();
}

QPushButton *Note::addButton(const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setAccessibleDescription(m_text->text());
    m_layout->addWidget(button, 0, Qt::AlignTop);
    return button;
}

void Note::updateIcon()
{
    m_icon->setPixmap(Theme::current().pixmap(m_iconName, m_tone, Theme::kIconSize, devicePixelRatioF()));
}

} // namespace turnpike::ui
