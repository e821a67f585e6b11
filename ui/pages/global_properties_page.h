// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// Forest > Global properties, with the tabs an administrator knows from the old console.
class GlobalPropertiesPage : public FormPage {
    Q_OBJECT
public:
    GlobalPropertiesPage(Workspace &workspace, QWidget *parent);

private:
    void addGeneral();
    void addEdgeServers();
    void addFederation();
};

} // namespace turnpike::ui
