// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTreeView;

namespace turnpike::ui {

/// How a list of a dialog looks: one column has what room is left, the others have enough for a value and
/// never less than their heading needs.
void prepareDialogList(QTreeView &list, int wideColumn);

} // namespace turnpike::ui
