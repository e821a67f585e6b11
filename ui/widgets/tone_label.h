// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QLabel>

namespace turnpike::ui {

/// A sentence in one of the theme's colours: it wraps, and can be selected with the mouse.
class ToneLabel : public QLabel {
    Q_OBJECT
public:
    explicit ToneLabel(const QString &text, Theme::Tone tone = Theme::Tone::Second,
                       QWidget *parent = nullptr);
    /// A word that is longer than a line is cut off, with the whole in the tool tip: no text widens a page.
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// Of the lines that it will have: a layout asks for more width than a label with a largest one takes.
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    bool event(QEvent *event) override;
};

} // namespace turnpike::ui
