// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// Audio and video of a pool's conferences: who issues credentials for the edge, ports, encryption.
class AvConferencingPage : public FormPage {
    Q_OBJECT
public:
    AvConferencingPage(Workspace &workspace, const document::PropertyPath &avConferencing, QWidget *parent);
};

} // namespace turnpike::ui
