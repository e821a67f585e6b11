// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QWidget>

namespace turnpike::ui {

class Workspace;

/// The fields of one list entry, below the table it was chosen in.
class EntryDetail : public QWidget {
    Q_OBJECT
public:
    EntryDetail(Workspace &workspace, const document::PropertyPath &entry, QWidget *parent);
};

} // namespace turnpike::ui
