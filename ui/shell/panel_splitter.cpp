// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panel_splitter.h"

#include "ui/shell/lower_panel.h"

namespace turnpike::ui {

PanelSplitter::PanelSplitter(QWidget *page, LowerPanel *panel, QWidget *parent)
    : QSplitter(Qt::Vertical, parent)
    , m_panel(panel)
{
    setObjectName(QStringLiteral("rows"));
    addWidget(page);
    addWidget(panel);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    setChildrenCollapsible(false);
    setHandleWidth(1);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        if (m_panel->isOpen())
            m_panelHeight = sizes().at(1);
    });
    connect(panel, &LowerPanel::openChanged, this, &PanelSplitter::arrange);
    arrange();
}

void PanelSplitter::setPanelHeight(int height)
{
    m_panelHeight = height;
    arrange();
}

void PanelSplitter::arrange()
{
    // The splitter gives the panel at least its tabs, and the page what is left.
    constexpr int kRest = 10'000;
    const int panel = m_panel->isOpen() ? m_panelHeight : 0;
    setSizes({height() > 0 ? height() - panel : kRest - panel, panel});
}

} // namespace turnpike::ui
