// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice_bar.h"

#include "ui/style/text_guard.h"
#include "ui/widgets/destructive_button.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEdge = 4;

} // namespace

NoticeBar::NoticeBar(Theme::Tone tone, const QString &icon, QWidget *parent)
    : QFrame(parent)
    , m_tone(tone)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    const auto draw = [this, icon] {
        m_icon->setPixmap(Theme::current().pixmap(icon, m_tone, Theme::kIconSize, devicePixelRatioF()));
    };
    draw();
    connect(&Theme::current(), &Theme::changed, this, draw);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setObjectName(u"noticeText"_s);
    m_buttons->setSpacing(Theme::kInsideGroup);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, 6, Theme::kInsideGroup, 6);
    layout->setSpacing(Theme::kInsideGroup);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    connect(qApp, &QApplication::focusChanged, this, &NoticeBar::rememberFocus);
    setMinimumHeight(38);
    // A bar is as high as its words need and never takes room from the page.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void NoticeBar::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

QString NoticeBar::text() const
{
    return TextGuard::unbroken(m_text->text());
}

QPushButton *NoticeBar::addButton(const QString &text, const QString &name)
{
    return add(new QPushButton(text, this), name);
}

QPushButton *NoticeBar::addDestructiveButton(const QString &text, const QString &name)
{
    return add(new DestructiveButton(text, this), name);
}

QPushButton *NoticeBar::add(QPushButton *button, const QString &name)
{
    button->setObjectName(name);
    m_buttons->addWidget(button);
    // Before what it does: that may hide the bar, or take the focus to a place of its own.
    connect(button, &QPushButton::clicked, this, &NoticeBar::giveFocusBack);
    return button;
}

void NoticeBar::rememberFocus(QWidget *from, const QWidget *now)
{
    if (from != nullptr && now != nullptr && !isAncestorOf(from) && isAncestorOf(now) &&
        from->window() == window())
        m_cameFrom = from;
}

/// Who answers a bar goes on where they were, and not at the next widget of the window.
void NoticeBar::giveFocusBack()
{
    const QWidget *focus = QApplication::focusWidget();
    if (focus != nullptr && isAncestorOf(focus) && m_cameFrom && m_cameFrom->isVisible())
        m_cameFrom->setFocus();
}

void NoticeBar::setClosable()
{
    addCross(tr("Close this message."), tr("Close this message"));
}

void NoticeBar::setPutAway()
{
    addCross(tr("Put this message away; it stays counted below as long as it holds."),
             tr("Put this message away"));
}

void NoticeBar::addCross(const QString &toolTip, const QString &name)
{
    auto *close = new QToolButton(this);
    close->setObjectName(u"noticeClose"_s);
    close->setIcon(Theme::current().icon(u"close"_s, Theme::Tone::Second));
    close->setAutoRaise(true);
    close->setToolTip(toolTip);
    close->setAccessibleName(name);
    layout()->addWidget(close);
    connect(close, &QToolButton::clicked, this, &NoticeBar::giveFocusBack);
    connect(close, &QToolButton::clicked, this, &NoticeBar::closed);
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    QColor tint = theme.color(m_tone);
    tint.setAlphaF(theme.isDark() ? 0.12F : 0.07F);
    painter.fillRect(rect(), theme.colors().base);
    painter.fillRect(rect(), tint);
    painter.fillRect(QRect(0, 0, kEdge, height()), theme.color(m_tone));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.colors().border);
}

} // namespace turnpike::ui
