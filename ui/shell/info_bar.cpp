// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/info_bar.h"

#include "ui/forms/notice_bar.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// More than these hide the page; the log has them all.
constexpr qsizetype kMostRows = 4;

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
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(u"infoBar"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    setVisible(false);
}

void InfoBar::show(const Message &message)
{
    dismiss(message.key);
    if (m_order.size() >= kMostRows)
        dismiss(QString(m_order.first()));
    NoticeBar *row = makeBar(message.kind, this);
    row->setObjectName(u"info-"_s + message.key);
    row->setText(message.text);
    if (message.action) {
        QPushButton *button = row->addButton(message.actionText, u"infoAction"_s);
        connect(button, &QPushButton::clicked, this, [action = message.action] { action(); });
    }
    if (message.isClosable) {
        row->setClosable();
        connect(row, &NoticeBar::closed, this, [this, key = message.key] { dismiss(key); });
    }
    m_layout->addWidget(row);
    m_rows.insert(message.key, row);
    m_order += message.key;
    setVisible(true);
}

void InfoBar::dismiss(const QString &key)
{
    NoticeBar *row = m_rows.take(key);
    if (!row)
        return;
    m_order.removeOne(key);
    // Its own button may be what called.
    row->hide();
    row->deleteLater();
    setVisible(!m_order.isEmpty());
}

QString InfoBar::text(const QString &key) const
{
    const NoticeBar *row = m_rows.value(key);
    return row ? row->text() : QString();
}

} // namespace turnpike::ui
