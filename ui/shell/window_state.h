// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;
class QSplitter;

namespace turnpike::ui {

class LowerPanel;
class Navigator;
class PanelSplitter;
class Settings;

/// Sizes and what is open, kept between runs. What another version of the layout wrote is not used.
struct WindowState {
    QMainWindow &window;
    QSplitter &columns;
    PanelSplitter &rows;
    Navigator &navigator;
    LowerPanel &panel;

    void applyDefaults() const;
    void save(Settings &settings, const QString &pageId) const;
    /// The page that was open; empty when nothing was kept.
    [[nodiscard]] QString restore(const Settings &settings) const;
};

} // namespace turnpike::ui
