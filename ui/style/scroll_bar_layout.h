// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QStyle>

#include <optional>

class QStyleOptionSlider;

namespace turnpike::ui {

/// However long the page, the handle can be grabbed.
inline constexpr int kSmallestHandle = 32;

/// Where a part of a scroll bar is: a groove with a handle in it, and no arrows. Nothing for a part that such
/// a scroll bar leaves to the style below.
[[nodiscard]] std::optional<QRect> scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part);

} // namespace turnpike::ui
