// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/info_bar.h"

#include "ui/style/theme.h"
#include "ui/widgets/notice_bar.h"

#include <QApplication>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// More of the moment than these hide the page; the log has them all.
constexpr qsizetype kMostPassing = 3;
/// More that last than these leave a small screen no page.
constexpr std::size_t kMostLasting = 2;

int gravity(InfoBar::Kind kind)
{
    return kind == InfoBar::Kind::Error ? 2 : kind == InfoBar::Kind::Warning ? 1 : 0;
}

NoticeBar *makeBar(InfoBar::Kind kind, QWidget *parent)
{
    switch (kind) {
    case InfoBar::Kind::Error:
        return new NoticeBar(Theme::Tone::Bad, u"error"_s, parent);
    case InfoBar::Kind::Warning:
        return new NoticeBar(Theme::Tone::Warning, u"warning"_s, parent);
    case InfoBar::Kind::Good:
        return new NoticeBar(Theme::Tone::Good, u"ok"_s, parent);
    case InfoBar::Kind::Information:
        break;
    }
    return new NoticeBar(Theme::Tone::Accent, u"information"_s, parent);
}

} // namespace

InfoBar::InfoBar(QWidget *parent)
    : QWidget(parent)
    , m_lasting(new QVBoxLayout)
    , m_more(new QPushButton(this))
    , m_passing(new QVBoxLayout)
{
    setObjectName(u"infoBar"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(m_lasting);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addLayout(m_passing);
    m_more->setObjectName(u"infoMore"_s);
    m_more->setFlat(true);
    // A line and not a bar: what was put away leaves its room to the page.
    m_more->setFixedHeight(std::max(Theme::kIconSize, m_more->fontMetrics().height()) + 4);
    m_more->hide();
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_isOpened = !m_isOpened;
        showLasting();
    });
    for (QVBoxLayout *each : {layout, m_lasting, m_passing}) {
        each->setContentsMargins(0, 0, 0, 0);
        each->setSpacing(0);
    }
    showLasting();
    setVisible(false);
}

void InfoBar::setMoments(std::chrono::milliseconds moment, std::chrono::milliseconds failureMoment)
{
    m_moment = moment;
    m_failureMoment = failureMoment;
}

void InfoBar::show(const Message &message)
{
    // A message that lasts keeps its place when its words change.
    const auto isSame = [&message](const auto &one) { return one.first == message.key; };
    const auto old = std::find_if(m_lastingOnes.begin(), m_lastingOnes.end(), isSame);
    const auto place = old - m_lastingOnes.begin();
    const bool isRead = m_putAway.contains(message.key) && text(message.key) == message.text;
    dismiss(message.key);
    if (isRead)
        m_putAway.insert(message.key);
    const bool isPassing = message.isClosable && message.isPassing;
    if (isPassing && m_order.size() >= kMostPassing)
        dismiss(QString(m_order.first()));
    NoticeBar *row = makeBar(message.kind, this);
    row->setObjectName(u"info-"_s + message.key);
    row->setText(message.text);
    if (message.action) {
        QPushButton *button = row->addButton(message.actionText, u"infoAction"_s);
        connect(button, &QPushButton::clicked, this, [action = message.action] { action(); });
    }
    m_rows.insert(message.key, row);
    if (message.isClosable) {
        row->setClosable();
        connect(row, &NoticeBar::closed, this, [this, key = message.key] { dismiss(key); });
    } else if (message.kind != Kind::Error) {
        row->setPutAway();
        connect(row, &NoticeBar::closed, this, [this, key = message.key] { putAway(key); });
    }
    if (isPassing) {
        const bool isFailure = message.kind == Kind::Error || message.kind == Kind::Warning;
        goByItself(row, message.key, isFailure ? m_failureMoment : m_moment);
        m_passing->addWidget(row);
        m_order += message.key;
    } else {
        m_lastingOnes.insert(m_lastingOnes.begin() + place, {message.key, message.kind});
        m_lasting->insertWidget(static_cast<int>(place), row);
        showLasting();
    }
    setVisible(true);
}

void InfoBar::putAway(const QString &key)
{
    m_putAway.insert(key);
    m_isOpened = false;
    showLasting();
}

void InfoBar::showLasting()
{
    if (m_lastingOnes.size() <= kMostLasting && m_putAway.isEmpty())
        m_isOpened = false;
    auto gravest = m_lastingOnes;
    std::stable_sort(gravest.begin(), gravest.end(), [](const auto &left, const auto &right) {
        return gravity(left.second) > gravity(right.second);
    });
    const QWidget *focus = QApplication::focusWidget();
    std::size_t unread = 0;
    int hidden = 0;
    for (const auto &[key, kind] : gravest) {
        NoticeBar *row = m_rows.value(key);
        const bool isRead = m_putAway.contains(key);
        // Not from under somebody's hand.
        const bool isShown =
            m_isOpened ||
            (!isRead && (unread < kMostLasting || (focus != nullptr && row->isAncestorOf(focus))));
        row->setVisible(isShown);
        unread += isRead ? 0 : 1;
        hidden += isShown ? 0 : 1;
    }
    m_more->setVisible(hidden > 0 || m_isOpened);
    m_more->setText(m_isOpened ? tr("Show fewer messages") : tr("%n more message(s)", nullptr, hidden));
    m_more->setIcon(Theme::current().icon(m_isOpened ? u"chevron-down"_s : u"chevron-right"_s));
    m_more->setToolTip(m_isOpened ? tr("Shows the gravest only.") : tr("Shows every message that lasts."));
}

void InfoBar::goByItself(NoticeBar *row, const QString &key, std::chrono::milliseconds time)
{
    auto *timer = new QTimer(row);
    timer->setInterval(time);
    connect(timer, &QTimer::timeout, this, [this, row, key] {
        // Not from under somebody's hand: it may be read, copied, or about to be pressed.
        const QWidget *focus = QApplication::focusWidget();
        if (!row->underMouse() && (focus == nullptr || !row->isAncestorOf(focus)))
            dismiss(key);
    });
    timer->start();
}

void InfoBar::dismiss(const QString &key)
{
    NoticeBar *row = m_rows.take(key);
    if (!row)
        return;
    m_order.removeOne(key);
    // Its own button may be what called.
    row->hide();
    m_lasting->removeWidget(row);
    row->deleteLater();
    m_putAway.remove(key);
    std::erase_if(m_lastingOnes, [&key](const auto &one) { return one.first == key; });
    showLasting();
    setVisible(!m_rows.isEmpty());
}

QString InfoBar::text(const QString &key) const
{
    const NoticeBar *row = m_rows.value(key);
    return row ? row->text() : QString();
}

} // namespace turnpike::ui
