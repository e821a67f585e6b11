// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/tone_label.h"

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

} // namespace turnpike::ui
