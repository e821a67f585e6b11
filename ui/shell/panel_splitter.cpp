// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panel_splitter.h"

#include "ui/shell/lower_panel.h"

#include <QVBoxLayout>

namespace turnpike::ui {

PanelSplitter::PanelSplitter(QWidget *page, QWidget *bars, LowerPanel *panel, QWidget *parent)
    : QSplitter(Qt::Vertical, parent)
    , m_panel(panel)
{
    setObjectName(QStringLiteral("rows"));
    auto *upper = new QWidget(this);
    auto *layout = new QVBoxLayout(upper);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(page, 1);
    layout->addWidget(bars);
    addWidget(upper);
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
