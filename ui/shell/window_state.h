// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;
class QSettings;
class QSplitter;

namespace turnpike::ui {

class LowerPanel;
class Navigator;
class PanelSplitter;

/// Sizes and what is open, kept between runs. What another version of the layout wrote is not used.
namespace WindowState {

struct Places {
    QMainWindow &window;
    QSplitter &columns;
    PanelSplitter &rows;
    Navigator &navigator;
    LowerPanel &panel;
};

void applyDefaults(const Places &places);
void save(QSettings &settings, const Places &places, const QString &pageId);
/// The page that was open; empty when nothing was kept.
[[nodiscard]] QString restore(QSettings &settings, const Places &places);

} // namespace WindowState
} // namespace turnpike::ui
