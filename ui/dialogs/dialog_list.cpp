// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/dialog_list.h"

#include <QHeaderView>
#include <QTreeView>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int kValueWidth = 170;

} // namespace

void prepareDialogList(QTreeView &list, int wideColumn)
{
    list.setRootIsDecorated(false);
    list.setUniformRowHeights(true);
    list.setAlternatingRowColors(true);
    // What tells one place from another stands at the end of its path.
    list.setTextElideMode(Qt::ElideMiddle);
    QHeaderView &header = *list.header();
    header.setStretchLastSection(false);
    header.setSectionResizeMode(wideColumn, QHeaderView::Stretch);
    for (int column = 0; column < header.count(); ++column) {
        if (column != wideColumn)
            header.resizeSection(column, std::max(kValueWidth, header.sectionSizeHint(column)));
    }
}

} // namespace turnpike::ui
