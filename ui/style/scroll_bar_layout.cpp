// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/scroll_bar_layout.h"

#include <QStyleOptionSlider>

#include <algorithm>

namespace turnpike::ui {

namespace {

/// The handle of a scroll bar along its groove: where it begins, and how long it is.
struct Handle {
    int begin = 0;
    int length = 0;
};

Handle handleOf(const QStyleOptionSlider &option, int groove)
{
    const qint64 range = qint64{option.maximum} - option.minimum;
    if (range <= 0)
        return {0, groove};
    const auto share = static_cast<int>(qint64{option.pageStep} * groove / (range + option.pageStep));
    const int length = std::clamp(share, std::min(kSmallestHandle, groove), groove);
    return {QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                            groove - length, option.upsideDown),
            length};
}

} // namespace

std::optional<QRect> scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    const bool isHorizontal = option.orientation == Qt::Horizontal;
    const int groove = isHorizontal ? option.rect.width() : option.rect.height();
    const Handle handle = handleOf(option, groove);
    const auto along = [&](int begin, int length) {
        const QRect logical =
            isHorizontal ? QRect(option.rect.left() + begin, option.rect.top(), length, option.rect.height())
                         : QRect(option.rect.left(), option.rect.top() + begin, option.rect.width(), length);
        return QStyle::visualRect(option.direction, option.rect, logical);
    };
    switch (part) {
    case QStyle::SC_ScrollBarAddLine:
    case QStyle::SC_ScrollBarSubLine:
        return QRect(); // nobody aims at arrows
    case QStyle::SC_ScrollBarSubPage:
        return along(0, handle.begin);
    case QStyle::SC_ScrollBarAddPage:
        return along(handle.begin + handle.length, groove - handle.begin - handle.length);
    case QStyle::SC_ScrollBarSlider:
        return along(handle.begin, handle.length);
    case QStyle::SC_ScrollBarGroove:
        return option.rect;
    default:
        return std::nullopt;
    }
}

} // namespace turnpike::ui
