// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/dialog_list.h"

#include "ui/widgets/wrapping_delegate.h"

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
    list.setAlternatingRowColors(true);
    new WrappingDelegate(list);
    QHeaderView &header = *list.header();
    header.setStretchLastSection(false);
    header.setSectionResizeMode(wideColumn, QHeaderView::Stretch);
    for (int column = 0; column < header.count(); ++column) {
        if (column != wideColumn)
            header.resizeSection(column, std::max(kValueWidth, header.sectionSizeHint(column)));
    }
}

} // namespace turnpike::ui
