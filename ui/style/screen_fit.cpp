// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/screen_fit.h"

#include <QScreen>
#include <QWidget>

namespace turnpike::ui {

namespace {

/// Before a window is shown nobody knows its frame; no window manager's is larger.
constexpr QSize kFrame(16, 44);

} // namespace

QSize roomOnScreen(const QWidget &window)
{
    const QSize frame = window.isVisible() ? window.frameGeometry().size() - window.size() : kFrame;
    return window.screen()->availableGeometry().size() - frame.expandedTo(kFrame);
}

void fitScreen(QWidget &window)
{
    // A window that nobody has given a size yet is as large as its contents when it is shown.
    const QSize wanted = window.testAttribute(Qt::WA_Resized)
                             ? window.size()
                             : window.sizeHint().expandedTo(window.minimumSizeHint());
    const QSize room = roomOnScreen(window);
    window.setMaximumSize(room.expandedTo(window.minimumSize()));
    window.resize(wanted.boundedTo(room));
}

} // namespace turnpike::ui
