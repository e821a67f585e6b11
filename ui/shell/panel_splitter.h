// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

namespace turnpike::ui {

class LowerPanel;

/// The page with the lower panel below it; between them `bars` of messages, which take their room from the
/// page's lower edge and so move nothing. Open, the panel has the height that the person gave it; closed, it
/// leaves all but its tabs to the page.
class PanelSplitter : public QSplitter {
    Q_OBJECT
public:
    PanelSplitter(QWidget *page, QWidget *bars, LowerPanel *panel, QWidget *parent = nullptr);

    /// In pixels, of the open panel, also while it is closed.
    [[nodiscard]] int panelHeight() const { return m_panelHeight; }
    void setPanelHeight(int height);

private:
    void arrange();

    LowerPanel *m_panel;
    int m_panelHeight = 200;
};

} // namespace turnpike::ui
