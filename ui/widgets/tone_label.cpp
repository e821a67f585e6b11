// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tone_label.h"

#include <QHelpEvent>
#include <QTextDocument>
#include <QToolTip>

namespace turnpike::ui {

ToneLabel::ToneLabel(const QString &text, Theme::Tone tone, QWidget *parent)
    : QLabel(text, parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::NoFocus);
    Theme::setTone(this, tone);
}

QSize ToneLabel::minimumSizeHint() const
{
    constexpr int kLetters = 24;
    const QSize size = QLabel::minimumSizeHint();
    return wordWrap() ? QSize(qMin(size.width(), fontMetrics().averageCharWidth() * kLetters), size.height())
                      : size;
}

int ToneLabel::heightForWidth(int width) const
{
    return QLabel::heightForWidth(qMin(width, maximumWidth()));
}

bool ToneLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() &&
        QLabel::minimumSizeHint().width() > width()) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
        return true;
    }
    return QLabel::event(event);
}

} // namespace turnpike::ui
