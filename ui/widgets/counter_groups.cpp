// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/counter_groups.h"

#include "ui/style/theme.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>

namespace turnpike::ui {

CounterGroups::CounterGroups(QWidget *parent)
    : QFrame(parent)
    , m_grid(new QGridLayout(this))
{
    setProperty("card", true);
    m_grid->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields,
                               Theme::kInsideGroup);
    m_grid->setHorizontalSpacing(Theme::kBetweenGroups * 2);
    m_grid->setVerticalSpacing(Theme::kBetweenFields);
    // The columns may become narrower than they stand now: they are arranged anew then.
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);
}

void CounterGroups::addGroup(QWidget *group)
{
    m_groups.push_back(group);
    m_columns = 0;
    arrange();
}

bool CounterGroups::event(QEvent *event)
{
    const bool isDone = QFrame::event(event);
    // A group has grown, or has got its font only now.
    if (event->type() == QEvent::LayoutRequest)
        keepHeight();
    return isDone;
}

// The layout holds nobody to what it needs: its columns may become fewer, its rows no lower.
void CounterGroups::keepHeight()
{
    setMinimumHeight(m_grid->totalSizeHint().height()); // with the frame around it
}

void CounterGroups::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

void CounterGroups::arrange()
{
    int widest = 1;
    for (const QWidget *group : m_groups)
        widest = std::max(widest, group->sizeHint().width());
    const QMargins margins = m_grid->contentsMargins();
    const int room = width() - margins.left() - margins.right() + m_grid->horizontalSpacing();
    const int columns =
        std::clamp(room / (widest + m_grid->horizontalSpacing()), 1, static_cast<int>(m_groups.size()));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < static_cast<int>(m_groups.size()); ++i) {
        m_grid->addWidget(m_groups[static_cast<std::size_t>(i)], i / columns, i % columns, Qt::AlignTop);
        // What is left over stands behind the last column.
        m_grid->setColumnStretch(i, 0);
    }
    m_grid->setColumnStretch(static_cast<int>(m_groups.size()), 1);
    keepHeight();
}

} // namespace turnpike::ui
