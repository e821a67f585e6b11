// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// One machine at the edge: its addresses, and how it is managed.
class EdgeServerPage : public FormPage {
    Q_OBJECT
public:
    EdgeServerPage(Workspace &workspace, const document::PropertyPath &server, QWidget *parent);
};

} // namespace turnpike::ui
